/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pipeline of a source: what gives frames, the inspection, and the station's shelf. */
#include <string.h>

#include "aoi-error.h"
#include "source/source-pictures.h"
#include "source/source-private.h"
#include "source/source-sink.h"

#define ORIGIN "aoi-source" /* the element that has the properties of the settings */
#define FILTER "aoi-caps"
#define INSPECT "aoi-inspect"
#define TEE "aoi-tee"

#define INVALID AOI_ERROR, AOI_ERROR_INVALID

static gboolean
has_element (const gchar *name)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (name);

  return factory != NULL;
}

/**
 * source_gst_init:
 * @error: why it cannot be used
 *
 * Where the tool was installed with its plugin may be no place where GStreamer looks for plugins.
 *
 * Returns: whether GStreamer has begun, and has the elements of aoiinspect
 */
gboolean
source_gst_init (GError **error)
{
  if (!gst_init_check (NULL, NULL, error))
    return FALSE;
  source_pictures_register ();
  if (!has_element ("aoiinspect"))
    gst_registry_scan_path (gst_registry_get (), AOI_PLUGIN_DIR);
  if (has_element ("aoiinspect"))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
      "GStreamer has no element \"aoiinspect\", also not from " AOI_PLUGIN_DIR
      ": install, or set GST_PLUGIN_PATH");
  return FALSE;
}

/* Returns: (transfer full): the pipeline up to the shelf, in words */
static gchar *
describe (const SourceSettings *settings)
{
  GString *text = g_string_new (NULL);

  switch (settings->kind) {
    case SOURCE_CAMERA:
      g_string_append (text, "aoicamerasrc name=" ORIGIN);
      break;
    case SOURCE_RECORDING:
      g_string_append (text, "aoireplay name=" ORIGIN);
      break;
    case SOURCE_PICTURES:
      g_string_append (text, SOURCE_PICTURES_NAME " name=" ORIGIN);
      break;
    case SOURCE_VIDEO:
      g_string_append (text, "filesrc name=" ORIGIN " ! decodebin ! videoconvert");
      break;
    default:
      g_string_append (text, settings->name);
      break;
  }
  if (settings->caps != NULL)
    g_string_append (text, " ! capsfilter name=" FILTER);
  g_string_append (text, " ! aoiinspect name=" INSPECT);
  if (settings->also != NULL)
    g_string_append_printf (text,
        " ! tee name=" TEE " " TEE
        ". ! queue max-size-buffers=2 max-size-bytes=0 max-size-time=0 ! %s",
        settings->also);
  return g_string_free (text, FALSE);
}

/* @setting: NAME=VALUE, as gst-launch-1.0 reads it */
static gboolean
set_property (GstElement *element, const gchar *setting, GError **error)
{
  const gchar *type = GST_OBJECT_NAME (gst_element_get_factory (element));
  const gchar *equals = strchr (setting, '=');
  g_autofree gchar *name = equals != NULL ? g_strndup (setting, (gsize) (equals - setting)) : NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  GParamSpec *pspec;

  if (name == NULL) {
    g_set_error (error, INVALID, "properties: \"%s\" is not NAME=VALUE", setting);
    return FALSE;
  }
  pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (element), name);
  if (pspec == NULL || (pspec->flags & G_PARAM_WRITABLE) == 0) {
    g_set_error (error, INVALID, "properties: %s has no property \"%s\" to set", type, name);
    return FALSE;
  }
  g_value_init (&value, pspec->value_type);
  if (!gst_value_deserialize_with_pspec (&value, equals + 1, pspec)) {
    g_set_error (error, INVALID, "properties: %s of %s cannot be \"%s\"", name, type, equals + 1);
    return FALSE;
  }
  g_object_set_property (G_OBJECT (element), name, &value);
  return TRUE;
}

