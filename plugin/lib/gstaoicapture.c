/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:gstaoicapture
 * @title: Capture metadata
 * @short_description: of which board and capture group a frame is
 *
 * A source that takes several frames of a board, one for each of its capture groups (settings of focus and
 * exposure), says on each buffer which one it is, by a #GstCustomMeta without tags named
 * %GST_AOI_CAPTURE_NAME. Its structure:
 *
 * | field | type | meaning |
 * | --- | --- | --- |
 * | `board` | uint64 | number of the board; behind another STREAM-START or SEGMENT event the same number is another board |
 * | `group`, `groups` | uint | which of the board's groups, from 0; how many it has |
 * | `focus`, `exposure` | int | what the group asks for: camera units, microseconds |
 * | `focus-read`, `exposure-read` | double | what the camera reported; absent if it reported nothing |
 * | `frame-id`, `camera-time` | uint64 | the camera's number and time (ns) of the frame |
 * | `attempt` | uint | how often the group was taken before for this board |
 * | `proven` | boolean | the frame itself reports its focus, and nothing that it reports contradicts the setting |
 *
 * A frame without it is a whole board.
 */
#include "lib/gstaoicapture.h"

#include <math.h>

static void
ensure_registered (void)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered)) {
    static const gchar *tags[] = { NULL };

    gst_meta_register_custom (GST_AOI_CAPTURE_NAME, tags, NULL, NULL, NULL);
    g_once_init_leave (&registered, 1);
  }
}

static void
fill_structure (GstStructure *structure, const GstAoiCapture *capture)
{
  gst_structure_set (structure, "board", G_TYPE_UINT64, capture->board, "group", G_TYPE_UINT,
      capture->group, "groups", G_TYPE_UINT, capture->groups, "focus", G_TYPE_INT, capture->focus,
      "exposure", G_TYPE_INT, capture->exposure, "frame-id", G_TYPE_UINT64, capture->frame_id,
      "camera-time", G_TYPE_UINT64, capture->camera_time, "attempt", G_TYPE_UINT, capture->attempt,
      "proven", G_TYPE_BOOLEAN, capture->proven, NULL);
  if (!isnan (capture->focus_read))
    gst_structure_set (structure, "focus-read", G_TYPE_DOUBLE, capture->focus_read, NULL);
  if (!isnan (capture->exposure_read))
    gst_structure_set (structure, "exposure-read", G_TYPE_DOUBLE, capture->exposure_read, NULL);
}

/**
 * gst_aoi_capture_to_structure:
 * @capture: a capture
 *
 * Returns: (transfer full): a structure `aoi-capture` with the fields of the table above
 */
GstStructure *
gst_aoi_capture_to_structure (const GstAoiCapture *capture)
{
  GstStructure *structure;

  g_return_val_if_fail (capture != NULL, NULL);

  structure = gst_structure_new_empty (GST_AOI_CAPTURE_NAME);
  fill_structure (structure, capture);
  return structure;
}

/**
 * gst_aoi_capture_from_structure:
 * @capture: (out caller-allocates): what it says
 * @structure: a structure, such as one that was written and read again
 *
 * Returns: %FALSE if a field is missing that must be there, or the group is none of the board's
 */
gboolean
gst_aoi_capture_from_structure (GstAoiCapture *capture, const GstStructure *structure)
{
  g_return_val_if_fail (capture != NULL, FALSE);
  g_return_val_if_fail (structure != NULL, FALSE);

  *capture = (GstAoiCapture){ .focus_read = NAN, .exposure_read = NAN };
  gst_structure_get (structure, "frame-id", G_TYPE_UINT64, &capture->frame_id, NULL);
  gst_structure_get (structure, "camera-time", G_TYPE_UINT64, &capture->camera_time, NULL);
  gst_structure_get (structure, "attempt", G_TYPE_UINT, &capture->attempt, NULL);
  gst_structure_get (structure, "proven", G_TYPE_BOOLEAN, &capture->proven, NULL);
  gst_structure_get (structure, "focus-read", G_TYPE_DOUBLE, &capture->focus_read, NULL);
  gst_structure_get (structure, "exposure-read", G_TYPE_DOUBLE, &capture->exposure_read, NULL);
  return gst_structure_get (structure, "board", G_TYPE_UINT64, &capture->board, "group",
             G_TYPE_UINT, &capture->group, "groups", G_TYPE_UINT, &capture->groups, "focus",
             G_TYPE_INT, &capture->focus, "exposure", G_TYPE_INT, &capture->exposure, NULL)
      && capture->group < capture->groups;
}

/**
 * gst_buffer_add_aoi_capture:
 * @buffer: a writable buffer; its memory may be read-only
 * @capture: of which board and group it is
 *
 * Puts it on a buffer, in place of any that it has.
 *
 * Returns: %TRUE if @buffer now carries it
 */
gboolean
gst_buffer_add_aoi_capture (GstBuffer *buffer, const GstAoiCapture *capture)
{
  GstCustomMeta *meta;

  g_return_val_if_fail (GST_IS_BUFFER (buffer), FALSE);
  g_return_val_if_fail (gst_buffer_is_writable (buffer), FALSE);
  g_return_val_if_fail (capture != NULL, FALSE);

  ensure_registered ();
  while ((meta = gst_buffer_get_custom_meta (buffer, GST_AOI_CAPTURE_NAME)) != NULL)
    if (!gst_buffer_remove_meta (buffer, (GstMeta *) meta))
      return FALSE;
  meta = gst_buffer_add_custom_meta (buffer, GST_AOI_CAPTURE_NAME);
  if (meta == NULL)
    return FALSE;
  fill_structure (gst_custom_meta_get_structure (meta), capture);
  return TRUE;
}

/**
 * gst_buffer_get_aoi_capture:
 * @buffer: a buffer
 * @capture: (out caller-allocates): what it says
 *
 * Returns: %FALSE if @buffer does not say of which board and group it is
 */
gboolean
gst_buffer_get_aoi_capture (GstBuffer *buffer, GstAoiCapture *capture)
{
  GstCustomMeta *meta;

  g_return_val_if_fail (GST_IS_BUFFER (buffer), FALSE);
  g_return_val_if_fail (capture != NULL, FALSE);

  ensure_registered ();
  meta = gst_buffer_get_custom_meta (buffer, GST_AOI_CAPTURE_NAME);
  return meta != NULL
      && gst_aoi_capture_from_structure (capture, gst_custom_meta_get_structure (meta));
}
