/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue of frames in flight: order, bounds, flow returns, flushes, and what is prepared while one is waited for. */
#include "inspect/gstaoiflight.h"

#include "engine-probe.h"
#include "engine/aoi-task.h"
#include "product-folder.h"

static TestCount n_prepared;

static void
prepare (GstAoiItem *item, gpointer data)
{
  g_assert_true (aoi_task_is_done (item->task));
  test_count_add (&n_prepared, 1);
}

static GstAoiFlight *
flight_new (guint limit)
{
  GstAoiFlight *self = gst_aoi_flight_new (prepare, NULL);

  gst_aoi_flight_start (self, limit);
  test_count_reset (&n_prepared);
  return self;
}

/* A frame that nobody inspects; its number is its offset. */
static GstAoiItem *
frame_new (guint64 number)
{
  GstAoiItem *item = g_new0 (GstAoiItem, 1);

  item->buffer = gst_buffer_new ();
  GST_BUFFER_OFFSET (item->buffer) = number;
  return item;
}

static GstAoiItem *
event_new (GstEvent *event)
{
  GstAoiItem *item = g_new0 (GstAoiItem, 1);

  item->event = event;
  return item;
}

static GstEvent *
segment_new (void)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  return gst_event_new_segment (&segment);
}

static GstAoiItem *
pop (GstAoiFlight *flight)
{
  gboolean timed_out;
  GstAoiItem *item = gst_aoi_flight_pop (flight, 0, &timed_out);

  g_assert_false (timed_out);
  return item;
}

static guint
popped (GstAoiFlight *flight, GstFlowReturn result)
{
  GQueue rest;
  const guint n = gst_aoi_flight_popped (flight, result, &rest);

  g_queue_clear_full (&rest, (GDestroyNotify) gst_aoi_item_free);
  return n;
}

static void
assert_next (GstAoiFlight *flight, guint64 number)
{
  g_autoptr (GstAoiItem) item = pop (flight);

  g_assert_cmpuint (GST_BUFFER_OFFSET (item->buffer), ==, number);
  g_assert_cmpuint (popped (flight, GST_FLOW_OK), ==, 0);
}

static void
assert_next_event (GstAoiFlight *flight, GstEventType type)
{
  g_autoptr (GstAoiItem) item = pop (flight);

  g_assert_nonnull (item->event);
  g_assert_cmpint (GST_EVENT_TYPE (item->event), ==, type);
  g_assert_cmpuint (popped (flight, GST_FLOW_OK), ==, 0);
}

static void
test_order (void)
{
  GstAoiFlight *flight = flight_new (3);

  g_assert_cmpint (gst_aoi_flight_push (flight, frame_new (0)), ==, GST_FLOW_OK);
  g_assert_cmpint (
      gst_aoi_flight_push (flight, event_new (gst_event_new_gap (0, 1))), ==, GST_FLOW_OK);
  g_assert_cmpint (gst_aoi_flight_push (flight, frame_new (1)), ==, GST_FLOW_OK);
  assert_next (flight, 0);
  assert_next_event (flight, GST_EVENT_GAP);
  assert_next (flight, 1);
  g_assert_true (gst_aoi_flight_wait_empty (flight));
  gst_aoi_flight_stop (flight);
  gst_aoi_flight_unref (flight);
}

static gpointer
wait_space (gpointer data)
{
  return GINT_TO_POINTER (gst_aoi_flight_wait_space (data));
}

/* Frames count, events do not; who waits goes on when a frame leaves, and when the queue is stopped. */
static void
test_bounds (void)
{
  GstAoiFlight *flight = flight_new (2);
  GThread *thread;

  for (guint i = 0; i < 2; i++) {
    g_assert_cmpint (gst_aoi_flight_wait_space (flight), ==, GST_FLOW_OK);
    gst_aoi_flight_push (flight, frame_new (i));
    gst_aoi_flight_push (flight, event_new (gst_event_new_gap (0, 1)));
  }
  thread = g_thread_new ("waits", wait_space, flight);
  assert_next (flight, 0);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, GST_FLOW_OK);
  gst_aoi_flight_push (flight, frame_new (2));
  thread = g_thread_new ("is stopped", wait_space, flight);
  gst_aoi_flight_stop (flight);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, GST_FLOW_FLUSHING);
  gst_aoi_flight_unref (flight);
}

