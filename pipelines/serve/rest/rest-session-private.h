/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "rest/rest-session.h"

G_BEGIN_DECLS

/* What only rest-session.c and rest-sessions.c know of a session. */
typedef struct {
  RestSession parent;
  gatomicrefcount refs;
  GMutex lock;
  RestFacts facts; /* lock */
  gboolean busy; /* lock: it is somebody's turn */
  gboolean closed; /* lock */
  GQueue turns; /* lock: calls that wait */
} Session;

RestSession *rest_session_new (const gchar *product, JsonNode *client_info);

G_END_DECLS
