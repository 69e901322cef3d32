/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GStreamer's start, and its elements by name. */
#include <string.h>

#include "aoi-error.h"
#include "run/run.h"

/* Has decoders of most kinds that no other package has. */
#define UNUSUAL_PACKAGE "gstreamer1.0-libav"

static gboolean
has_element (const gchar *name)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (name);

  return factory != NULL;
}

/* GStreamer searches for plugins in its own prefix and on GST_PLUGIN_PATH; where this tool was installed
 * with its plugin may be neither. */
gboolean
run_gst_init (GError **error)
{
  if (!gst_init_check (NULL, NULL, error))
    return FALSE;
  if (has_element ("aoiinspect"))
    return TRUE;
  gst_registry_scan_path (gst_registry_get (), AOI_PLUGIN_DIR);
  if (has_element ("aoiinspect"))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
      "GStreamer has no element \"aoiinspect\", also not from " AOI_PLUGIN_DIR
      ": run under 'meson devenv -C build', install, or set GST_PLUGIN_PATH; 'gst-inspect-1.0 -b' lists "
      "plugins that cannot be loaded");
  return FALSE;
}

/* The package of Debian that has an element. */
static const gchar *
find_package (const gchar *factory)
{
  static const gchar *const good[] = { "jpegenc", "multifilesink", "v4l2src", "videoflip" };
  static const gchar *const core[] = { "queue", "tee", "fakesink", "filesrc", "capsfilter" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    if (g_str_equal (good[i], factory))
      return "gstreamer1.0-plugins-good";
  for (guint i = 0; i < G_N_ELEMENTS (core); i++)
    if (g_str_equal (core[i], factory))
      return "libgstreamer1.0-0";
  return "gstreamer1.0-plugins-base";
}

static gchar *
explain_absence (const gchar *factory)
{
  if (has_element (factory))
    return g_strdup ("the plugin that has it cannot be loaded");
  if (g_str_has_prefix (factory, "aoi"))
    return g_strdup ("this build of aoiinspect was made without it");
  return g_strdup_printf (
      "the plugin of GStreamer that has it is not installed; it is in the package %s",
      find_package (factory));
}

/* The package of Debian that reads what a message about a missing plugin names by its caps. */
const gchar *
run_gst_find_missing_package (const GstStructure *message)
{
  g_autoptr (GstCaps) caps = NULL;
  const gchar *name;

  static const gchar *const packages[][2] = {
    { "video/quicktime", "gstreamer1.0-plugins-good" },
    { "video/x-matroska", "gstreamer1.0-plugins-good" },
    { "video/webm", "gstreamer1.0-plugins-good" },
    { "video/x-msvideo", "gstreamer1.0-plugins-good" },
    { "video/x-flv", "gstreamer1.0-plugins-good" },
    { "video/x-vp8", "gstreamer1.0-plugins-good" },
    { "video/x-vp9", "gstreamer1.0-plugins-good" },
    { "multipart/x-mixed-replace", "gstreamer1.0-plugins-good" },
    { "image/jpeg", "gstreamer1.0-plugins-good" },
    { "image/png", "gstreamer1.0-plugins-good" },
    { "video/mpegts", "gstreamer1.0-plugins-bad" },
    { "video/x-av1", "gstreamer1.0-plugins-bad" },
    { "image/webp", "gstreamer1.0-plugins-bad" },
    { "application/ogg", "gstreamer1.0-plugins-base" },
    { "video/x-theora", "gstreamer1.0-plugins-base" },
    { "video/x-ms-asf", "gstreamer1.0-plugins-ugly" },
  };

  if (!gst_structure_get (message, "detail", GST_TYPE_CAPS, &caps, NULL)
      || gst_caps_get_size (caps) == 0)
    return UNUSUAL_PACKAGE;
  name = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  for (guint i = 0; i < G_N_ELEMENTS (packages); i++)
    if (g_str_equal (name, packages[i][0]))
      return packages[i][1];
  return UNUSUAL_PACKAGE;
}

/* @wanted_for: the option or source that asks for the element. Returns: (transfer none): it, in @bin. */
GstElement *
run_gst_add (GstBin *bin, const gchar *factory, const gchar *wanted_for, GError **error)
{
  GstElement *element = gst_element_factory_make (factory, factory);
  g_autofree gchar *why = NULL;

  if (element != NULL) {
    gst_bin_add (bin, element);
    return element;
  }
  why = explain_absence (factory);
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED, "%s: there is no element \"%s\": %s",
      wanted_for, factory, why);
  return NULL;
}

/* @setting: NAME=VALUE, as gst-launch-1.0 reads it. */
gboolean
run_gst_set (GstElement *element, const gchar *setting, GError **error)
{
  const gchar *type = gst_plugin_feature_get_name (gst_element_get_factory (element));
  const gchar *equals = strchr (setting, '=');
  g_autofree gchar *name = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  GParamSpec *pspec;

  if (equals == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "--set: \"%s\" is not NAME=VALUE", setting);
    return FALSE;
  }
  name = g_strndup (setting, (gsize) (equals - setting));
  pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (element), name);
  if (pspec == NULL || (pspec->flags & G_PARAM_WRITABLE) == 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "--set: %s has no property \"%s\" to set; 'gst-inspect-1.0 %s' lists them", type, name,
        type);
    return FALSE;
  }
  g_value_init (&value, pspec->value_type);
  if (!gst_value_deserialize_with_pspec (&value, equals + 1, pspec)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "--set: %s of %s cannot be \"%s\"", name,
        type, equals + 1);
    return FALSE;
  }
  g_object_set_property (G_OBJECT (element), name, &value);
  return TRUE;
}

/* Makes what @last gives the frames of the bin. */
gboolean
run_gst_expose (GstBin *bin, GstElement *last)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (last, "src");

  return gst_element_add_pad (GST_ELEMENT (bin), gst_ghost_pad_new ("src", pad));
}
