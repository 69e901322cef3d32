/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GstAoiDamage:
 * @n_frames: frames that were damaged
 * @causes: (element-type utf8): of which a WARNING was posted
 *
 * The damaged frames that an element has met since it started. A frame that is shorter than its caps say, or
 * laid out otherwise, is no reason to stop a line. With the element's object lock.
 */
typedef struct {
  guint64 n_frames;
  GHashTable *causes;
} GstAoiDamage;

void gst_aoi_damage_init (GstAoiDamage *self);
void gst_aoi_damage_clear (GstAoiDamage *self);
void gst_aoi_damage_restart (GstAoiDamage *self, GstElement *element);
void gst_aoi_damage_add (GstAoiDamage *self, GstElement *element, const gchar *reason);

G_END_DECLS
