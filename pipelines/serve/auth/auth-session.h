/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AuthSessionLimits:
 * @idle: how long one lives without being used, ns
 * @age: how long one lives at most, ns
 * @of_one: how many a user may have; one more ends the one that was used longest ago
 */
typedef struct {
  gint64 idle;
  gint64 age;
  guint of_one;
} AuthSessionLimits;

/**
 * AuthSession:
 * @user: whose it is
 * @hash: of the password that it was begun with
 * @csrf: what its pages show with each change
 * @begin: when it began, ns of aoi_clock_now()
 * @used: when it was used last
 *
 * A person who has logged in. Owned by its #AuthSessions.
 */
typedef struct {
  gchar *user;
  gchar *hash;
  gchar *csrf;
  gint64 begin;
  gint64 used;
} AuthSession;

/**
 * AuthSessions:
 *
 * Who is logged in, in memory: a restart logs all out. Sessions are kept by the digests of their ids, so that the
 * time of a search tells nothing of an id. Not thread-safe.
 */
typedef struct _AuthSessions AuthSessions;

AuthSessions *auth_sessions_new (const AuthSessionLimits *limits);
void auth_sessions_free (AuthSessions *self);
gchar *auth_sessions_begin (
    AuthSessions *self, const gchar *user, const gchar *hash, const AuthSession **session);
const AuthSession *auth_sessions_find (AuthSessions *self, const gchar *id);
const AuthSession *auth_sessions_look (AuthSessions *self, const gchar *id);
void auth_sessions_end (AuthSessions *self, const gchar *id);
guint auth_sessions_get_count (AuthSessions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AuthSessions, auth_sessions_free)

G_END_DECLS
