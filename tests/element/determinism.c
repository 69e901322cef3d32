/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The verdict is a function of product and frame: not of workers, frames in flight, or where the
 * pixels lie. */
#include <gst/video/video.h>
#include <string.h>

#include "support.h"

/* Three times as many as are ever in flight. Under sanitizers each costs 70 ms a run. */
#ifdef __SANITIZE_ADDRESS__
#define N_FRAMES 9
#else
#define N_FRAMES 24
#endif

/* Noise and a patch whose colour wanders, so that ROIs pass in some frames and fail in others. */
static GstBuffer *
draw (guint number, gsize *size)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);
  guint8 *data;

  *size = SUPPORT_WIDTH * SUPPORT_HEIGHT * 3;
  data = g_malloc (*size);
  for (gsize i = 0; i < *size; i += 3) {
    const gboolean patch = (i / 3) % SUPPORT_WIDTH < number * SUPPORT_WIDTH / N_FRAMES;

    data[i] = (guint8) g_rand_int_range (rand, patch ? 205 : 100, 255);
    data[i + 1] = (guint8) g_rand_int_range (rand, 0, 48);
    data[i + 2] = (guint8) g_rand_int_range (rand, 0, 48);
  }
  return gst_buffer_new_wrapped (data, *size);
}

static gchar *
run (const gchar *folder, const gchar *properties, gboolean overwrite)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s post-messages=none %s ! aoijson timing=false", folder, properties);
  g_autoptr (GstHarness) h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  for (guint i = 0; i < N_FRAMES; i++) {
    gsize size;
    GstBuffer *frame = draw (i, &size);
    g_autoptr (GstBuffer) kept = overwrite ? gst_buffer_ref (frame) : NULL;
    GstMapInfo map;

    /* As a source does that hands out memory which its camera writes again. */
    if (overwrite)
      g_assert_true (gst_buffer_map (kept, &map, GST_MAP_READ));
    g_assert_cmpint (gst_harness_push (h, frame), ==, GST_FLOW_OK);
    if (overwrite) {
      memset (map.data, 0, map.size);
      gst_buffer_unmap (kept, &map);
    }
  }
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  return support_pull_text (h, N_FRAMES);
}

static gchar *
make_product (void)
{
  g_autofree gchar *json = support_red_product (40,
      "{\"idx\":50,\"type\":4,\"coords\":[3,5,40,41],\"rotation\":90,\"color_ranges\":["
      "{\"name\":\"red\",\"lower\":[150,0,0],\"upper\":[255,48,48],\"threshold\":40.0}]},"
      "{\"idx\":51,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":1},"
      "{\"idx\":52,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":0}");

  return support_product_new (json);
}

static void
test_workers (void)
{
  const gchar *others[] = { "max-workers=1 max-inflight=8", "max-workers=8 max-inflight=1",
    "max-workers=8 max-inflight=8", "max-workers=0 max-inflight=3",
    "max-workers=8 max-inflight=8 copy-rois=true" };
  gchar *folder = make_product ();
  g_autofree gchar *one = run (folder, "max-workers=1 max-inflight=1", FALSE);

  g_assert_nonnull (strstr (one, "\"passed\":true"));
  g_assert_nonnull (strstr (one, "\"passed\":false"));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree gchar *other = run (folder, others[i], FALSE);

    g_assert_cmpstr (one, ==, other);
  }
  support_product_free (folder);
}

static void
test_overwriting_source (void)
{
  gchar *folder = make_product ();
  g_autofree gchar *still = run (folder, "", FALSE);
  g_autofree gchar *overwritten = run (folder, "copy-rois=true max-inflight=8 max-workers=1", TRUE);

  g_assert_cmpstr (still, ==, overwritten);
  support_product_free (folder);
}

typedef struct {
  const gchar *caps;
} FormatCase;

static const FormatCase formats[] = {
  { "video/x-raw,format=RGB" },
  { "video/x-raw,format=BGR" },
  { "video/x-raw,format=RGBx" },
  { "video/x-raw,format=BGRx" },
  { "video/x-raw,format=xRGB" },
  { "video/x-raw,format=xBGR" },
  { "video/x-raw,format=RGBA" },
  { "video/x-raw,format=BGRA" },
  { "video/x-raw,format=ARGB" },
  { "video/x-raw,format=ABGR" },
  { "video/x-raw,format=I420" },
  { "video/x-raw,format=YV12" },
  { "video/x-raw,format=NV12" },
  { "video/x-raw,format=NV21" },
  { "video/x-raw,format=Y42B" },
  { "video/x-raw,format=Y444" },
  { "video/x-raw,format=YUY2" },
  { "video/x-raw,format=UYVY" },
  { "video/x-raw,format=I420,colorimetry=bt709" },
  { "video/x-raw,format=NV12,colorimetry=bt2020" },
  { "video/x-raw,format=Y444,colorimetry=1:4:0:0" },
};

