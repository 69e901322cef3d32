/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames of the fake camera: each whole, in order, never overwritten, and each that is lost is counted. */
#include <string.h>

#include "camera-support.h"
#include "support/test-repeat.h"
#include "support/test-wait.h"

#define SRC "aoicamerasrc name=src camera-name=127.0.0.1 packet-size=9000 exposure=10000 "
#define GRAY(size) " ! video/x-raw,format=GRAY8," size

/* What a consumer saw; in the streaming thread, read after the pipeline was stopped. */
typedef struct {
  guint width, height;
  gint64 hold; /* µs that each frame is worked on */
  guint n, torn, overwritten, gaps, corrupted;
  guint unmarked, backwards; /* losses without DISCONT, times that do not grow */
  guint renumbered; /* frames whose pixels are not of their number as it was counted before */
  guint first; /* by its pixels, the number of the frame with OFFSET 0 mod 255 */
  guint64 offset;
  GstClockTime pts;
  GHashTable *memories;
} Consumer;

static guint8
first_pixel (GstBuffer *buffer)
{
  guint8 first = 0;

  gst_buffer_extract (buffer, 0, &first, 1);
  return first;
}

static gboolean
is_whole (Consumer *self, GstBuffer *buffer, guint first)
{
  GstMapInfo map;
  gboolean whole;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_assert_cmpuint (map.size, ==, self->width * self->height);
  if (self->memories != NULL)
    g_hash_table_add (self->memories, map.data);
  whole = fake_picture_is_whole (map.data, self->width, self->height, first);
  gst_buffer_unmap (buffer, &map);
  return whole;
}

static void
consume (GstBuffer *buffer, gpointer data)
{
  Consumer *self = data;
  const guint first = first_pixel (buffer);
  const gboolean whole = is_whole (self, buffer, first);
  const gboolean discont = GST_BUFFER_IS_DISCONT (buffer);

  if (self->n == 0 || first != (self->first + GST_BUFFER_OFFSET (buffer)) % 255) {
    self->first = (first + 255 - GST_BUFFER_OFFSET (buffer) % 255) % 255;
    self->renumbered++;
  }
  self->torn += !whole;
  self->corrupted += GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_CORRUPTED);
  if (self->n > 0 && GST_BUFFER_OFFSET (buffer) != self->offset + 1) {
    self->gaps += GST_BUFFER_OFFSET (buffer) - self->offset - 1;
    self->unmarked += !discont;
  }
  if (self->n > 0 && GST_BUFFER_PTS_IS_VALID (buffer))
    self->backwards += GST_BUFFER_PTS (buffer) <= self->pts;
  self->n++;
  self->offset = GST_BUFFER_OFFSET (buffer);
  self->pts = GST_BUFFER_PTS (buffer);
  if (self->hold > 0) {
    test_take_time (self->hold);
    self->overwritten += whole && !is_whole (self, buffer, first);
  }
}

/* A camera that is so busy that it answers nobody counts as lost. Nothing says how many frames it has sent until it is found
 * again, so that each connection numbers frames anew. */
static void
check_consumer (const Consumer *self, Rig *rig)
{
  g_assert_cmpuint (self->torn, ==, 0);
  g_assert_cmpuint (self->renumbered, <=, rig_stat (rig, "connects"));
  g_assert_cmpuint (self->overwritten, ==, 0);
  g_assert_cmpuint (self->corrupted, ==, 0);
  g_assert_cmpuint (self->unmarked, ==, 0);
  g_assert_cmpuint (self->backwards, ==, 0);
}

static Rig *
rig_for (Consumer *consumer, const gchar *launch)
{
  Rig *rig = rig_new (launch);

  rig->on_frame = consume;
  rig->data = consumer;
  return rig;
}

