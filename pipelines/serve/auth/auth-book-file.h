/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-book.h"
#include "auth/auth-state.h"

G_BEGIN_DECLS

/**
 * AuthBookStamp:
 * @inode: of the file; 0: there is none
 * @size: its bytes
 * @changed: when, ns
 *
 * By what a changed file is told from an unchanged one without reading it.
 */
typedef struct {
  guint64 inode;
  gint64 size;
  gint64 changed;
} AuthBookStamp;

AuthBook *auth_book_load (const AuthState *state, GError **error);
gboolean auth_book_save (const AuthBook *self, const AuthState *state, GError **error);
gboolean auth_book_stat (const AuthState *state, AuthBookStamp *stamp, GError **error);
gboolean auth_book_stamp_equal (const AuthBookStamp *a, const AuthBookStamp *b);

G_END_DECLS