static void
test_stopped (void)
{
  GstAoiFlight *flight = flight_new (2);
  g_autoptr (GstAoiItem) refused = frame_new (9);
  gboolean timed_out = TRUE;
  GQueue items;

  gst_aoi_flight_push (flight, frame_new (0));
  gst_aoi_flight_push (flight, event_new (gst_event_new_gap (0, 1)));
  gst_aoi_flight_stop (flight);
  g_assert_null (gst_aoi_flight_pop (flight, 0, &timed_out));
  g_assert_false (timed_out);
  g_assert_cmpint (gst_aoi_flight_push (flight, refused), ==, GST_FLOW_FLUSHING);
  g_assert_false (gst_aoi_flight_wait_empty (flight));
  g_assert_cmpuint (gst_aoi_flight_steal (flight, &items), ==, 1);
  g_assert_cmpuint (items.length, ==, 2);
  g_queue_clear_full (&items, (GDestroyNotify) gst_aoi_item_free);
  gst_aoi_flight_start (flight, 2);
  g_assert_cmpint (gst_aoi_flight_push (flight, frame_new (1)), ==, GST_FLOW_OK);
  assert_next (flight, 1);
  gst_aoi_flight_unref (flight);
}

/* After downstream's EOS no frame is of use until a segment comes, but events are. */
static void
test_eos (void)
{
  GstAoiFlight *flight = flight_new (8);
  g_autoptr (GstAoiItem) refused = frame_new (9);
  g_autoptr (GstAoiItem) first = NULL;

  for (guint i = 0; i < 3; i++)
    gst_aoi_flight_push (flight, frame_new (i));
  gst_aoi_flight_push (flight, event_new (gst_event_new_gap (0, 1)));
  first = pop (flight);
  g_assert_cmpuint (popped (flight, GST_FLOW_EOS), ==, 2);
  g_assert_cmpint (gst_aoi_flight_wait_space (flight), ==, GST_FLOW_EOS);
  g_assert_cmpint (gst_aoi_flight_push (flight, refused), ==, GST_FLOW_EOS);
  assert_next_event (flight, GST_EVENT_GAP);
  g_assert_cmpint (gst_aoi_flight_push (flight, event_new (segment_new ())), ==, GST_FLOW_OK);
  g_assert_cmpint (gst_aoi_flight_push (flight, frame_new (3)), ==, GST_FLOW_OK);
  assert_next_event (flight, GST_EVENT_SEGMENT);
  assert_next (flight, 3);
  gst_aoi_flight_unref (flight);
}

/* An error stops the queue with itself; sticky events wait for what comes when it goes on. */
static void
test_error (void)
{
  GstAoiFlight *flight = flight_new (8);
  g_autoptr (GstAoiItem) refused = frame_new (9), first = NULL;
  GstPad *pad = gst_object_ref_sink (gst_pad_new ("src", GST_PAD_SRC));

  gst_aoi_flight_push (flight, frame_new (0));
  gst_aoi_flight_push (flight, event_new (segment_new ()));
  gst_aoi_flight_push (flight, frame_new (1));
  gst_aoi_flight_push (flight, event_new (gst_event_new_eos ()));
  first = pop (flight);
  g_assert_cmpuint (popped (flight, GST_FLOW_NOT_LINKED), ==, 1);
  g_assert_cmpint (gst_aoi_flight_push (flight, refused), ==, GST_FLOW_NOT_LINKED);
  /* It goes on for its own cause only, and only where its pad is active. */
  gst_aoi_flight_resume (flight, GST_FLOW_NOT_LINKED, pad, NULL);
  g_assert_cmpint (gst_aoi_flight_wait_space (flight), ==, GST_FLOW_NOT_LINKED);
  gst_pad_set_active (pad, TRUE);
  gst_aoi_flight_resume (flight, GST_FLOW_FLUSHING, pad, NULL);
  g_assert_cmpint (gst_aoi_flight_wait_space (flight), ==, GST_FLOW_NOT_LINKED);
  gst_aoi_flight_resume (flight, GST_FLOW_NOT_LINKED, pad, NULL);
  assert_next_event (flight, GST_EVENT_SEGMENT);
  g_assert_true (gst_aoi_flight_wait_empty (flight));
  gst_pad_set_active (pad, FALSE);
  gst_object_unref (pad);
  gst_aoi_flight_unref (flight);
}

static void
test_timeout (void)
{
  GstAoiFlight *flight = flight_new (1);
  gboolean timed_out = FALSE;

  g_assert_null (gst_aoi_flight_pop (flight, 1, &timed_out));
  g_assert_true (timed_out);
  popped (flight, GST_FLOW_OK);
  /* What is in flight comes first. */
  gst_aoi_flight_push (flight, frame_new (0));
  gst_aoi_item_free (gst_aoi_flight_pop (flight, 1, &timed_out));
  g_assert_false (timed_out);
  popped (flight, GST_FLOW_OK);
  gst_aoi_flight_unref (flight);
}

