/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json/gstaoijson-private.h"

#define DEFAULT_TIMING TRUE
#define DEFAULT_MODE GST_AOI_JSON_ALL

enum {
  PROP_INCLUDE = 1,
  PROP_MODE,
  PROP_TIMING,
};

#define GST_TYPE_AOI_JSON_MODE (gst_aoi_json_mode_get_type ())
static GType
gst_aoi_json_mode_get_type (void)
{
  static const GEnumValue values[] = {
    { GST_AOI_JSON_ALL, "A line for each board", "all" },
    { GST_AOI_JSON_ALL, "The same", "boards" },
    { GST_AOI_JSON_FRAMES, "Also one for each frame of a board", "frames" },
    { GST_AOI_JSON_FAILED, "A line for each board that is not proven good", "failed" },
    { GST_AOI_JSON_SUMMARY, "A line for each board, without its ROIs", "summary" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiJsonMode", values));
  return (GType) type;
}

static void
gst_aoi_json_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstAoiJson *self = GST_AOI_JSON (object);

  switch (id) {
    case PROP_INCLUDE:
      gst_aoi_include_set (&self->include, GST_ELEMENT (self), g_value_get_string (value));
      break;
    case PROP_MODE:
      GST_OBJECT_LOCK (self);
      self->mode = (GstAoiJsonMode) g_value_get_enum (value);
      GST_OBJECT_UNLOCK (self);
      break;
    case PROP_TIMING:
      GST_OBJECT_LOCK (self);
      self->timing = g_value_get_boolean (value);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_aoi_json_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstAoiJson *self = GST_AOI_JSON (object);

  switch (id) {
    case PROP_INCLUDE:
      GST_OBJECT_LOCK (self);
      g_value_set_string (value, self->include.text);
      GST_OBJECT_UNLOCK (self);
      break;
    case PROP_MODE:
      GST_OBJECT_LOCK (self);
      g_value_set_enum (value, self->mode);
      GST_OBJECT_UNLOCK (self);
      break;
    case PROP_TIMING:
      GST_OBJECT_LOCK (self);
      g_value_set_boolean (value, self->timing);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

/**
 * gst_aoi_json_install_properties:
 * @object_class: the element's class
 */
void
gst_aoi_json_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING;

  object_class->set_property = gst_aoi_json_set_property;
  object_class->get_property = gst_aoi_json_get_property;
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_JSON_MODE, 0);

  /**
   * GstAoiJson:include:
   *
   * Parts to write, with commas between them: `roi_results`, `device_summaries`, `results` (the ROIs once
   * more in each device summary), `aoi` (what is new, of the inspection and of ROIs), `values` (in the
   * `aoi` of ROIs). None: all. `overall_result` is always there, also if it is not named, and so are
   * `session_id`, `product_name` and, by #GstAoiJson:timing, times. A name that is unknown is an ERROR at
   * start; set while running it is refused with a WARNING and the old value kept.
   */
  g_object_class_install_property (object_class, PROP_INCLUDE,
      g_param_spec_string ("include", "Include",
          "Parts to write: roi_results,device_summaries,results,overall_result,aoi,values (all)",
          NULL, flags));

  /**
   * GstAoiJson:mode:
   *
   * What becomes a line: `all` boards; `frames`: also each frame of a board of several that it does not
   * complete; `failed`: boards that are not proven good; `summary`: all boards, without their ROIs.
   * `boards` is another name of `all`.
   */
  g_object_class_install_property (object_class, PROP_MODE,
      g_param_spec_enum (
          "mode", "Mode", "What becomes a line", GST_TYPE_AOI_JSON_MODE, DEFAULT_MODE, flags));

  /**
   * GstAoiJson:timing:
   *
   * Whether to write what differs from run to run: times, timestamps, worker counts. Without them,
   * the same frames and product give the same bytes.
   */
  g_object_class_install_property (object_class, PROP_TIMING,
      g_param_spec_boolean ("timing", "Timing",
          "Write times, timestamps and worker counts, which differ from run to run", DEFAULT_TIMING,
          flags));
}

/**
 * gst_aoi_json_init_properties:
 * @self: the element
 *
 * Sets what is not zero by default.
 */
void
gst_aoi_json_init_properties (GstAoiJson *self)
{
  self->timing = DEFAULT_TIMING;
  self->mode = DEFAULT_MODE;
}