static gboolean
set_properties (const Source *self, GstElement *origin, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (self->settings.properties == NULL || *self->settings.properties == '\0')
    return TRUE;
  if (origin == NULL) {
    g_set_error (
        error, INVALID, "properties: are for cameras and recordings; write them into launch:");
    return FALSE;
  }
  if (!g_shell_parse_argv (self->settings.properties, NULL, &words, error)) {
    g_prefix_error (error, "properties: ");
    return FALSE;
  }
  for (guint i = 0; words[i] != NULL; i++)
    if (!set_property (origin, words[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
set_caps (const Source *self, GstBin *bin, GError **error)
{
  g_autoptr (GstElement) filter = gst_bin_get_by_name (bin, FILTER);
  g_autoptr (GstCaps) caps = NULL;

  if (filter == NULL)
    return TRUE;
  caps = gst_caps_from_string (self->settings.caps);
  if (caps == NULL) {
    g_set_error (error, INVALID, "caps: \"%s\" are not caps", self->settings.caps);
    return FALSE;
  }
  g_object_set (filter, "caps", caps, NULL);
  return TRUE;
}

/* Its plan may be that of the product. */
static void
set_origin (Source *self, GstElement *origin, const gchar *product)
{
  switch (self->settings.kind) {
    case SOURCE_CAMERA:
      g_object_set (origin, "product", product, NULL);
      if (*self->settings.name != '\0')
        g_object_set (origin, "camera-name", self->settings.name, NULL);
      break;
    case SOURCE_RECORDING:
    case SOURCE_PICTURES:
    case SOURCE_VIDEO:
      g_object_set (origin, "location", self->settings.name, NULL);
      break;
    default:
      break;
  }
}

static void
set_inspect (Source *self, const gchar *product)
{
  const StationSettings *station = &self->station->settings;

  gst_util_set_object_arg (G_OBJECT (self->inspect), "isolate", station->isolate);
  g_object_set (self->inspect, "product", product, "station", station->name, "max-workers",
      (guint) station->workers, "deadline", (guint64) self->settings.deadline_ms * GST_MSECOND,
      NULL);
  gst_util_set_object_arg (G_OBJECT (self->inspect), "post-messages", "none");
  if (self->settings.inflight > 0)
    g_object_set (self->inspect, "max-inflight", (guint) self->settings.inflight, NULL);
}

/* Returns: (transfer full) (nullable): the camera of a pipeline, whoever has put it there */
static GstElement *
find_by_factory (GstBin *bin, const gchar *factory)
{
  GstIterator *iterator = gst_bin_iterate_all_by_element_factory_name (bin, factory);
  g_auto (GValue) value = G_VALUE_INIT;
  GstElement *found = NULL;

  if (gst_iterator_next (iterator, &value) == GST_ITERATOR_OK)
    found = g_value_dup_object (&value);
  gst_iterator_free (iterator);
  return found;
}

/* aravissrc lets a camera write into frames that were given away. */
static gboolean
check_elements (GstBin *bin, GError **error)
{
  g_autoptr (GstElement) bad = find_by_factory (bin, "aravissrc");

  if (bad == NULL)
    return TRUE;
  g_set_error (error, INVALID,
      "source: aravissrc writes anew into frames that it gave away, so they cannot be shown; use camera:NAME");
  return FALSE;
}

static gboolean
add_sink (Source *self, GError **error)
{
  GstElement *sink = source_sink_new (self);
  g_autoptr (GstElement) tee = gst_bin_get_by_name (GST_BIN (self->pipeline), TEE);

  gst_bin_add (GST_BIN (self->pipeline), sink);
  if (gst_element_link (tee != NULL ? tee : self->inspect, sink))
    return TRUE;
  g_set_error (error, INVALID, "also: \"%s\" takes all frames", self->settings.also);
  return FALSE;
}

static gboolean
parse (Source *self, GError **error)
{
  g_autofree gchar *text = describe (&self->settings);
  GstElement *inspect;

  self->pipeline = gst_parse_launch_full (text, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  if (self->pipeline == NULL)
    return FALSE;
  gst_object_ref_sink (self->pipeline);
  inspect = gst_bin_get_by_name (GST_BIN (self->pipeline), INSPECT);
  self->inspect = inspect;
  gst_object_unref (inspect);
  return check_elements (GST_BIN (self->pipeline), error);
}

static gboolean
prepare (Source *self, GError **error)
{
  g_autoptr (GstElement) origin = gst_bin_get_by_name (GST_BIN (self->pipeline), ORIGIN);
  g_autofree gchar *product = source_product_dup_path (self);

  if (origin != NULL)
    set_origin (self, origin, product);
  set_inspect (self, product);
  return set_properties (self, origin, error) && set_caps (self, GST_BIN (self->pipeline), error)
      && add_sink (self, error);
}

static void
watch_bus (Source *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);

  gst_bus_add_watch (bus, source_on_message, self);
}

static void
set_camera (Source *self, GstElement *camera)
{
  GstElement *before;

  g_mutex_lock (&self->lock);
  before = self->camera;
  self->camera = camera;
  self->frame_came = FALSE;
  g_mutex_unlock (&self->lock);
  gst_clear_object (&before);
}

/* Elements may refuse to begin without a word. */
static void
fail_to_begin (Source *self, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_autofree gchar *why = message != NULL
      ? source_describe_message (message)
      : g_strdup ("an element does not begin, and does not say why");

  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "%s", why);
}

/**
 * source_pipeline_open:
 * @self: a source without a pipeline
 * @error: what is wrong with its settings
 *
 * Begins its pipeline. What goes wrong while it runs comes as a message.
 *
 * Returns: whether there is one
 */
gboolean
source_pipeline_open (Source *self, GError **error)
{
  GstElement *camera;

  if (!parse (self, error) || !prepare (self, error)) {
    source_pipeline_close (self);
    return FALSE;
  }
  camera = find_by_factory (GST_BIN (self->pipeline), "aoicamerasrc");
  if (camera != NULL)
    source_restore_camera (self, camera);
  set_camera (self, camera);
  watch_bus (self);
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return TRUE;
  fail_to_begin (self, error);
  source_pipeline_close (self);
  return FALSE;
}

/**
 * source_pipeline_close:
 * @self: a source
 *
 * Drops its pipeline, if it has one. Frames on the shelf stay.
 */
void
source_pipeline_close (Source *self)
{
  g_autoptr (GstBus) bus = NULL;

  if (self->pipeline == NULL)
    return;
  set_camera (self, NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_remove_watch (bus);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  self->inspect = NULL;
  gst_clear_object (&self->pipeline);
}