static guint8 pixels[32 * 32];

/* Of two ROIs: an engine has no more workers at once than the newest product has ROIs. */
static GstAoiItem *
inspected_new (GstAoiFlight *flight, AoiEngine *engine, const gchar *act, gint64 deadline_ns)
{
  g_autofree gchar *json = g_strdup_printf (
      "[{\"idx\":1,\"type\":\"probe\",\"coords\":[0,0,8,8],\"act\":\"%s\"},"
      "{\"idx\":2,\"type\":\"probe\",\"coords\":[0,0,8,8]}]",
      act);
  g_autoptr (AoiProduct) product = product_from_json (json);
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  GstAoiItem *item = frame_new (0);
  AoiFrame frame = { .deadline_ns = deadline_ns };

  aoi_image_init (&frame.image, AOI_FORMAT_GRAY8, 32, 32);
  frame.image.data[0] = pixels;
  frame.image.stride[0] = 32;
  item->revision = aoi_revision_new (product, problems);
  g_assert_nonnull (item->revision);
  item->task = aoi_engine_submit (
      engine, item->revision, &frame, gst_aoi_flight_task_done, gst_aoi_flight_ref (flight));
  return item;
}

static gpointer
pop_in_thread (gpointer data)
{
  return pop (data);
}

/* While the oldest frame is inspected, those behind that are done are prepared, once each; they leave in order. */
static void
test_prepared (void)
{
  GstAoiFlight *flight = flight_new (3);
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (GstAoiItem) item = NULL;
  GstAoiItem *behind;
  GThread *thread;

  test_door_shut (&engine_probe_door);
  gst_aoi_flight_push (flight, inspected_new (flight, engine, "wait", 0));
  behind = inspected_new (flight, engine, "good", 0);
  GST_BUFFER_OFFSET (behind->buffer) = 1;
  gst_aoi_flight_push (flight, behind);
  thread = g_thread_new ("pops", pop_in_thread, flight);
  test_count_wait (&n_prepared, 1);
  test_door_open (&engine_probe_door);
  item = g_thread_join (thread);
  g_assert_cmpuint (GST_BUFFER_OFFSET (item->buffer), ==, 0);
  g_assert_cmpuint (popped (flight, GST_FLOW_OK), ==, 0);
  assert_next (flight, 1);
  g_assert_cmpuint (test_count_get (&n_prepared), <=, 2);
  g_assert_cmpuint (gst_aoi_flight_get_late (flight), ==, 0);
  gst_aoi_flight_stop (flight);
  gst_aoi_flight_unref (flight);
}

/* A stop cancels what is inspected and wakes who waits for it; the queue may go before its workers do. */
static void
test_cancelled (void)
{
  GstAoiFlight *flight = flight_new (1);
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);
  GThread *thread;

  test_door_shut (&engine_probe_door);
  gst_aoi_flight_push (flight, inspected_new (flight, engine, "wait", 0));
  test_door_wait_inside (&engine_probe_door, 1);
  thread = g_thread_new ("pops", pop_in_thread, flight);
  gst_aoi_flight_stop (flight);
  g_assert_null (g_thread_join (thread));
  gst_aoi_flight_unref (flight);
  test_door_wait_empty (&engine_probe_door);
  test_count_wait_zero (&engine_probe_states);
  test_door_open (&engine_probe_door);
}

/* Past its deadline the oldest frame leaves, though its inspector still hangs. */
static void
test_expired (void)
{
  GstAoiFlight *flight = flight_new (1);
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);
  GstAoiItem *item;

  test_door_shut (&engine_probe_door);
  item = inspected_new (flight, engine, "wait", 1);
  item->expires = 1;
  gst_aoi_flight_push (flight, item);
  assert_next (flight, 0);
  test_door_open (&engine_probe_door);
  test_count_wait_zero (&engine_probe_states);
  gst_aoi_flight_unref (flight);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  aoi_inspector_register (&engine_probe, &error);
  g_assert_no_error (error);
  g_test_add_func ("/flight/order", test_order);
  g_test_add_func ("/flight/bounds", test_bounds);
  g_test_add_func ("/flight/stopped", test_stopped);
  g_test_add_func ("/flight/eos", test_eos);
  g_test_add_func ("/flight/error", test_error);
  g_test_add_func ("/flight/timeout", test_timeout);
  g_test_add_func ("/flight/prepared", test_prepared);
  g_test_add_func ("/flight/cancelled", test_cancelled);
  g_test_add_func ("/flight/expired", test_expired);
  return g_test_run ();
}
