/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a false call to a golden: the crops in a record are taken by `aoi golden add` as they are, and then
 * the board passes. */
#include <gst/check/gstharness.h>

#include "fixtures.h"
#include "golden-product.h"
#include "run-tool.h"

#define WIDTH 120
#define HEIGHT 80

/* A rotation each. */
#define ROIS \
  "[{\"idx\":1,\"type\":\"compare\",\"coords\":[7,5,47,29]}," \
  "{\"idx\":2,\"type\":\"compare\",\"coords\":[60,5,100,29],\"rotation\":90}," \
  "{\"idx\":3,\"type\":\"compare\",\"coords\":[7,41,47,65],\"rotation\":180}," \
  "{\"idx\":4,\"type\":\"compare\",\"coords\":[61,42,101,66],\"rotation\":270}]"
#define N_ROIS 4

typedef struct {
  const gchar *name;
  AoiFormat format;
  const gchar *caps;
} Format;

static const Format formats[] = {
  { "rgb", AOI_FORMAT_RGB, "video/x-raw,format=RGB" },
  { "gray8", AOI_FORMAT_GRAY8, "video/x-raw,format=GRAY8" },
  { "bayer", AOI_FORMAT_BAYER_GBRG, "video/x-bayer,format=gbrg" },
  { "bgrx", AOI_FORMAT_BGRX, "video/x-raw,format=BGRx" },
};

typedef struct {
  const Format *format;
  gchar *folder;
} Fixture;

/* ROI 1 has a golden of another part, the others have none. */
static void
set_up (Fixture *self, gconstpointer data)
{
  self->format = data;
  self->folder = product_folder_new ();
  product_folder_write (self->folder, "rois_config_x.json", ROIS, -1);
  product_folder_draw (self->folder, GOLDEN_FOLDER "best_golden.png", 40, 24, 1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  product_folder_remove (self->folder);
  g_free (self->folder);
}

static GstBuffer *
make_frame (const Fixture *self)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (WIDTH, HEIGHT, 0x507060);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (FixtureFrame) frame = NULL;
  GstBuffer *buffer;
  gsize size = 0;

  for (guint i = 0; i < 60; i++)
    fixture_fill_disc (canvas, g_rand_double_range (rand, 0, WIDTH),
        g_rand_double_range (rand, 0, HEIGHT), g_rand_double_range (rand, 2, 7),
        g_rand_int (rand) & 0xffffff);
  frame = fixture_frame_new (canvas, self->format->format);
  for (guint i = 0; i < aoi_format_get_n_planes (self->format->format); i++) {
    gsize row_bytes;
    gint rows;

    aoi_format_get_plane_size (self->format->format, i, WIDTH, HEIGHT, &row_bytes, &rows);
    g_assert_cmpint (frame->image.stride[i], ==, row_bytes);
    size += row_bytes * (gsize) rows;
  }
  buffer = gst_buffer_new_memdup (frame->memory, size);
  GST_BUFFER_PTS (buffer) = 0;
  return buffer;
}

/* Inspects the frame. Returns the record's folder; NULL if the board has passed. */
static gchar *
inspect (const Fixture *self)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s max-inflight=1 ! aoiarchive async=false location=%s/archive",
      self->folder, self->folder);
  g_autofree gchar *caps = g_strdup_printf (
      "%s,width=%d,height=%d,framerate=10/1", self->format->caps, WIDTH, HEIGHT);
  GstHarness *h = gst_harness_new_parse (launch);
  g_autoptr (GstBus) bus = gst_bus_new ();
  GstMessage *message;
  gchar *record = NULL;

  gst_element_set_bus (h->element, bus);
  gst_harness_set_src_caps_str (h, caps);
  g_assert_cmpint (gst_harness_push (h, make_frame (self)), ==, GST_FLOW_OK);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT)) != NULL) {
    if (gst_message_has_name (message, "aoi-archived"))
      record = g_strdup (gst_structure_get_string (gst_message_get_structure (message), "path"));
    gst_message_unref (message);
  }
  gst_harness_teardown (h);
  gst_bus_set_flushing (bus, TRUE);
  return record;
}

static void
teach (const Fixture *self, const gchar *record, guint id)
{
  g_autofree gchar *crop = g_strdup_printf ("%s/roi_%u.png", record, id);
  g_autofree gchar *number = g_strdup_printf ("%u", id);
  const gchar *const arguments[] = { "add", "@", number, crop, NULL };
  g_auto (Run) run = { 0 };

  run_tool (&run, golden_tool (), "golden", self->folder, arguments);
  assert_good (&run);
}

static void
test_teach (Fixture *self, gconstpointer data)
{
  g_autofree gchar *record = inspect (self);

  g_assert_nonnull (record);
  for (guint id = 1; id <= N_ROIS; id++)
    teach (self, record, id);
  g_assert_null (inspect (self));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree gchar *path = g_strconcat ("/archive-teach/", formats[i].name, NULL);

    g_test_add (path, Fixture, &formats[i], set_up, test_teach, tear_down);
  }
  return g_test_run ();
}
