/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/gstaoidamage.h"

#include <string.h>

/**
 * gst_aoi_damage_init:
 * @self: (out): no damaged frame
 */
void
gst_aoi_damage_init (GstAoiDamage *self)
{
  self->n_frames = 0;
  self->causes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * gst_aoi_damage_clear:
 * @self: the damaged frames of an element that is finalized
 */
void
gst_aoi_damage_clear (GstAoiDamage *self)
{
  g_clear_pointer (&self->causes, g_hash_table_unref);
}

/**
 * gst_aoi_damage_restart:
 * @self: the damaged frames of @element
 * @element: an element that starts
 *
 * Counts from 0, and warns of each cause anew. Takes the object lock.
 */
void
gst_aoi_damage_restart (GstAoiDamage *self, GstElement *element)
{
  GST_OBJECT_LOCK (element);
  self->n_frames = 0;
  g_hash_table_remove_all (self->causes);
  GST_OBJECT_UNLOCK (element);
}

/**
 * gst_aoi_damage_add:
 * @self: the damaged frames of @element
 * @element: the element that met one
 * @reason: what is wrong with it, as of gst_aoi_frame_map(): the cause, and figures behind a colon
 *
 * Counts a frame. The first of each cause posts a WARNING. Any thread; takes the object lock, and posts without
 * it.
 */
void
gst_aoi_damage_add (GstAoiDamage *self, GstElement *element, const gchar *reason)
{
  gboolean is_new;

  GST_OBJECT_LOCK (element);
  self->n_frames++;
  is_new = g_hash_table_add (self->causes, g_strndup (reason, strcspn (reason, ":")));
  GST_OBJECT_UNLOCK (element);
  if (is_new)
    GST_ELEMENT_WARNING (element, STREAM, FORMAT, ("A frame is damaged: %s", reason),
        ("Other frames with this cause are counted, and no longer reported."));
}
