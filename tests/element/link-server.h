/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* An HTTP server at 127.0.0.1, on a thread of its own, that is asked what codes are linked to. What it does is
 * chosen by the path of the address:
 *   /link     answers "L-CODE", at once or as link_server_hold() says
 *   /status/N answers with that status
 *   /body/N   answers link_server_bodies[N]
 *   /redirect answers where else to ask
 *   /huge     answers 10 MB
 *   /die      closes the connection in the middle of an answer
 *   /drip     sends an answer that never ends, byte by byte
 *   /switch   as /drip, or after link_server_recover() as /link
 */
typedef struct _LinkServer LinkServer;

/* A body, and why it is no code; or NULL, and the code. */
typedef struct {
  const gchar *body;
  gsize length;
  const gchar *problem;
  const gchar *linked;
} LinkBody;

extern const LinkBody link_server_bodies[];
extern const guint link_server_n_bodies;

LinkServer *link_server_new (void);
void link_server_free (LinkServer *self);
gchar *link_server_get_address (LinkServer *self, const gchar *path);
void link_server_recover (LinkServer *self);

/* Answers to /link wait until this many requests do, and later ones no more; G_MAXUINT: for ever; 1: not at all. */
void link_server_hold (LinkServer *self, guint n_requests);

/* How many requests have come, in all or for one code. */
guint link_server_count (LinkServer *self, const gchar *code);
void link_server_wait_for (LinkServer *self, guint n_requests);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LinkServer, link_server_free)
