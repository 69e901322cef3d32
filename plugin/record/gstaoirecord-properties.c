/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record/gstaoirecord-private.h"

#define DEFAULT_KEEP GST_AOI_RECORD_KEEP_ALL
#define DEFAULT_MAX_FRAMES 32
/* 24 frames of 7716x5360. */
#define DEFAULT_MAX_BYTES ((guint64) 1000 * 1000 * 1000)
#define DEFAULT_APPEND FALSE
#define DEFAULT_CHECKSUM AOI_CHECKSUM_XXH3_64

enum {
  PROP_KEEP = GST_AOI_SPOOL_SINK_N_PROPS,
  PROP_APPEND,
  PROP_CHECKSUM,
};

static const GstAoiSpoolSinkInfo info = {
  .message = "aoi-record",
  .stats = "aoi-record-stats",
  .items = "frames",
  .written = "recorded",
  .cannot_open = "Cannot record",
  .are_lost = "Frames are not recorded",
  .recovered = "frames are recorded again",
  .location = { "location", "Location",
      "Folder of the recording; made if it is missing, though not its parents" },
  .block_blurb = "Wait while the queue is full, instead of losing frames",
  .stats_blurb = "What became of the frames since the element left READY",
  .max_items = { "max-frames", "Maximum frames",
      "Frames that may wait to be written; with keep=failed those of a whole board should fit" },
  .max_bytes = { "max-bytes", "Maximum bytes",
      "Bytes that may wait to be written; a single frame may have more" },
  .default_max_items = DEFAULT_MAX_FRAMES,
  .default_max_bytes = DEFAULT_MAX_BYTES,
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

static gboolean
gst_aoi_record_set (GstAoiSpoolSink *sink, guint id, const GValue *value)
{
  GstAoiRecord *self = GST_AOI_RECORD (sink);

  switch (id) {
    case PROP_KEEP:
      self->keep = (GstAoiRecordKeep) g_value_get_enum (value);
      return TRUE;
    case PROP_APPEND:
      self->append = g_value_get_boolean (value);
      return TRUE;
    case PROP_CHECKSUM:
      self->checksum = (AoiChecksumType) g_value_get_enum (value);
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
gst_aoi_record_get (GstAoiSpoolSink *sink, guint id, GValue *value)
{
  GstAoiRecord *self = GST_AOI_RECORD (sink);

  switch (id) {
    case PROP_KEEP:
      g_value_set_enum (value, (gint) self->keep);
      return TRUE;
    case PROP_APPEND:
      g_value_set_boolean (value, self->append);
      return TRUE;
    case PROP_CHECKSUM:
      g_value_set_enum (value, (gint) self->checksum);
      return TRUE;
    default:
      return FALSE;
  }
}

/**
 * gst_aoi_record_install_properties:
 * @klass: the element's class
 */
void
gst_aoi_record_install_properties (GstAoiSpoolSinkClass *klass)
{
  GObjectClass *class = G_OBJECT_CLASS (klass);

  klass->set = gst_aoi_record_set;
  klass->get = gst_aoi_record_get;
  gst_aoi_spool_sink_class_set_info (klass, &info);
  g_object_class_install_property (class, PROP_KEEP,
      g_param_spec_enum ("keep", "Keep",
          "Frames to record; one without an inspection has not passed", GST_TYPE_AOI_RECORD_KEEP,
          DEFAULT_KEEP, GST_AOI_SPOOL_SINK_PLAYING));
  g_object_class_install_property (class, PROP_APPEND,
      g_param_spec_boolean ("append", "Append",
          "Continue the recording that the folder holds, which is refused otherwise",
          DEFAULT_APPEND, GST_AOI_SPOOL_SINK_READY));
  g_object_class_install_property (class, PROP_CHECKSUM,
      g_param_spec_enum ("checksum", "Checksum", "Checksum of each file",
          GST_TYPE_AOI_RECORD_CHECKSUM, DEFAULT_CHECKSUM, GST_AOI_SPOOL_SINK_READY));
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_RECORD_KEEP, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_RECORD_CHECKSUM, 0);
}
