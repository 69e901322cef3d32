/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "store/gstaoistore-private.h"

#define DEFAULT_QUEUE_SIZE 1000
#define DEFAULT_QUEUE_BYTES ((guint64) 64 * 1000 * 1000)

/* The longest age whose microseconds are a gint64. */
#define MAX_AGE (G_MAXINT64 / G_USEC_PER_SEC)

enum {
  PROP_OUTBOX = GST_AOI_SPOOL_SINK_N_PROPS,
  PROP_MAX_AGE,
  PROP_MAX_BOARDS,
};

static const GstAoiSpoolSinkInfo info = {
  .message = "aoi-store",
  .stats = "aoi-store-stats",
  .items = "boards",
  .written = "written",
  .cannot_open = "Cannot store boards",
  .are_lost = "Boards are not stored",
  .recovered = "boards are stored again",
  .block_blurb = "Wait while the queue is full, instead of losing boards",
  .stats_blurb = "What became of the boards since the element left READY",
  .location = { "database", "Database",
      "Path of a SQLite database, which is made if it is missing, or postgresql://USER@HOST/NAME" },
  .max_items = { "queue-size", "Queue size", "Boards that may wait to be written" },
  .max_bytes = { "queue-bytes", "Queue bytes",
      "Bytes of results that may wait to be written; a single board may have more" },
  .default_max_items = DEFAULT_QUEUE_SIZE,
  .default_max_bytes = DEFAULT_QUEUE_BYTES,
};

static gboolean
gst_aoi_store_set (GstAoiSpoolSink *sink, guint id, const GValue *value)
{
  GstAoiStore *self = GST_AOI_STORE (sink);

  switch (id) {
    case PROP_OUTBOX:
      g_free (self->outbox);
      self->outbox = g_value_dup_string (value);
      return TRUE;
    case PROP_MAX_AGE:
      self->max_age = g_value_get_uint64 (value);
      return TRUE;
    case PROP_MAX_BOARDS:
      self->max_boards = g_value_get_uint64 (value);
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
gst_aoi_store_get (GstAoiSpoolSink *sink, guint id, GValue *value)
{
  GstAoiStore *self = GST_AOI_STORE (sink);

  switch (id) {
    case PROP_OUTBOX:
      g_value_set_string (value, self->outbox);
      return TRUE;
    case PROP_MAX_AGE:
      g_value_set_uint64 (value, self->max_age);
      return TRUE;
    case PROP_MAX_BOARDS:
      g_value_set_uint64 (value, self->max_boards);
      return TRUE;
    default:
      return FALSE;
  }
}

/**
 * gst_aoi_store_install_properties:
 * @klass: the element's class
 */
void
gst_aoi_store_install_properties (GstAoiSpoolSinkClass *klass)
{
  GObjectClass *class = G_OBJECT_CLASS (klass);

  klass->set = gst_aoi_store_set;
  klass->get = gst_aoi_store_get;
  gst_aoi_spool_sink_class_set_info (klass, &info);
  g_object_class_install_property (class, PROP_OUTBOX,
      g_param_spec_string ("outbox", "Outbox",
          "File in which boards wait while the database is away; unset: beside a SQLite database, else in the "
          "user's data folder; empty: none, boards are lost then",
          NULL, GST_AOI_SPOOL_SINK_READY));
  g_object_class_install_property (class, PROP_MAX_AGE,
      g_param_spec_uint64 ("max-age", "Maximum age", "Seconds that a board is kept; 0: for ever", 0,
          MAX_AGE, 0, GST_AOI_SPOOL_SINK_READY));
  g_object_class_install_property (class, PROP_MAX_BOARDS,
      g_param_spec_uint64 ("max-boards", "Maximum boards",
          "Boards that the database keeps, of all stations; 0: any number", 0, G_MAXINT64, 0,
          GST_AOI_SPOOL_SINK_READY));
}
