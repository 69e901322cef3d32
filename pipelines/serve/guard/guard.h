/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Joins who may do what (auth), what was done (audit) and how clients are spoken to (http). */
#pragma once

#include "api/api-endpoint.h"
#include "guard/guard-settings.h"
#include "http/http-server.h"

G_BEGIN_DECLS

/**
 * Guard:
 *
 * Stands before all routes of a server, and has some of its own: /v1/login, /v1/logout, /v1/me. Thread-safe.
 */
typedef struct _Guard Guard;

Guard *guard_new (GuardSettings *settings, const gchar *listen, GError **error);
void guard_free (Guard *self);
gboolean guard_join (Guard *self, HttpServer *server, GError **error);
void guard_tell (Guard *self);
const ApiFamily *guard_get_family (void);
const gchar *guard_get_folder (const Guard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Guard, guard_free)

G_END_DECLS