/* Across the wrap of the ids, from 65401 on, and in the same few buffers. Returns how many frames were incomplete. */
static guint
run_freely (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  g_autoptr (GHashTable) memories = g_hash_table_new (NULL, NULL);
  Consumer consumer = { .width = 512, .height = 384, .memories = memories };
  g_autoptr (Rig) rig = rig_for (&consumer,
      SRC "frame-rate=100 frame-retention=5000 num-buffers-held=2" GRAY ("width=512,height=384"));

  rig_play (rig);
  rig_wait_frames (rig, 180);
  rig_stop (rig);
  rig_check_account (rig);
  check_consumer (&consumer, rig);
  g_assert_cmpuint (g_hash_table_size (memories), <=, 4);
  g_assert_cmpuint (consumer.offset + 1, ==, consumer.n + consumer.gaps);
  return rig_stat (rig, "incomplete");
}

/* The kernel loses packets where the machine keeps the receiver from running for 80 ms, which nothing but another run tells
 * from a fault of ours. */
static void
test_free_running (void)
{
  guint runs = 1;

  while (run_freely () > 0) {
    g_test_message ("frames were incomplete in run %u", runs);
    g_assert_cmpuint (++runs, <=, 3);
  }
}

/* The size of the camera that this is for, three buffers and a consumer that takes its time. */
static void
test_full_size (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  Consumer consumer = { .width = 7716, .height = 5360, .hold = 100000 };
  g_autoptr (Rig) rig = rig_for (&consumer, SRC "num-buffers-held=1" GRAY ("framerate=7/1"));

  rig_play (rig);
  for (guint n = test_repeat (8, 200), i = 1; i <= n; i++)
    rig_wait_frames (rig, i);
  rig_stop (rig);
  rig_check_account (rig);
  g_test_message ("%u full-size frames, %u torn, %u overwritten", consumer.n, consumer.torn,
      consumer.overwritten);
  check_consumer (&consumer, rig);
}

/* Three buffers and a consumer that is slower than the camera. */
static void
test_slow_consumer (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  Consumer consumer = { .width = 2048, .height = 1024, .hold = 100000 };
  g_autoptr (Rig) rig = rig_for (
      &consumer, SRC "frame-rate=30 num-buffers-held=1" GRAY ("width=2048,height=1024"));

  rig_play (rig);
  rig_wait_frames (rig, 30);
  rig_stop (rig);
  rig_check_account (rig);
  g_test_message ("aoicamerasrc: %u of %u frames overwritten, %u torn, %u dropped",
      consumer.overwritten, consumer.n, consumer.torn, consumer.gaps);
  check_consumer (&consumer, rig);
  g_assert_cmpuint (rig_stat (rig, "dropped"), >, 0);
  g_assert_cmpuint (rig_count_events (rig, "dropped"), >, 0);
}

/* The same harness, to compare; nothing of it is ours to promise. */
static void
test_slow_consumer_stock (void)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find ("aravissrc");
  g_autoptr (FakeCamera) camera = NULL;
  g_autoptr (Rig) rig = NULL;
  Consumer consumer = { .width = 2048, .height = 1024, .hold = 100000 };

  if (factory == NULL) {
    g_test_skip ("there is no aravissrc to compare with (package libaravis-0.8-0)");
    return;
  }
  camera = fake_camera_new ("127.0.0.1", 0, NULL);
  rig = rig_for (&consumer,
      "aravissrc name=src camera-name=127.0.0.1 packet-size=9000 exposure=10000 num-arv-buffers=3" GRAY (
          "width=2048,height=1024,framerate=30/1"));
  gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
  rig_wait_frames (rig, 30);
  g_test_message ("aravissrc: %u of %u frames overwritten, %u torn", consumer.overwritten,
      consumer.n, consumer.torn);
  g_assert_cmpuint (consumer.n, >=, 30);
}

