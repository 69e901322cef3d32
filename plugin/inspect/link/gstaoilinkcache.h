/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many codes are remembered, and for how long, ns: a link that is corrected on the server comes through
 * without a restart. */
#define GST_AOI_LINK_CACHE_CODES 1024
#define GST_AOI_LINK_CACHE_AGE (600 * G_GINT64_CONSTANT (1000000000))

/**
 * GstAoiLinkCache:
 *
 * What codes are linked to. Those that were asked for least recently go first. Not thread-safe.
 */
typedef struct _GstAoiLinkCache GstAoiLinkCache;

GstAoiLinkCache *gst_aoi_link_cache_new (void);
void gst_aoi_link_cache_free (GstAoiLinkCache *self);
const gchar *gst_aoi_link_cache_lookup (GstAoiLinkCache *self, const gchar *code, gint64 now);
void gst_aoi_link_cache_insert (
    GstAoiLinkCache *self, const gchar *code, const gchar *linked, gint64 now);

G_END_DECLS
