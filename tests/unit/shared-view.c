/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ROIs of one rectangle share what is read of it, and see the same as if they did not. */
#include <glib/gstdio.h>
#include <string.h>

#include "aoi-engine.h"
#include "aoi-pixels.h"
#include "support/test-wait.h"

#define WIDTH 320
#define HEIGHT 200
#define FRAMES 50

/* Whether a view gives the pixels that a view which nobody shares gives. */
static gboolean
reads_right (const AoiView *view)
{
  const AoiView alone = { view->image, view->rect, view->rotation };
  g_autofree guint8 *shared = NULL, *own = NULL;
  gint width, height;
  gsize stride;

  aoi_view_get_size (view, &width, &height);
  stride = (gsize) width + 3;
  shared = g_malloc0 (stride * (gsize) height);
  own = g_malloc0 (stride * (gsize) height);
  aoi_pixels_read_gray (view, shared, stride);
  aoi_pixels_read_gray (&alone, own, stride);
  return memcmp (shared, own, stride * (gsize) height) == 0;
}

/* Reads all of the view, which is shared, then a part of it, which is not. */
static void
sharing_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  AoiView part = *view;

  part.rect.width /= 2;
  if (reads_right (view) && reads_right (&part))
    aoi_roi_result_pass (result, 1, 1);
  else
    aoi_roi_result_fail (result, 0, 1, "other pixels");
}

/* Only the whole view, so that the time spent on pixels shows which ROI read them. */
static void
reading_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  g_autofree guint8 *gray = g_malloc ((gsize) view->rect.width * (gsize) view->rect.height);

  aoi_pixels_read_gray (view, gray, (gsize) view->rect.width);
  aoi_roi_result_pass (result, 1, 1);
}

static const AoiInspector inspectors[] = {
  { .type = "sharing", .inspect = sharing_inspect, .shares_gray = TRUE },
  { .type = "reading", .inspect = reading_inspect, .shares_gray = TRUE },
  { .type = "apart", .inspect = reading_inspect },
};

static AoiRevision *
load (const gchar *rois)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-shared-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, "rois_config_test.json", NULL);
  g_autoptr (GError) error = NULL;
  AoiRevision *revision;

  g_assert_true (g_file_set_contents (file, rois, -1, NULL));
  revision = aoi_revision_load (folder, &error);
  g_assert_no_error (error);
  g_unlink (file);
  g_rmdir (folder);
  return revision;
}

static AoiImage
new_mosaic (guint8 *pixels, guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  AoiImage image;

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = (guint8) g_rand_int (rand);
  aoi_image_init (&image, AOI_FORMAT_BAYER_GBRG, WIDTH, HEIGHT);
  image.data[0] = pixels;
  image.stride[0] = WIDTH;
  return image;
}

static TestCount done;

static void
count_done (AoiTask *task, gpointer data)
{
  test_count_add (&done, 1);
}

static void
test_same_pixels (void)
{
  g_autoptr (AoiRevision) revision = load (
      "[{\"idx\":1,\"type\":\"sharing\",\"coords\":[11,20,111,90],\"rotation\":90},"
      "{\"idx\":2,\"type\":\"sharing\",\"coords\":[11,20,111,90],\"rotation\":90},"
      "{\"idx\":3,\"type\":\"sharing\",\"coords\":[11,20,111,90],\"rotation\":90},"
      "{\"idx\":4,\"type\":\"sharing\",\"coords\":[11,20,111,90]},"
      "{\"idx\":5,\"type\":\"sharing\",\"coords\":[0,0,320,200]},"
      "{\"idx\":6,\"type\":\"sharing\",\"coords\":[0,0,320,200]}]");
  g_autoptr (AoiEngine) engine = aoi_engine_new (4);
  g_autofree guint8 *pixels = g_malloc (FRAMES * WIDTH * HEIGHT);
  AoiTask *tasks[FRAMES];

  g_assert_cmpuint (aoi_revision_get_n_shared (revision), ==, 2);
  for (guint i = 0; i < FRAMES; i++) {
    const AoiFrame frame = { .image = new_mosaic (pixels + i * WIDTH * HEIGHT, i), .number = i };

    tasks[i] = aoi_engine_submit (engine, revision, &frame, count_done, NULL);
  }
  test_count_wait (&done, FRAMES);
  for (guint i = 0; i < FRAMES; i++) {
    AoiReportInfo info = { 0 };
    g_autoptr (AoiReport) report = NULL;

    g_assert_true (aoi_task_is_done (tasks[i]));
    report = aoi_task_make_report (tasks[i], &info);
    g_assert_cmpstr (aoi_report_get_reason (report), ==, NULL);
    aoi_task_unref (tasks[i]);
  }
}

/* Of two ROIs on one rectangle one reads it; of others each does. */
static void
test_read_once (void)
{
  g_autoptr (AoiRevision)
      revision = load ("[{\"idx\":1,\"type\":\"reading\",\"coords\":[10,10,210,110]},"
                       "{\"idx\":2,\"type\":\"reading\",\"coords\":[10,10,210,110]},"
                       "{\"idx\":3,\"type\":\"apart\",\"coords\":[10,10,210,110]},"
                       "{\"idx\":4,\"type\":\"reading\",\"coords\":[10,10,210,110],\"focus\":7},"
                       "{\"idx\":5,\"type\":\"reading\",\"coords\":[12,10,212,110]}]");
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autofree guint8 *pixels = g_malloc (WIDTH * HEIGHT);
  const AoiImage image = new_mosaic (pixels, 1);

  g_assert_cmpuint (aoi_revision_get_n_shared (revision), ==, 1);
  for (guint round = 0; round < 20; round++) {
    g_autoptr (AoiReport) report = aoi_engine_inspect (engine, revision, &image);
    guint readers = 0;

    for (guint i = 0; i < 5; i++) {
      const AoiRoiResult *roi = aoi_report_get_roi (report, i);

      g_assert_cmpint (roi->status, ==, AOI_STATUS_PASS);
      if (i < 2)
        readers += roi->pixels_ns > 0;
      else
        g_assert_cmpint (roi->pixels_ns, >, 0);
    }
    g_assert_cmpuint (readers, ==, 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (inspectors); i++)
    g_assert_true (aoi_inspector_register (&inspectors[i], NULL));
  g_test_add_func ("/shared-view/same-pixels", test_same_pixels);
  g_test_add_func ("/shared-view/read-once", test_read_once);
  return g_test_run ();
}
