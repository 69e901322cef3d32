/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sink that writes in the background, as the next one will be: a file with its format only. What all sinks have
 * comes from the base class. */
#include "aoi-error.h"
#include "common/gstaoispoolsink.h"
#include "support.h"

/* ---- The sink: keeps the sizes of frames in memory, which the test can declare full. ---- */

typedef struct {
  GstAoiSpoolSink parent;
  guint limit; /* object lock; sizes for which there is room */
} SizesSink;

typedef struct {
  GstAoiSpoolSinkClass parent_class;
} SizesSinkClass;

typedef struct {
  GArray *sizes;
  guint limit;
} Sizes;

enum {
  PROP_LIMIT = GST_AOI_SPOOL_SINK_N_PROPS
};

static GType sizes_sink_get_type (void);
G_DEFINE_TYPE (SizesSink, sizes_sink, GST_TYPE_AOI_SPOOL_SINK)

static gboolean
sizes_write (
    gpointer writer, AoiSpool *spool, AoiSpoolItem *const *items, guint n_items, GError **error)
{
  Sizes *self = writer;
  const AoiSpoolItem *item = items[0];

  if (self->sizes->len == self->limit) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_IO, "memory: no room for another size");
    return FALSE;
  }
  g_array_append_val (self->sizes, item->size);
  aoi_spool_notify (spool, &item->size);
  return TRUE;
}

static void
sizes_free_item (AoiSpoolItem *item)
{
  g_free (item);
}

static void
sizes_close (gpointer writer)
{
  Sizes *self = writer;

  g_array_unref (self->sizes);
  g_free (self);
}

static const AoiSpoolClass sizes_class = {
  .name = "sizes",
  .full = "the queue is full",
  .stopped = "stopped",
  .write = sizes_write,
  .free_item = sizes_free_item,
  .close = sizes_close,
};

static AoiSpool *
sizes_sink_open (GstAoiSpoolSink *sink, const gchar *location, const AoiSpoolLimits *limits,
    const AoiSpoolListener *listener, GError **error)
{
  Sizes *sizes;

  if (!g_str_equal (location, "memory")) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: is no memory", location);
    return NULL;
  }
  sizes = g_new (Sizes, 1);
  *sizes = (Sizes){ g_array_new (FALSE, FALSE, sizeof (gsize)), ((SizesSink *) sink)->limit };
  return aoi_spool_new (&sizes_class, sizes, limits, listener);
}

static void
sizes_sink_notify (gconstpointer what, gpointer sink)
{
  gst_aoi_spool_sink_post (sink, "written", NULL);
}

static GstFlowReturn
sizes_sink_render (GstBaseSink *sink, GstBuffer *buffer)
{
  GstAoiSpoolSink *self = GST_AOI_SPOOL_SINK (sink);
  const gsize size = gst_buffer_get_size (buffer);
  gboolean has_room;
  const GstFlowReturn ret = gst_aoi_spool_sink_reserve (self, 0, size, &has_room);
  AoiSpoolItem *item;

  if (!has_room)
    return ret;
  item = g_new0 (AoiSpoolItem, 1);
  item->size = size;
  aoi_spool_push (self->spool, item);
  return ret;
}

static gboolean
sizes_sink_set (GstAoiSpoolSink *sink, guint id, const GValue *value)
{
  if (id == PROP_LIMIT)
    ((SizesSink *) sink)->limit = g_value_get_uint (value);
  return id == PROP_LIMIT;
}

static gboolean
sizes_sink_get (GstAoiSpoolSink *sink, guint id, GValue *value)
{
  if (id == PROP_LIMIT)
    g_value_set_uint (value, ((SizesSink *) sink)->limit);
  return id == PROP_LIMIT;
}

static const GstAoiSpoolSinkInfo sizes_info = {
  .message = "sizes",
  .stats = "sizes-stats",
  .items = "frames",
  .written = "kept",
  .cannot_open = "Cannot keep sizes",
  .are_lost = "Sizes are not kept",
  .recovered = "sizes are kept again",
  .location = { "location", "Location", "Where" },
  .block_blurb = "Wait",
  .stats_blurb = "What became of them",
  .max_items = { "max-sizes", "Maximum sizes", "Sizes that may wait" },
  .max_bytes = { "max-size-bytes", "Maximum bytes", "Bytes that may wait" },
  .default_max_items = 7,
  .default_max_bytes = 1000,
};

static void
sizes_sink_class_init (SizesSinkClass *klass)
{
  GstAoiSpoolSinkClass *spool_class = GST_AOI_SPOOL_SINK_CLASS (klass);
  g_autoptr (GstCaps) caps = gst_caps_new_any ();

  spool_class->open = sizes_sink_open;
  spool_class->notify = sizes_sink_notify;
  spool_class->set = sizes_sink_set;
  spool_class->get = sizes_sink_get;
  gst_aoi_spool_sink_class_set_info (spool_class, &sizes_info);
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_LIMIT,
      g_param_spec_uint ("limit", "Limit", "Sizes for which there is room", 0, G_MAXUINT, G_MAXUINT,
          GST_AOI_SPOOL_SINK_READY));
  GST_BASE_SINK_CLASS (klass)->render = sizes_sink_render;
  gst_element_class_set_static_metadata (
      GST_ELEMENT_CLASS (klass), "Sizes", "Sink", "Keeps sizes", "test");
  gst_element_class_add_pad_template (
      GST_ELEMENT_CLASS (klass), gst_pad_template_new ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
}

static void
sizes_sink_init (SizesSink *self)
{
}

/* ---- The tests. ---- */

