/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/**
 * AuthState:
 * @path: of the folder
 * @folder: it, open and secret
 *
 * The folder of what a station must remember and nobody else may read: its users, its audit log.
 */
typedef struct {
  gchar *path;
  AoiFolder folder;
} AuthState;

gchar *auth_state_get_default (void);
AuthState *auth_state_open (const gchar *path, GError **error);
void auth_state_close (AuthState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AuthState, auth_state_close)

G_END_DECLS