/* The same red scene in every format has the same mean colour, by the caps' matrix and range. */
static void
test_format (gconstpointer data)
{
  const FormatCase *c = data;
  g_autofree gchar *json = support_red_product (4, NULL);
  gchar *folder = support_product_new (json);
  g_autofree gchar *launch = g_strdup_printf (
      "videoconvert ! %s,width=%d,height=%d ! aoiinspect product=%s", c->caps, SUPPORT_WIDTH,
      SUPPORT_HEIGHT, folder);
  g_autoptr (GstHarness) h = gst_harness_new_parse (launch);
  g_autoptr (AoiReport) report = NULL;
  g_autoptr (GVariant) mean = NULL;
  gint rgb[3];

  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  report = support_inspect (h, support_frame_new (0, 230, 21, 40));
  mean = aoi_roi_result_get_value (
      support_find_roi (report, 1), AOI_VALUE_MEAN_COLOR, G_VARIANT_TYPE ("ai"));
  g_assert_nonnull (mean);
  for (guint i = 0; i < 3; i++)
    g_variant_get_child (mean, i, "i", &rgb[i]);
  g_assert_cmpint (ABS (rgb[0] - 230), <=, 3);
  g_assert_cmpint (ABS (rgb[1] - 21), <=, 3);
  g_assert_cmpint (ABS (rgb[2] - 40), <=, 3);
  g_assert_true (aoi_report_get_passed (report));
  support_product_free (folder);
}

static const gchar *const bayer_formats[] = { "gbrg", "bggr", "rggb", "grbg" };

static void
test_bayer (gconstpointer data)
{
  g_autofree gchar *json = support_red_product (40, NULL);
  gchar *folder = support_product_new (json);
  g_autofree gchar *launch = g_strdup_printf ("videoconvert ! video/x-raw,format=ARGB ! rgb2bayer "
                                              "! video/x-bayer,format=%s ! aoiinspect product=%s",
      (const gchar *) data, folder);
  g_autoptr (GstHarness) h = gst_harness_new_parse (launch);
  g_autoptr (AoiReport) report = NULL;

  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  report = support_inspect (h, support_frame_new (0, 230, 21, 40));
  g_assert_true (aoi_report_get_passed (report));
  support_product_free (folder);
}

static void
test_gray16 (void)
{
  const gchar *names[] = { "GRAY16_LE", "GRAY16_BE", "GRAY8" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gchar *folder = support_product_new (
        "[{\"idx\":1,\"type\":4,\"coords\":[0,0,8,8],"
        "\"expected_color\":[200,200,200],\"color_match\":\"tolerance\",\"color_tolerance\":2}]");
    g_autofree gchar *launch = g_strdup_printf (
        "videoconvert ! video/x-raw,format=%s ! aoiinspect product=%s", names[i], folder);
    g_autoptr (GstHarness) h = gst_harness_new_parse (launch);
    g_autoptr (AoiReport) report = NULL;
    GstBuffer *frame = support_frame_new (0, 200, 200, 200);

    gst_buffer_memset (frame, SUPPORT_WIDTH * 3 * 20, 90, SUPPORT_WIDTH * 3 * 20);
    gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
    report = support_inspect (h, frame);
    g_assert_true (aoi_report_get_passed (report));
    support_product_free (folder);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/determinism/workers", test_workers);
  g_test_add_func ("/determinism/overwriting-source", test_overwriting_source);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree gchar *path = g_strdup_printf ("/formats/%s", strchr (formats[i].caps, '=') + 1);

    g_test_add_data_func (path, &formats[i], test_format);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bayer_formats); i++) {
    g_autofree gchar *path = g_strdup_printf ("/formats/bayer/%s", bayer_formats[i]);

    g_test_add_data_func (path, bayer_formats[i], test_bayer);
  }
  g_test_add_func ("/formats/gray", test_gray16);
  return support_run ();
}
