/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* An HTTP server in a thread of its own, which takes boards as a test tells it to. */
typedef struct _PublishServer PublishServer;

/* Answers on @port, or on a free one if that is 0. */
PublishServer *publish_server_new (guint port);
void publish_server_free (PublishServer *self);
guint publish_server_get_port (PublishServer *self);

/* What the next requests are answered with; then 204 again. 0: never. */
void publish_server_answer (PublishServer *self, guint status, const gchar *retry_after);
/* Every body that holds @part is answered with this. */
void publish_server_refuse (PublishServer *self, const gchar *part, guint status);

/* Until this many requests were answered with 204. Returns the bodies, one a line. */
gchar *publish_server_wait (PublishServer *self, guint n);
/* The last request's header, or NULL. */
gchar *publish_server_get_header (PublishServer *self, const gchar *name);
guint publish_server_get_requests (PublishServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PublishServer, publish_server_free)
