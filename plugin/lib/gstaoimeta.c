/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:gstaoimeta
 * @title: Inspection metadata
 * @short_description: an inspection on the buffer of its frame
 *
 * An inspected buffer carries a #GstCustomMeta named %GST_AOI_META_NAME. Its structure has the fields that
 * #gstaoimessage lists, without the times. It has no tags: nothing that an element does to the pixels makes
 * the verdict untrue, so the metadata survives conversion, scaling and encoding. Coordinates are those of
 * the inspected frame.
 *
 * Applications read it with gst_buffer_get_aoi_report(), or, where there are no bindings for that, with
 * gst_buffer_get_custom_meta().
 */
#include "lib/gstaoimeta.h"

#include "lib/gstaoimessage.h"

static void
ensure_registered (void)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered)) {
    static const gchar *tags[] = { NULL };

    gst_meta_register_custom (GST_AOI_META_NAME, tags, NULL, NULL, NULL);
    g_once_init_leave (&registered, 1);
  }
}

/**
 * gst_buffer_add_aoi_report:
 * @buffer: a writable buffer; its memory may be read-only
 * @report: the inspection of the frame in @buffer
 *
 * Puts an inspection on a buffer, in place of any that it has.
 *
 * Returns: %TRUE if @buffer now carries @report
 */
gboolean
gst_buffer_add_aoi_report (GstBuffer *buffer, AoiReport *report)
{
  GstCustomMeta *meta;

  g_return_val_if_fail (GST_IS_BUFFER (buffer), FALSE);
  g_return_val_if_fail (gst_buffer_is_writable (buffer), FALSE);
  g_return_val_if_fail (report != NULL, FALSE);

  ensure_registered ();
  while ((meta = gst_buffer_get_custom_meta (buffer, GST_AOI_META_NAME)) != NULL)
    if (!gst_buffer_remove_meta (buffer, (GstMeta *) meta))
      return FALSE;
  meta = gst_buffer_add_custom_meta (buffer, GST_AOI_META_NAME);
  if (meta == NULL)
    return FALSE;
  gst_aoi_report_fill_structure (report, gst_custom_meta_get_structure (meta));
  return TRUE;
}

/**
 * gst_buffer_get_aoi_report:
 * @buffer: a buffer
 *
 * Returns: (transfer full) (nullable): the inspection that @buffer carries, %NULL if there is none
 */
AoiReport *
gst_buffer_get_aoi_report (GstBuffer *buffer)
{
  AoiReport *report = NULL;
  GstCustomMeta *meta;

  g_return_val_if_fail (GST_IS_BUFFER (buffer), NULL);

  ensure_registered ();
  meta = gst_buffer_get_custom_meta (buffer, GST_AOI_META_NAME);
  if (meta != NULL)
    gst_structure_get (
        gst_custom_meta_get_structure (meta), "report", AOI_TYPE_REPORT, &report, NULL);
  return report;
}
