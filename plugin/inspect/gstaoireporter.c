/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoireporter.h"

#include "lib/gstaoimessage.h"

GST_DEBUG_CATEGORY_EXTERN (gst_aoi_inspect_debug);
#define GST_CAT_DEFAULT gst_aoi_inspect_debug

/**
 * gst_aoi_reporter_init:
 * @self: (out): uninitialised memory
 * @element: that posts
 */
void
gst_aoi_reporter_init (GstAoiReporter *self, GstElement *element)
{
  self->element = element;
  self->warned = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
}

/**
 * gst_aoi_reporter_clear:
 * @self: a reporter
 */
void
gst_aoi_reporter_clear (GstAoiReporter *self)
{
  g_hash_table_unref (self->warned);
}

/**
 * gst_aoi_reporter_reset:
 * @self: a reporter of an element that is not streaming
 *
 * Forgets of what was warned.
 */
void
gst_aoi_reporter_reset (GstAoiReporter *self)
{
  gst_aoi_reporter_flush (self);
  g_hash_table_remove_all (self->warned);
}

/**
 * gst_aoi_reporter_flush:
 * @self: a reporter of an element that is flushed
 *
 * No segment holds any more.
 */
void
gst_aoi_reporter_flush (GstAoiReporter *self)
{
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
}

/**
 * gst_aoi_reporter_warn:
 * @self: a reporter
 * @about: number of a ROI, %GST_AOI_REPORTER_FRAME or %GST_AOI_REPORTER_LINK
 * @reason: (nullable): what is wrong with it; %NULL: nothing is any more
 *
 * Warns once a cause: again only when the cause changed, or came back after it had ended.
 */
void
gst_aoi_reporter_warn (GstAoiReporter *self, gint about, const gchar *reason)
{
  gpointer key = GINT_TO_POINTER (about);
  GstElement *element = self->element;

  if (reason == NULL) {
    g_hash_table_remove (self->warned, key);
    return;
  }
  if (g_strcmp0 (g_hash_table_lookup (self->warned, key), reason) == 0)
    return;
  g_hash_table_insert (self->warned, key, g_strdup (reason));
  if (about == GST_AOI_REPORTER_LINK)
    GST_ELEMENT_WARNING (
        element, RESOURCE, FAILED, ("Barcode is kept as it was read: %s", reason), (NULL));
  else if (about == GST_AOI_REPORTER_FRAME)
    GST_ELEMENT_WARNING (
        element, STREAM, FAILED, ("Frame cannot be inspected: %s", reason), (NULL));
  else
    GST_ELEMENT_WARNING (
        element, STREAM, FAILED, ("ROI %d could not be inspected: %s", about, reason), (NULL));
}

/**
 * gst_aoi_reporter_post:
 * @self: a reporter
 * @buffer: (nullable): the frame that carries it
 * @report: an inspection
 *
 * Posts the message of an inspection.
 */
void
gst_aoi_reporter_post (GstAoiReporter *self, GstBuffer *buffer, AoiReport *report)
{
  const GstClockTime pts = buffer != NULL ? GST_BUFFER_PTS (buffer) : GST_CLOCK_TIME_NONE;
  const GstClockTime duration = buffer != NULL ? GST_BUFFER_DURATION (buffer) : GST_CLOCK_TIME_NONE;
  GstClockTime stream = GST_CLOCK_TIME_NONE;
  GstClockTime running = GST_CLOCK_TIME_NONE;

  if (self->segment.format == GST_FORMAT_TIME && GST_CLOCK_TIME_IS_VALID (pts)) {
    stream = gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME, pts);
    running = gst_segment_to_running_time (&self->segment, GST_FORMAT_TIME, pts);
  }
  gst_element_post_message (self->element,
      gst_aoi_message_new (GST_OBJECT (self->element), report, pts, stream, running, duration));
}