static void
test_loss (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 5, NULL);
  Consumer consumer = { .width = 512, .height = 512 };
  g_autoptr (Rig) rig = rig_for (&consumer,
      "aoicamerasrc name=src camera-name=127.0.0.1 packet-size=1500 exposure=10000 frame-rate=50" GRAY (
          "width=512,height=512"));

  rig_play (rig);
  rig_wait_frames (rig, 20);
  rig_wait_event (rig, "incomplete", 5);
  rig_stop (rig);
  rig_check_account (rig);
  check_consumer (&consumer, rig);
  g_assert_cmpuint (rig_stat (rig, "pushed"), >=, consumer.n);
  g_assert_cmpuint (consumer.gaps, >, 0);
  g_assert_cmpuint (rig_count_gaps (rig), >, 0);
}

static void
check_corrupted (GstBuffer *buffer, gpointer data)
{
  Consumer *self = data;
  const gboolean whole = is_whole (self, buffer, first_pixel (buffer));

  self->n++;
  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_CORRUPTED))
    self->corrupted++;
  else
    self->torn += !whole;
}

/* Each frame that is torn says so. */
static void
test_forwarded_loss (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 5, NULL);
  Consumer consumer = { .width = 512, .height = 512 };
  g_autoptr (Rig) rig = rig_new (
      "aoicamerasrc name=src camera-name=127.0.0.1 packet-size=1500 exposure=10000 frame-rate=50 "
      "forward-incomplete=true" GRAY ("width=512,height=512"));

  rig->on_frame = check_corrupted;
  rig->data = &consumer;
  rig_play (rig);
  rig_wait_frames (rig, 40);
  rig_stop (rig);
  rig_check_account (rig);
  g_assert_cmpuint (consumer.corrupted, >, 0);
  g_assert_cmpuint (consumer.torn, ==, 0);
}

/* Frames only on request, each request one frame, and none without a camera. */
static void
test_software_trigger (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  Consumer consumer = { .width = 64, .height = 64 };
  g_autoptr (Rig) rig = rig_for (&consumer, SRC "trigger=software" GRAY ("width=64,height=64"));

  g_assert_false (rig_capture (rig));
  rig_play (rig);
  rig_wait_event (rig, "connected", 1);
  for (guint i = 0; i < 3; i++)
    g_assert_true (rig_capture (rig));
  g_assert_true (gst_element_send_event (rig->pipeline,
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, gst_structure_new_empty ("aoi-capture"))));
  rig_wait_frames (rig, 4);
  rig_stop (rig);
  rig_check_account (rig);
  g_assert_cmpuint (rig_stat (rig, "sent"), ==, 4);
  g_assert_false (rig_capture (rig));
}

/* Paused, played again, flushed, and ended by an event: each frame is accounted for. */
static void
test_states (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  Consumer consumer = { .width = 64, .height = 64 };
  g_autoptr (Rig) rig = rig_for (&consumer, SRC "frame-rate=50" GRAY ("width=64,height=64"));

  g_assert_false (gst_element_send_event (rig->src, gst_event_new_flush_stop (TRUE)));
  rig_play (rig);
  rig_wait_frames (rig, 5);
  gst_element_set_state (rig->pipeline, GST_STATE_PAUSED);
  gst_element_get_state (rig->pipeline, NULL, NULL, GST_SECOND);
  test_take_time (300 * 1000); /* in which the camera goes on sending, and nobody counts */
  rig_play (rig);
  rig_wait_frames (rig, rig_count_frames (rig) + 20);
  rig_stop (rig);
  rig_check_account (rig);
  check_consumer (&consumer, rig);
  g_assert_cmpuint (rig_stat (rig, "dropped"), >, 0);
}

static void
test_bayer_by_default (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  g_autoptr (Rig) rig = rig_new (SRC "region=260x130 frame-rate=20 ! video/x-bayer,format=gbrg");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (rig->src, "src");
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GstCaps) expected = gst_caps_from_string (
      "video/x-bayer,format=gbrg,width=260,height=130,framerate=20/1");

  rig_play (rig);
  rig_wait_frames (rig, 2);
  caps = gst_pad_get_current_caps (pad);
  g_assert_true (gst_caps_is_equal (caps, expected));
}