typedef struct {
  GstHarness *h;
  GstElement *sink;
  GstBus *bus;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->sink = g_object_ref_sink (
      g_object_new (sizes_sink_get_type (), "location", "memory", "async", FALSE, NULL));
  self->bus = gst_bus_new ();
  gst_element_set_bus (self->sink, self->bus);
}

static void
start (Fixture *self)
{
  self->h = gst_harness_new_with_element (self->sink, "sink", NULL);
  gst_harness_set_src_caps_str (self->h, SUPPORT_CAPS);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->h, gst_harness_teardown);
  gst_element_set_state (self->sink, GST_STATE_NULL);
  gst_element_set_bus (self->sink, NULL);
  gst_bus_set_flushing (self->bus, TRUE);
  g_clear_object (&self->bus);
  g_clear_object (&self->sink);
}

static GstMessage *
pop (Fixture *self, GstMessageType type)
{
  GstMessage *message = gst_bus_timed_pop_filtered (self->bus, 60 * GST_SECOND, type);

  g_assert_nonnull (message);
  return message;
}

static void
expect_event (Fixture *self, const gchar *event, const gchar *reason)
{
  g_autoptr (GstMessage) message = pop (self, GST_MESSAGE_ELEMENT);
  const GstStructure *structure = gst_message_get_structure (message);

  g_assert_true (gst_structure_has_name (structure, "sizes"));
  g_assert_cmpstr (gst_structure_get_string (structure, "event"), ==, event);
  g_assert_cmpstr (gst_structure_get_string (structure, "reason"), ==, reason);
  g_assert_true (gst_structure_has_field_typed (structure, "kept", G_TYPE_UINT64));
}

static void
push (Fixture *self, guint n)
{
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (
        gst_harness_push (self->h, gst_buffer_new_allocate (NULL, 10, NULL)), ==, GST_FLOW_OK);
}

static void
end (Fixture *self)
{
  g_assert_true (gst_harness_push_event (self->h, gst_event_new_eos ()));
}

static void
check_stats (Fixture *self, guint64 kept, guint64 lost)
{
  g_assert_cmpuint (support_stat (self->sink, "frames"), ==, kept + lost);
  g_assert_cmpuint (support_stat (self->sink, "kept"), ==, kept);
  g_assert_cmpuint (support_stat (self->sink, "lost"), ==, lost);
  g_assert_cmpuint (support_stat (self->sink, "skipped"), ==, 0);
  g_assert_cmpuint (support_stat (self->sink, "queued"), ==, 0);
}

/* The sink's own names and defaults, and what is the same for all. */
static void
test_properties (Fixture *self, gconstpointer data)
{
  g_autofree gchar *location = NULL;
  guint max_sizes, limit;
  guint64 max_bytes, stop_timeout;
  gboolean block;

  g_object_get (self->sink, "location", &location, "max-sizes", &max_sizes, "max-size-bytes",
      &max_bytes, "stop-timeout", &stop_timeout, "block", &block, "limit", &limit, NULL);
  g_assert_cmpstr (location, ==, "memory");
  g_assert_cmpuint (max_sizes, ==, 7);
  g_assert_cmpuint (max_bytes, ==, 1000);
  g_assert_cmpuint (stop_timeout, ==, 5 * GST_SECOND);
  g_assert_false (block);
  g_assert_cmpuint (limit, ==, G_MAXUINT);
  g_object_set (self->sink, "max-sizes", 3, "block", TRUE, "limit", 2, NULL);
  g_object_get (self->sink, "max-sizes", &max_sizes, "block", &block, "limit", &limit, NULL);
  g_assert_cmpuint (max_sizes, ==, 3);
  g_assert_true (block);
  g_assert_cmpuint (limit, ==, 2);
}

static void
test_writes (Fixture *self, gconstpointer data)
{
  g_object_set (self->sink, "block", TRUE, NULL);
  start (self);
  push (self, 20);
  end (self);
  for (guint i = 0; i < 20; i++)
    expect_event (self, "written", NULL);
  expect_event (self, "ended", NULL);
  check_stats (self, 20, 0);
  gst_element_set_state (self->sink, GST_STATE_READY);
  check_stats (self, 20, 0);
}

/* Losses are counted, and the first one is a message. */
static void
test_losses (Fixture *self, gconstpointer data)
{
  g_object_set (self->sink, "block", TRUE, "limit", 1, NULL);
  start (self);
  push (self, 5);
  end (self);
  expect_event (self, "written", NULL);
  expect_event (self, "lost", "memory: no room for another size");
  expect_event (self, "ended", NULL);
  check_stats (self, 1, 4);
}

static void
test_warning (Fixture *self, gconstpointer data)
{
  g_autoptr (GstMessage) warning = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (self->sink, "limit", 0, NULL);
  start (self);
  push (self, 1);
  end (self);
  warning = pop (self, GST_MESSAGE_WARNING);
  gst_message_parse_warning (warning, &error, NULL);
  g_assert_cmpstr (error->message, ==, "Sizes are not kept: memory: no room for another size");
  check_stats (self, 0, 1);
}

static void
check_refused (Fixture *self, const gchar *location, const gchar *says)
{
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (self->sink, "location", location, NULL);
  g_assert_cmpint (
      gst_element_set_state (self->sink, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  message = pop (self, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  g_assert_cmpstr (error->message, ==, says);
  gst_element_set_state (self->sink, GST_STATE_NULL);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  check_refused (self, NULL, "location is not set");
  check_refused (self, "disk", "Cannot keep sizes: disk: is no memory");
}

#define ADD(name, function) \
  g_test_add ("/spool-sink/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  ADD ("properties", test_properties);
  ADD ("writes", test_writes);
  ADD ("losses", test_losses);
  ADD ("warning", test_warning);
  ADD ("refused", test_refused);
  return support_run ();
}
