/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/gstaoiarchive-private.h"

#define DEFAULT_KEEP "failed"
#define DEFAULT_OVERVIEW_WIDTH 0
#define DEFAULT_QUEUE_SIZE 64
/* Some hundred crops of 800x500 pixels, or six frames of 7716x5360 whose ROIs cover all of them. */
#define DEFAULT_QUEUE_BYTES ((guint64) 256 * 1000 * 1000)
#define DEFAULT_BLOCK FALSE
#define DEFAULT_STOP_TIMEOUT (5 * GST_SECOND)
#define SAMPLE "sample="

/* The longest age whose microseconds are a gint64. */
#define MAX_AGE (G_MAXINT64 / G_USEC_PER_SEC)

enum {
  PROP_LOCATION = 1,
  PROP_KEEP,
  PROP_OVERVIEW_WIDTH,
  PROP_MAX_BYTES,
  PROP_MAX_AGE,
  PROP_MIN_FREE,
  PROP_QUEUE_SIZE,
  PROP_QUEUE_BYTES,
  PROP_BLOCK,
  PROP_STOP_TIMEOUT,
  PROP_STATS,
};

/**
 * gst_aoi_archive_get_stats:
 * @self: the element
 * @name: of the structure
 *
 * Returns: (transfer full): what became of the boards since the element left READY
 */
GstStructure *
gst_aoi_archive_get_stats (GstAoiArchive *self, const gchar *name)
{
  AoiArchiveUsage usage;
  AoiSpoolCounts counts;
  guint64 damaged;

  GST_OBJECT_LOCK (self);
  counts = self->parent.counts;
  usage = self->usage;
  damaged = self->damage.n_frames;
  if (self->parent.spool != NULL) {
    aoi_spool_get_counts (self->parent.spool, &counts);
    aoi_archive_get_usage (self->archive, &usage);
  }
  GST_OBJECT_UNLOCK (self);
  return gst_structure_new (name, "boards", G_TYPE_UINT64,
      counts.written + counts.skipped + counts.lost + counts.queued, "archived", G_TYPE_UINT64,
      counts.written, "skipped", G_TYPE_UINT64, counts.skipped, "lost", G_TYPE_UINT64, counts.lost,
      "queued", G_TYPE_UINT64, counts.queued, "removed", G_TYPE_UINT64, usage.removed, "records",
      G_TYPE_UINT64, usage.records, "bytes", G_TYPE_UINT64, usage.bytes, "damaged", G_TYPE_UINT64,
      damaged, NULL);
}

/* Returns FALSE for what is none of `failed`, `all` and `sample=N`. */
static gboolean
parse_keep (const gchar *text, GstAoiArchiveKeep *keep)
{
  keep->good_every = 0;
  if (g_strcmp0 (text, "failed") == 0)
    return TRUE;
  keep->good_every = 1;
  if (g_strcmp0 (text, "all") == 0)
    return TRUE;
  return text != NULL && g_str_has_prefix (text, SAMPLE)
      && g_ascii_string_to_unsigned (
          text + strlen (SAMPLE), 10, 1, G_MAXUINT64, &keep->good_every, NULL);
}

/* A value that cannot be used is refused and the old one kept. Before the start an element often has no
 * bus yet, so that a warning would be lost: then the start is refused. */
