/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* own-inspector PRODUCT: an application with an inspector of its own: `"type": "brightness"` passes where the
 * ROI's mean gray level reaches the product's key `min_level` (0..255). It inspects three test pictures and
 * prints the reports on the bus.
 *
 *   cc -o own-inspector own-inspector.c $(pkg-config --cflags --libs gstaoi-1.0)
 */
#include <aoi-inspector.h>
#include <aoi-pixels.h>
#include <gstaoimessage.h>

static gpointer
brightness_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  gdouble min_level;

  if (!aoi_roi_get_extra_double (roi, "min_level", 0, 255, 128, &min_level, error))
    return NULL;
  return g_memdup2 (&min_level, sizeof min_level);
}

static void
brightness_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  const gdouble min_level = *(const gdouble *) state;
  g_autofree guint8 *row = g_malloc ((gsize) view->rect.width);
  AoiView line = { .image = view->image, .rect = view->rect };
  gdouble sum = 0, level;

  line.rect.height = 1;
  for (gint y = 0; y < view->rect.height; y++) {
    line.rect.y = view->rect.y + y;
    aoi_pixels_read_gray (&line, row, (gsize) line.rect.width);
    for (gint x = 0; x < line.rect.width; x++)
      sum += row[x];
  }
  level = sum / ((gdouble) view->rect.width * view->rect.height);
  if (level >= min_level)
    aoi_roi_result_pass (result, level, min_level);
  else
    aoi_roi_result_fail (result, level, min_level, "mean level %d is too dark", (gint) level);
}

static const AoiInspector brightness = {
  .type = "brightness",
  .prepare = brightness_prepare,
  .release = g_free,
  .inspect = brightness_inspect,
};

static void
print_report (const AoiReport *report)
{
  g_print ("frame %" G_GUINT64_FORMAT ": %s\n", aoi_report_get_info (report)->frame,
      aoi_report_get_passed (report) ? "pass" : "fail");
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);

    g_print ("  ROI %d %s: %s, %.1f of %.1f\n", roi->id, roi->type,
        aoi_roi_result_passed (roi) ? "good" : roi->reason, roi->score, roi->threshold);
  }
}

/* Returns whether the stream came to its end, FALSE after an error. */
static gboolean
print_reports (GstBus *bus)
{
  for (;;) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_ELEMENT | GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
    g_autoptr (AoiReport) report = gst_aoi_message_parse (message);
    g_autoptr (GError) error = NULL;

    if (report != NULL)
      print_report (report);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
      return TRUE;
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
      gst_message_parse_error (message, &error, NULL);
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstBus) bus = NULL;
  gboolean ended;

  gst_init (&argc, &argv);
  if (argc == 2 && aoi_inspector_register (&brightness, &error))
    pipeline = gst_parse_launch ("videotestsrc num-buffers=3 ! video/x-raw,width=640,height=480 "
                                 "! aoiinspect name=inspect ! fakesink",
        &error);
  if (pipeline == NULL || error != NULL) {
    g_printerr ("%s\n", error != NULL ? error->message : "Usage: own-inspector PRODUCT");
    return 2;
  }
  gst_child_proxy_set (GST_CHILD_PROXY (pipeline), "inspect::product", argv[1], NULL);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  ended = print_reports (bus);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return ended ? 0 : 1;
}