/* Each is an error that names what was asked for and what may be. */
static void
test_refusals (void)
{
  const struct {
    const gchar *properties;
    const gchar *said[3];
  } cases[] = {
    { "features=FocusPos=5000", { "FocusPos=5000 is refused", "allowed: 0 to 4095", "127.0.0.1" } },
    { "features=Zoom=1", { "Zoom=1 is refused", "no such feature", "" } },
    { "features=FocusPos=near", { "FocusPos=near is refused", "allowed: 0 to 4095", "" } },
    { "features=PixelFormat=Mono4", { "PixelFormat=Mono4", "Mono8, BayerGR8", "" } },
    { "features=FocusPos", { "\"FocusPos\" is not NAME=VALUE", "", "" } },
    { "exposure=1", { "exposure=1 is refused", "allowed: 10 to 1e+07", "" } },
    { "gain=99", { "gain=99 is refused", "allowed: 0 to 10", "" } },
    { "frame-rate=1000", { "frame-rate=1000 is refused", "allowed: 0.1 to 200", "" } },
    { "region=64x64+8+8", { "OffsetX=0 is refused", "no such feature", "" } },
    { "trigger=line:Line7", { "TriggerSource=Line7 is refused", "Line0, Software", "" } },
    { "plan=product", { "needs the property product", "", "" } },
    { "plan=product product=/nonexistent", { "/nonexistent", "", "" } },
  };
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *launch = g_strdup_printf (
        "aoicamerasrc name=src camera-name=127.0.0.1 %s", cases[i].properties);
    g_autoptr (Rig) rig = rig_new (launch);
    g_autofree gchar *error = NULL;

    gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
    error = rig_wait_error (rig);
    for (guint k = 0; k < 3; k++)
      if (strstr (error, cases[i].said[k]) == NULL)
        g_error ("%s: \"%s\" does not say %s", cases[i].properties, error, cases[i].said[k]);
    g_assert_cmpuint (rig_count_frames (rig), ==, 0);
  }
}

/* A width that GStreamer would pad is not offered. */
static void
test_odd_width (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, "s,<Inc>4</Inc>,<Inc>1</Inc>,");
  g_autoptr (Rig) rig = rig_new (SRC GRAY ("width=333,height=64"));
  g_autofree gchar *error = NULL;

  rig_play (rig);
  error = rig_wait_error (rig);
  g_assert_cmpuint (rig_count_frames (rig), ==, 0);
}

static void
test_features_are_set (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  g_autoptr (Rig) rig = rig_new (
      SRC "features=\"FocusPos=305 GainRaw=1\" frame-rate=20" GRAY ("width=64,height=64"));
  g_autoptr (GstStructure) configured = NULL;
  guint features = 0;

  rig_play (rig);
  rig_wait_frames (rig, 2);
  configured = rig_get_event (rig, "configured");
  g_assert_true (gst_structure_get_uint (configured, "features", &features));
  g_assert_cmpuint (features, ==, 2);
}

int
main (int argc, char **argv)
{
  camera_test_init (&argc, &argv);
  g_test_add_func ("/camera/free-running", test_free_running);
  g_test_add_func ("/camera/full-size", test_full_size);
  g_test_add_func ("/camera/slow-consumer", test_slow_consumer);
  g_test_add_func ("/camera/slow-consumer-of-aravissrc", test_slow_consumer_stock);
  g_test_add_func ("/camera/loss", test_loss);
  g_test_add_func ("/camera/forwarded-loss", test_forwarded_loss);
  g_test_add_func ("/camera/software-trigger", test_software_trigger);
  g_test_add_func ("/camera/states", test_states);
  g_test_add_func ("/camera/bayer-by-default", test_bayer_by_default);
  g_test_add_func ("/camera/refusals", test_refusals);
  g_test_add_func ("/camera/odd-width", test_odd_width);
  g_test_add_func ("/camera/features", test_features_are_set);
  return camera_test_run ();
}