static void
set_keep (GstAoiArchive *self, const gchar *text)
{
  g_autofree gchar *problem = NULL;
  GstAoiArchiveKeep keep;
  const gboolean good = parse_keep (text, &keep);
  gboolean running;

  if (!good)
    problem = g_strdup_printf (
        "\"%s\" is none of failed, all and sample=N", text != NULL ? text : "");
  GST_OBJECT_LOCK (self);
  running = self->parent.spool != NULL;
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

/* With the object lock. */
static gboolean
set_locked (GstAoiArchive *self, guint id, const GValue *value)
{
  switch (id) {
    case PROP_LOCATION:
      g_free (self->location);
      self->location = g_value_dup_string (value);
      return TRUE;
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
    case PROP_QUEUE_SIZE:
      self->queue_size = g_value_get_uint (value);
      return TRUE;
    case PROP_QUEUE_BYTES:
      self->queue_bytes = g_value_get_uint64 (value);
      return TRUE;
    case PROP_BLOCK:
      self->parent.block = g_value_get_boolean (value);
      return TRUE;
    case PROP_STOP_TIMEOUT:
      self->parent.stop_timeout = g_value_get_uint64 (value);
      return TRUE;
    default:
      return FALSE;
  }
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (object);
  gboolean known;

  if (id == PROP_KEEP) {
    set_keep (self, g_value_get_string (value));
    return;
  }
  GST_OBJECT_LOCK (self);
  known = set_locked (self, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* With the object lock. */
static gboolean
get_locked (GstAoiArchive *self, guint id, GValue *value)
{
  switch (id) {
    case PROP_LOCATION:
      g_value_set_string (value, self->location);
      return TRUE;
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
    case PROP_QUEUE_SIZE:
      g_value_set_uint (value, self->queue_size);
      return TRUE;
    case PROP_QUEUE_BYTES:
      g_value_set_uint64 (value, self->queue_bytes);
      return TRUE;
    case PROP_BLOCK:
      g_value_set_boolean (value, self->parent.block);
      return TRUE;
    case PROP_STOP_TIMEOUT:
      g_value_set_uint64 (value, self->parent.stop_timeout);
      return TRUE;
    default:
      return FALSE;
  }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (object);
  gboolean known;

  if (id == PROP_STATS) {
    g_value_take_boxed (value, gst_aoi_archive_get_stats (self, "aoi-archive-stats"));
    return;
  }
  GST_OBJECT_LOCK (self);
  known = get_locked (self, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
install_what (GObjectClass *class, GParamFlags ready, GParamFlags playing)
{
  g_object_class_install_property (class, PROP_LOCATION,
      g_param_spec_string ("location", "Location",
          "Folder of the archive; made if it is missing, though not its parents", NULL, ready));
  g_object_class_install_property (class, PROP_KEEP,
      g_param_spec_string ("keep", "Keep",
          "Boards to archive: failed, all, or sample=N: besides the failed ones each Nth that passed; "
          "a frame without an inspection has failed",
          DEFAULT_KEEP, playing));
  g_object_class_install_property (class, PROP_OVERVIEW_WIDTH,
      g_param_spec_uint ("overview-width", "Overview width",
          "Pixels of a small picture of the frame, at most; 0: none", 0, G_MAXINT,
          DEFAULT_OVERVIEW_WIDTH, playing));
}

static void
install_limits (GObjectClass *class, GParamFlags ready)
{
  g_object_class_install_property (class, PROP_MAX_BYTES,
      g_param_spec_uint64 ("max-bytes", "Maximum bytes",
          "Bytes of the disk that the archive may take; 0: any", 0, G_MAXUINT64, 0, ready));
  g_object_class_install_property (class, PROP_MAX_AGE,
      g_param_spec_uint64 ("max-age", "Maximum age", "Seconds that a record is kept; 0: for ever",
          0, MAX_AGE, 0, ready));
  g_object_class_install_property (class, PROP_MIN_FREE,
      g_param_spec_uint64 ("min-free", "Minimum free", "Bytes of the disk that stay free; 0: none",
          0, G_MAXUINT64, 0, ready));
}

static void
install_queue (GObjectClass *class, GParamFlags ready, GParamFlags playing)
{
  g_object_class_install_property (class, PROP_QUEUE_SIZE,
      g_param_spec_uint ("queue-size", "Queue size", "Boards that may wait to be written", 1,
          G_MAXUINT, DEFAULT_QUEUE_SIZE, ready));
  g_object_class_install_property (class, PROP_QUEUE_BYTES,
      g_param_spec_uint64 ("queue-bytes", "Queue bytes",
          "Bytes of pixels that may wait to be written; a single board may have more", 1,
          G_MAXUINT64, DEFAULT_QUEUE_BYTES, ready));
  g_object_class_install_property (class, PROP_BLOCK,
      g_param_spec_boolean ("block", "Block",
          "Wait while the queue is full, instead of losing boards", DEFAULT_BLOCK, playing));
  g_object_class_install_property (class, PROP_STOP_TIMEOUT,
      g_param_spec_uint64 ("stop-timeout", "Stop timeout",
          "Nanoseconds that a change to READY waits for the queue to be written; what is left then is "
          "lost",
          0, G_MAXINT64, DEFAULT_STOP_TIMEOUT, playing));
}

/**
 * gst_aoi_archive_install_properties:
 * @object_class: the element's class
 */
void
gst_aoi_archive_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT
      | (GParamFlags) G_PARAM_STATIC_STRINGS;
  const GParamFlags ready = flags | (GParamFlags) GST_PARAM_MUTABLE_READY;
  const GParamFlags playing = flags | (GParamFlags) GST_PARAM_MUTABLE_PLAYING;

  object_class->set_property = set_property;
  object_class->get_property = get_property;
  install_what (object_class, ready, playing);
  install_limits (object_class, ready);
  install_queue (object_class, ready, playing);
  g_object_class_install_property (object_class, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "What became of the boards since the element left READY", GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}
