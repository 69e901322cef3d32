/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Requests in a row without an answer after which frames do not wait for one. */
#define GST_AOI_LINK_BREAKER_FAILURES 3
/* How often the server is tried then, ns. */
#define GST_AOI_LINK_BREAKER_PAUSE (5 * G_GINT64_CONSTANT (1000000000))

/**
 * GstAoiLinkPermit:
 * @GST_AOI_LINK_ASK: ask, and wait for the answer
 * @GST_AOI_LINK_PROBE: ask, but nothing waits for the answer
 * @GST_AOI_LINK_SKIP: do not ask
 */
typedef enum {
  GST_AOI_LINK_ASK,
  GST_AOI_LINK_PROBE,
  GST_AOI_LINK_SKIP,
} GstAoiLinkPermit;

/**
 * GstAoiLinkBreaker:
 *
 * Whether a server is worth waiting for. Zero is the state before the first request. Not thread-safe.
 */
typedef struct {
  guint failures; /* in a row */
  gint64 probe_at; /* monotonic, ns: when the server is tried again */
} GstAoiLinkBreaker;

GstAoiLinkPermit gst_aoi_link_breaker_admit (GstAoiLinkBreaker *self, gint64 now);
void gst_aoi_link_breaker_answered (GstAoiLinkBreaker *self);
void gst_aoi_link_breaker_failed (GstAoiLinkBreaker *self, gint64 now);

G_END_DECLS
