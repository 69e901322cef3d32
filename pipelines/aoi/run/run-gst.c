/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GStreamer's start, and its elements by name. */
#include <string.h>

#include "aoi-error.h"
#include "run/run.h"

static gboolean
has_element (const gchar *name)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (name);

  return factory != NULL;
}

/* GStreamer looks for plugins in its own prefix and on GST_PLUGIN_PATH; where this tool was installed
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

static const gchar *
explain_absence (const gchar *factory)
{
  if (has_element (factory))
    return "the plugin that has it cannot be loaded";
  if (g_str_has_prefix (factory, "aoi"))
    return "this build of aoiinspect was made without it";
  return "the plugin of GStreamer that has it is not installed";
}

/* @wanted_for: the option or source that asks for the element. Returns: (transfer none): it, in @bin. */
GstElement *
run_gst_add (GstBin *bin, const gchar *factory, const gchar *wanted_for, GError **error)
{
  GstElement *element = gst_element_factory_make (factory, factory);

  if (element != NULL) {
    gst_bin_add (bin, element);
    return element;
  }
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED, "%s: there is no element \"%s\": %s",
      wanted_for, factory, explain_absence (factory));
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
