/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record/gstaoirecord-private.h"

#define DEFAULT_KEEP GST_AOI_RECORD_KEEP_ALL
#define DEFAULT_MAX_FRAMES 32
/* 24 frames of 7716x5360. */
#define DEFAULT_MAX_BYTES ((guint64) 1000 * 1000 * 1000)
#define DEFAULT_BLOCK FALSE
#define DEFAULT_APPEND FALSE
#define DEFAULT_CHECKSUM AOI_CHECKSUM_XXH3_64
#define DEFAULT_STOP_TIMEOUT (5 * GST_SECOND)

enum {
  PROP_LOCATION = 1,
  PROP_KEEP,
  PROP_MAX_FRAMES,
  PROP_MAX_BYTES,
  PROP_BLOCK,
  PROP_APPEND,
  PROP_CHECKSUM,
  PROP_STOP_TIMEOUT,
  PROP_STATS,
};

#define GST_TYPE_AOI_RECORD_KEEP (gst_aoi_record_keep_get_type ())
static GType
gst_aoi_record_keep_get_type (void)
{
  static const GEnumValue values[] = {
    { GST_AOI_RECORD_KEEP_ALL, "Every frame", "all" },
    { GST_AOI_RECORD_KEEP_FAILED, "Frames of boards that are not known to have passed", "failed" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiRecordKeep", values));
  return (GType) type;
}

#define GST_TYPE_AOI_RECORD_CHECKSUM (gst_aoi_record_checksum_get_type ())
static GType
gst_aoi_record_checksum_get_type (void)
{
  static const GEnumValue values[] = {
    { AOI_CHECKSUM_XXH3_64, "XXH3 of 64 bits", "xxh3" },
    { AOI_CHECKSUM_SHA256, "SHA-256", "sha256" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiRecordChecksum", values));
  return (GType) type;
}

/**
 * gst_aoi_record_get_stats:
 * @self: the element
 * @name: of the structure
 *
 * Returns: (transfer full): what became of the frames since the element left READY
 */
GstStructure *
gst_aoi_record_get_stats (GstAoiRecord *self, const gchar *name)
{
  AoiSpoolCounts counts;

  GST_OBJECT_LOCK (self);
  counts = self->parent.counts;
  if (self->parent.spool != NULL)
    aoi_spool_get_counts (self->parent.spool, &counts);
  GST_OBJECT_UNLOCK (self);
  return gst_structure_new (name, "frames", G_TYPE_UINT64,
      counts.written + counts.skipped + counts.lost + counts.queued, "recorded", G_TYPE_UINT64,
      counts.written, "skipped", G_TYPE_UINT64, counts.skipped, "lost", G_TYPE_UINT64, counts.lost,
      "queued", G_TYPE_UINT64, counts.queued, "bytes", G_TYPE_UINT64, counts.bytes, NULL);
}

/* With the object lock. */
static gboolean
set_locked (GstAoiRecord *self, guint id, const GValue *value)
{
  switch (id) {
    case PROP_LOCATION:
      g_free (self->location);
      self->location = g_value_dup_string (value);
      return TRUE;
    case PROP_KEEP:
      self->keep = (GstAoiRecordKeep) g_value_get_enum (value);
      return TRUE;
    case PROP_MAX_FRAMES:
      self->max_frames = g_value_get_uint (value);
      return TRUE;
    case PROP_MAX_BYTES:
      self->max_bytes = g_value_get_uint64 (value);
      return TRUE;
    case PROP_BLOCK:
      self->parent.block = g_value_get_boolean (value);
      return TRUE;
    case PROP_APPEND:
      self->append = g_value_get_boolean (value);
      return TRUE;
    case PROP_CHECKSUM:
      self->checksum = (AoiChecksumType) g_value_get_enum (value);
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
  GstAoiRecord *self = GST_AOI_RECORD (object);
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = set_locked (self, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* With the object lock. */
static gboolean
get_locked (GstAoiRecord *self, guint id, GValue *value)
{
  switch (id) {
    case PROP_LOCATION:
      g_value_set_string (value, self->location);
      return TRUE;
    case PROP_KEEP:
      g_value_set_enum (value, (gint) self->keep);
      return TRUE;
    case PROP_MAX_FRAMES:
      g_value_set_uint (value, self->max_frames);
      return TRUE;
    case PROP_MAX_BYTES:
      g_value_set_uint64 (value, self->max_bytes);
      return TRUE;
    case PROP_BLOCK:
      g_value_set_boolean (value, self->parent.block);
      return TRUE;
    case PROP_APPEND:
      g_value_set_boolean (value, self->append);
      return TRUE;
    case PROP_CHECKSUM:
      g_value_set_enum (value, (gint) self->checksum);
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
  GstAoiRecord *self = GST_AOI_RECORD (object);
  gboolean known;

  if (id == PROP_STATS) {
    g_value_take_boxed (value, gst_aoi_record_get_stats (self, "aoi-record-stats"));
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
          "Folder of the recording; made if it is missing, though not its parents", NULL, ready));
  g_object_class_install_property (class, PROP_KEEP,
      g_param_spec_enum ("keep", "Keep",
          "Frames to record; one without an inspection has not passed", GST_TYPE_AOI_RECORD_KEEP,
          DEFAULT_KEEP, playing));
  g_object_class_install_property (class, PROP_APPEND,
      g_param_spec_boolean ("append", "Append",
          "Go on with the recording that the folder holds, which is refused otherwise",
          DEFAULT_APPEND, ready));
  g_object_class_install_property (class, PROP_CHECKSUM,
      g_param_spec_enum ("checksum", "Checksum", "How each file is summed up",
          GST_TYPE_AOI_RECORD_CHECKSUM, DEFAULT_CHECKSUM, ready));
}

static void
install_queue (GObjectClass *class, GParamFlags ready, GParamFlags playing)
{
  g_object_class_install_property (class, PROP_MAX_FRAMES,
      g_param_spec_uint ("max-frames", "Maximum frames",
          "Frames that may wait to be written; with keep=failed those of a whole board should fit",
          1, G_MAXUINT, DEFAULT_MAX_FRAMES, ready));
  g_object_class_install_property (class, PROP_MAX_BYTES,
      g_param_spec_uint64 ("max-bytes", "Maximum bytes",
          "Bytes that may wait to be written; a single frame may have more", 1, G_MAXUINT64,
          DEFAULT_MAX_BYTES, ready));
  g_object_class_install_property (class, PROP_BLOCK,
      g_param_spec_boolean ("block", "Block",
          "Wait while the queue is full, instead of losing frames", DEFAULT_BLOCK, playing));
  g_object_class_install_property (class, PROP_STOP_TIMEOUT,
      g_param_spec_uint64 ("stop-timeout", "Stop timeout",
          "Nanoseconds that a change to READY waits for the queue to be written; what is left then is "
          "lost",
          0, G_MAXINT64, DEFAULT_STOP_TIMEOUT, playing));
}

/**
 * gst_aoi_record_install_properties:
 * @object_class: the element's class
 */
void
gst_aoi_record_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT
      | (GParamFlags) G_PARAM_STATIC_STRINGS;
  const GParamFlags ready = flags | (GParamFlags) GST_PARAM_MUTABLE_READY;
  const GParamFlags playing = flags | (GParamFlags) GST_PARAM_MUTABLE_PLAYING;

  object_class->set_property = set_property;
  object_class->get_property = get_property;
  install_what (object_class, ready, playing);
  install_queue (object_class, ready, playing);
  g_object_class_install_property (object_class, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "What became of the frames since the element left READY", GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_RECORD_KEEP, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_RECORD_CHECKSUM, 0);
}
