/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "http/http-call.h"

G_BEGIN_DECLS

/* As long as less waits for its reader, a stream takes more. */
#define HTTP_STREAM_BACKLOG ((gsize) 64 << 10)

/**
 * HttpStream:
 *
 * An answer that is written bit by bit, and ends when the client goes, the server closes, or somebody cuts it off.
 * Main loop.
 */
typedef struct _HttpStream HttpStream;

/**
 * HttpStreamClass:
 * @ready: it takes more again, after it did not
 * @gone: it is over; it is freed after the call
 *
 * What somebody who writes a stream is told of; the second argument is what http_call_begin_stream() was given.
 */
typedef struct {
  void (*ready) (HttpStream *self, gpointer data);
  void (*gone) (HttpStream *self, gpointer data);
} HttpStreamClass;

HttpStream *http_call_begin_stream (
    HttpCall *call, const gchar *type, const HttpStreamClass *klass, gpointer data);
void http_stream_send (HttpStream *self, GBytes *bytes);
gboolean http_stream_is_ready (const HttpStream *self);
gboolean http_stream_is_stuck (HttpStream *self);
void http_stream_cut (HttpStream *self);

G_END_DECLS
