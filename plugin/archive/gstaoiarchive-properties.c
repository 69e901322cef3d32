/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive-keep.h"
#include "archive/gstaoiarchive-private.h"

#define DEFAULT_OVERVIEW_WIDTH 0
#define DEFAULT_QUEUE_SIZE 64
/* Some hundred crops of 800x500 pixels, or six frames of 7716x5360 whose ROIs cover all of them. */
#define DEFAULT_QUEUE_BYTES ((guint64) 256 * 1000 * 1000)

/* The longest age whose microseconds are a gint64. */
#define MAX_AGE (G_MAXINT64 / G_USEC_PER_SEC)

enum {
  PROP_KEEP = GST_AOI_SPOOL_SINK_N_PROPS,
  PROP_OVERVIEW_WIDTH,
  PROP_MAX_BYTES,
  PROP_MAX_AGE,
  PROP_MIN_FREE,
};

static const GstAoiSpoolSinkInfo info = {
  .message = "aoi-archive",
  .stats = "aoi-archive-stats",
  .items = "boards",
  .written = "archived",
  .cannot_open = "Cannot archive",
  .are_lost = "Boards are not archived",
  .recovered = "boards are archived again",
  .location = { "location", "Location",
      "Folder of the archive; made if it is missing, though not its parents" },
  .block_blurb = "Wait while the queue is full, instead of losing boards",
  .stats_blurb = "What became of the boards since the element left READY",
  .max_items = { "queue-size", "Queue size", "Boards that may wait to be written" },
  .max_bytes = { "queue-bytes", "Queue bytes",
      "Bytes of pixels that may wait to be written; a single board may have more" },
  .default_max_items = DEFAULT_QUEUE_SIZE,
  .default_max_bytes = DEFAULT_QUEUE_BYTES,
};

/* A value that cannot be used is refused and the old one kept. Before the start an element often has no
 * bus yet, so that a warning would be lost: then the start is refused. */
static void
set_keep (GstAoiArchive *self, const gchar *text)
{
  g_autofree gchar *problem = NULL;
  GstAoiArchiveKeep keep;
  const gboolean good = aoi_archive_keep_parse (text, &keep.good_every);
  gboolean running;

  if (!good)
    problem = g_strdup_printf ("\"%s\" is not failed, all or sample=N", text != NULL ? text : "");
  GST_OBJECT_LOCK (self);
  running = gst_aoi_spool_sink_is_running (&self->parent);
  if (good) {
    self->keep = keep;
    g_free (self->keep_text);
    self->keep_text = g_strdup (text);
  }
  if (good || !running) {
    g_free (self->keep_problem);
    self->keep_problem = g_strdup (problem);
  }
  GST_OBJECT_UNLOCK (self);
  if (!good && running)
    GST_ELEMENT_WARNING (self, RESOURCE, SETTINGS, ("keep is not changed: %s", problem), (NULL));
}

static void
gst_aoi_archive_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GObjectClass *base_class = g_type_class_peek (GST_TYPE_AOI_SPOOL_SINK);

  if (id == PROP_KEEP)
    set_keep (GST_AOI_ARCHIVE (object), g_value_get_string (value));
  else
    base_class->set_property (object, id, value, pspec);
}

static gboolean
gst_aoi_archive_set (GstAoiSpoolSink *sink, guint id, const GValue *value)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (sink);

  switch (id) {
    case PROP_OVERVIEW_WIDTH:
      self->overview_width = g_value_get_uint (value);
      return TRUE;
    case PROP_MAX_BYTES:
      self->max_bytes = g_value_get_uint64 (value);
      return TRUE;
    case PROP_MAX_AGE:
      self->max_age = g_value_get_uint64 (value);
      return TRUE;
    case PROP_MIN_FREE:
      self->min_free = g_value_get_uint64 (value);
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
gst_aoi_archive_get (GstAoiSpoolSink *sink, guint id, GValue *value)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (sink);

  switch (id) {
    case PROP_KEEP:
      g_value_set_string (value, self->keep_text);
      return TRUE;
    case PROP_OVERVIEW_WIDTH:
      g_value_set_uint (value, self->overview_width);
      return TRUE;
    case PROP_MAX_BYTES:
      g_value_set_uint64 (value, self->max_bytes);
      return TRUE;
    case PROP_MAX_AGE:
      g_value_set_uint64 (value, self->max_age);
      return TRUE;
    case PROP_MIN_FREE:
      g_value_set_uint64 (value, self->min_free);
      return TRUE;
    default:
      return FALSE;
  }
}

static void
install_what (GObjectClass *class)
{
  g_object_class_install_property (class, PROP_KEEP,
      g_param_spec_string ("keep", "Keep",
          "Boards to archive: failed, all, or sample=N: besides the failed ones each Nth that passed; "
          "a frame without an inspection has failed",
          AOI_ARCHIVE_DEFAULT_KEEP, GST_AOI_SPOOL_SINK_PLAYING));
  g_object_class_install_property (class, PROP_OVERVIEW_WIDTH,
      g_param_spec_uint ("overview-width", "Overview width",
          "Pixels of a small picture of the frame, at most; 0: none", 0, G_MAXINT,
          DEFAULT_OVERVIEW_WIDTH, GST_AOI_SPOOL_SINK_PLAYING));
}

static void
install_limits (GObjectClass *class)
{
  g_object_class_install_property (class, PROP_MAX_BYTES,
      g_param_spec_uint64 ("max-bytes", "Maximum bytes",
          "Bytes of the disk that the archive may take; 0: any", 0, G_MAXUINT64, 0,
          GST_AOI_SPOOL_SINK_READY));
  g_object_class_install_property (class, PROP_MAX_AGE,
      g_param_spec_uint64 ("max-age", "Maximum age", "Seconds that a record is kept; 0: for ever",
          0, MAX_AGE, 0, GST_AOI_SPOOL_SINK_READY));
  g_object_class_install_property (class, PROP_MIN_FREE,
      g_param_spec_uint64 ("min-free", "Minimum free", "Bytes of the disk that stay free; 0: none",
          0, G_MAXUINT64, 0, GST_AOI_SPOOL_SINK_READY));
}

/**
 * gst_aoi_archive_install_properties:
 * @klass: the element's class
 */
void
gst_aoi_archive_install_properties (GstAoiSpoolSinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  klass->set = gst_aoi_archive_set;
  klass->get = gst_aoi_archive_get;
  gst_aoi_spool_sink_class_set_info (klass, &info);
  object_class->set_property = gst_aoi_archive_set_property;
  install_what (object_class);
  install_limits (object_class);
}
