/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/check/gstharness.h>
#include <gst/gst.h>

#include "lib/gstaoimeta.h"
#include "support.h"

static AoiReport *
make_report (guint64 frame)
{
  const AoiReportInfo info = { .product = "board", .frame = frame, .width = 64, .height = 48 };
  AoiRoiResult roi = { .id = 1, .device = 1, .type = "compare", .rect = { 8, 8, 16, 16 } };

  aoi_roi_result_pass (&roi, 0.95, 0.9);
  aoi_roi_result_take_values (&roi, g_variant_new_parsed ("{'golden': <'a.jpg'>}"));
  return aoi_report_new (&info, &roi, 1);
}

/* A buffer with the inspection of that frame. */
static GstBuffer *
make_buffer (guint64 frame, gsize size)
{
  g_autoptr (AoiReport) report = make_report (frame);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_memset (buffer, 0, 0, size);
  g_assert_true (gst_buffer_add_aoi_report (buffer, report));
  return buffer;
}

static guint
count_metas (GstBuffer *buffer)
{
  gpointer state = NULL;
  GstMeta *meta;
  guint count = 0;

  while ((meta = gst_buffer_iterate_meta (buffer, &state)) != NULL)
    count += gst_meta_info_is_custom (meta->info)
        && gst_custom_meta_has_name ((GstCustomMeta *) meta, GST_AOI_META_NAME);
  return count;
}

/* That the buffer carries the inspection of that frame, as report and as structure, once. */
static void
assert_frame (GstBuffer *buffer, guint64 frame)
{
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (buffer);
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, GST_AOI_META_NAME);
  guint64 number = G_MAXUINT64;

  g_assert_nonnull (report);
  g_assert_cmpuint (aoi_report_get_info (report)->frame, ==, frame);
  g_assert_cmpuint (count_metas (buffer), ==, 1);
  g_assert_true (gst_structure_get_uint64 (gst_custom_meta_get_structure (meta), "frame", &number));
  g_assert_cmpuint (number, ==, frame);
}

static void
test_none (void)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();

  g_assert_null (gst_buffer_get_aoi_report (buffer));
}

static void
test_add_and_replace (void)
{
  g_autoptr (GstBuffer) buffer = make_buffer (3, 16);
  g_autoptr (AoiReport) second = make_report (4);

  assert_frame (buffer, 3);
  g_assert_true (gst_buffer_add_aoi_report (buffer, second));
  assert_frame (buffer, 4);
}

static void
test_report_outlives_buffer (void)
{
  GstBuffer *buffer = make_buffer (5, 16);
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (buffer);

  gst_buffer_unref (buffer);
  g_assert_cmpuint (aoi_report_get_info (report)->frame, ==, 5);
  g_assert_cmpstr (aoi_report_get_info (report)->product, ==, "board");
}

static void
test_copies (void)
{
  g_autoptr (GstBuffer) buffer = make_buffer (6, 1024);
  g_autoptr (GstBuffer) copy = gst_buffer_copy (buffer);
  g_autoptr (GstBuffer) deep = gst_buffer_copy_deep (buffer);
  g_autoptr (GstBuffer) region = gst_buffer_copy_region (buffer, GST_BUFFER_COPY_ALL, 100, 200);
  g_autoptr (GstBuffer) writable = gst_buffer_make_writable (gst_buffer_ref (buffer));

  g_assert_true (writable != buffer);
  assert_frame (copy, 6);
  assert_frame (deep, 6);
  assert_frame (region, 6);
  assert_frame (writable, 6);
  assert_frame (buffer, 6);
}

static void
test_copy_is_its_own (void)
{
  g_autoptr (GstBuffer) buffer = make_buffer (6, 16);
  g_autoptr (GstBuffer) copy = gst_buffer_copy (buffer);
  g_autoptr (AoiReport) other = make_report (7);

  g_assert_true (gst_buffer_add_aoi_report (copy, other));
  assert_frame (copy, 7);
  assert_frame (buffer, 6);
}

static void
test_readonly_memory (void)
{
  static guint8 pixels[16];
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_full (
      GST_MEMORY_FLAG_READONLY, pixels, sizeof pixels, 0, sizeof pixels, NULL, NULL);
  g_autoptr (AoiReport) report = make_report (8);

  g_assert_true (gst_buffer_add_aoi_report (buffer, report));
  assert_frame (buffer, 8);
}

/* A buffer that goes back to its pool leaves its inspection behind. */
static void
test_pool (void)
{
  g_autoptr (GstBufferPool) pool = gst_buffer_pool_new ();
  g_autoptr (AoiReport) report = make_report (9);
  GstStructure *config = gst_buffer_pool_get_config (pool);
  GstBuffer *buffer = NULL;
  GstBuffer *again = NULL;

  gst_buffer_pool_config_set_params (config, NULL, 16, 1, 1);
  g_assert_true (gst_buffer_pool_set_config (pool, config));
  g_assert_true (gst_buffer_pool_set_active (pool, TRUE));
  g_assert_cmpint (gst_buffer_pool_acquire_buffer (pool, &buffer, NULL), ==, GST_FLOW_OK);
  g_assert_true (gst_buffer_add_aoi_report (buffer, report));
  gst_buffer_unref (buffer);
  g_assert_cmpint (gst_buffer_pool_acquire_buffer (pool, &again, NULL), ==, GST_FLOW_OK);
  g_assert_null (gst_buffer_get_aoi_report (again));
  gst_buffer_unref (again);
  gst_buffer_pool_set_active (pool, FALSE);
}

static void
test_through_elements (gconstpointer data)
{
  GstHarness *harness = gst_harness_new_parse (data);

  gst_harness_set_src_caps_str (
      harness, "video/x-raw,format=RGB,width=64,height=48,framerate=10/1");
  for (guint64 i = 0; i < 3; i++) {
    GstBuffer *in = make_buffer (i, 64 * 3 * 48);
    g_autoptr (GstBuffer) out = NULL;

    GST_BUFFER_PTS (in) = i * GST_SECOND / 10;
    GST_BUFFER_DURATION (in) = GST_SECOND / 10;
    out = gst_harness_push_and_pull (harness, in);
    g_assert_nonnull (out);
    assert_frame (out, i);
  }
  gst_harness_teardown (harness);
}

static gpointer
add_many (gpointer data)
{
  for (guint64 i = 0; i < 200; i++) {
    g_autoptr (GstBuffer) buffer = make_buffer (i, 16);

    assert_frame (buffer, i);
  }
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("meta", add_many, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/meta/threads", test_threads);
  g_test_add_func ("/meta/none", test_none);
  g_test_add_func ("/meta/add-and-replace", test_add_and_replace);
  g_test_add_func ("/meta/report-outlives-buffer", test_report_outlives_buffer);
  g_test_add_func ("/meta/copies", test_copies);
  g_test_add_func ("/meta/copy-is-its-own", test_copy_is_its_own);
  g_test_add_func ("/meta/readonly-memory", test_readonly_memory);
  g_test_add_func ("/meta/pool", test_pool);
  g_test_add_data_func ("/meta/through/convert-and-scale",
      "videoconvert ! videoscale ! capsfilter caps=video/x-raw,format=I420,width=32,height=24",
      test_through_elements);
  g_test_add_data_func ("/meta/through/flip-and-crop",
      "videoflip method=clockwise ! videocrop left=8", test_through_elements);
  return support_run ();
}
