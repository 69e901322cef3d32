/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GstAoiLink:
 *
 * What one code is linked to, known now or later. Atomically reference counted.
 */
typedef struct _GstAoiLink GstAoiLink;

GstAoiLink *gst_aoi_link_new (void);
GstAoiLink *gst_aoi_link_ref (GstAoiLink *self);
void gst_aoi_link_unref (GstAoiLink *self);
void gst_aoi_link_take (GstAoiLink *self, gchar *linked, gchar *reason);
gboolean gst_aoi_link_is_known (GstAoiLink *self);
const gchar *gst_aoi_link_get_linked (GstAoiLink *self);
const gchar *gst_aoi_link_get_reason (GstAoiLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiLink, gst_aoi_link_unref)

G_END_DECLS
