/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The texts of properties, read once at the start. */
#include "camera/gstaoicamerasettings.h"

#include <stdio.h>
#include <string.h>

static void
feature_clear (GstAoiCameraFeature *feature)
{
  g_clear_pointer (&feature->name, g_free);
  g_clear_pointer (&feature->value, g_free);
}

/**
 * gst_aoi_camera_feature_new:
 * @name: of a feature
 * @value: as text
 *
 * Returns: (transfer full): a feature to set
 */
GstAoiCameraFeature *
gst_aoi_camera_feature_new (const gchar *name, const gchar *value)
{
  GstAoiCameraFeature *self = g_new (GstAoiCameraFeature, 1);

  *self = (GstAoiCameraFeature){ g_strdup (name), g_strdup (value) };
  return self;
}

/**
 * gst_aoi_camera_feature_free:
 * @feature: (transfer full): a feature
 */
void
gst_aoi_camera_feature_free (gpointer feature)
{
  feature_clear (feature);
  g_free (feature);
}

/**
 * gst_aoi_camera_settings_new:
 *
 * Returns: (transfer full): settings that change nothing
 */
GstAoiCameraSettings *
gst_aoi_camera_settings_new (void)
{
  GstAoiCameraSettings *self = g_new0 (GstAoiCameraSettings, 1);

  self->features = g_ptr_array_new_with_free_func (gst_aoi_camera_feature_free);
  self->region = (GstAoiCameraRegion){ -1, -1, 0, 0 };
  self->gain = -1;
  return self;
}

/**
 * gst_aoi_camera_settings_free:
 * @self: (transfer full): settings
 */
void
gst_aoi_camera_settings_free (GstAoiCameraSettings *self)
{
  g_clear_pointer (&self->groups, g_array_unref);
  g_ptr_array_unref (self->features);
  feature_clear (&self->settle_feature);
  g_free (self->focus_feature);
  g_free (self->line);
  g_free (self->product);
  g_free (self->camera);
  g_free (self);
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
parse_feature (
    const gchar *property, const gchar *text, GstAoiCameraFeature *feature, GError **error)
{
  const gchar *equals = strchr (text, '=');

  if (equals == NULL || equals == text || equals[1] == '\0')
    return refuse (error, "%s: \"%s\" is not NAME=VALUE", property, text);
  feature->name = g_strndup (text, equals - text);
  feature->value = g_strdup (equals + 1);
  return TRUE;
}

/**
 * gst_aoi_camera_settings_set_features:
 * @self: settings
 * @text: (nullable): `NAME=VALUE` with white space between, such as `FocusPos=305 GainRaw=2`
 * @error: what cannot be read
 *
 * Returns: %FALSE with @error set if not
 */
gboolean
gst_aoi_camera_settings_set_features (GstAoiCameraSettings *self, const gchar *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", " \t\n", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    GstAoiCameraFeature feature;

    if (words[i][0] == '\0')
      continue;
    if (!parse_feature ("features", words[i], &feature, error))
      return FALSE;
    g_ptr_array_add (self->features, g_memdup2 (&feature, sizeof feature));
  }
  return TRUE;
}

/**
 * gst_aoi_camera_settings_set_settle_feature:
 * @self: settings
 * @text: (nullable): `NAME=VALUE`, or nothing
 * @error: what cannot be read
 *
 * Returns: %FALSE with @error set if not
 */
gboolean
gst_aoi_camera_settings_set_settle_feature (
    GstAoiCameraSettings *self, const gchar *text, GError **error)
{
  return text == NULL || text[0] == '\0'
      || parse_feature ("settle-feature", text, &self->settle_feature, error);
}

/* @text: `+X+Y`, or nothing, which leaves both. */
static gboolean
parse_offsets (const gchar *text, GstAoiCameraRegion *region)
{
  gint end = -1;

  if (text[0] == '\0')
    return TRUE;
  return text[0] == '+' && sscanf (text, "+%5d+%5d%n", &region->x, &region->y, &end) == 2
      && text[end] == '\0' && region->x >= 0 && region->y >= 0;
}

/**
 * gst_aoi_camera_settings_set_region:
 * @self: settings
 * @text: (nullable): `WIDTHxHEIGHT`, `WIDTHxHEIGHT+X+Y`, `+X+Y`, or nothing
 * @error: what cannot be read
 *
 * Returns: %FALSE with @error set if not
 */
gboolean
gst_aoi_camera_settings_set_region (GstAoiCameraSettings *self, const gchar *text, GError **error)
{
  GstAoiCameraRegion region = { -1, -1, 0, 0 };
  gint end = 0;

  if (text == NULL || text[0] == '\0')
    return TRUE;
  if (text[0] != '+'
      && (sscanf (text, "%5dx%5d%n", &region.width, &region.height, &end) != 2 || region.width <= 0
          || region.height <= 0))
    return refuse (error, "region: \"%s\" is not WIDTHxHEIGHT+X+Y", text);
  if (!parse_offsets (text + end, &region))
    return refuse (error, "region: \"%s\" is not WIDTHxHEIGHT+X+Y", text);
  self->region = region;
  return TRUE;
}

/**
 * gst_aoi_camera_settings_set_trigger:
 * @self: settings
 * @text: (nullable): `free`, `software` or `line:NAME`; %NULL is `free`
 * @error: what cannot be read
 *
 * Returns: %FALSE with @error set if not
 */
gboolean
gst_aoi_camera_settings_set_trigger (GstAoiCameraSettings *self, const gchar *text, GError **error)
{
  const gchar *const line = "line:";

  if (text == NULL || strcmp (text, "free") == 0) {
    self->trigger = GST_AOI_CAMERA_TRIGGER_FREE;
  } else if (strcmp (text, "software") == 0) {
    self->trigger = GST_AOI_CAMERA_TRIGGER_SOFTWARE;
  } else if (g_str_has_prefix (text, line) && text[strlen (line)] != '\0') {
    self->trigger = GST_AOI_CAMERA_TRIGGER_LINE;
    self->line = g_strdup (text + strlen (line));
  } else {
    return refuse (error, "trigger: \"%s\" is not free, software or line:NAME", text);
  }
  return TRUE;
}

/* An element of the structure's lists, which hold integers. */
static gboolean
get_list (const GstStructure *structure, const gchar *name, const GValue **list, GError **error)
{
  *list = gst_structure_get_value (structure, name);
  if (*list == NULL)
    return refuse (error, "plan: there is no %s", name);
  if (!GST_VALUE_HOLDS_ARRAY (*list))
    return refuse (error, "plan: %s is not a list such as <305,320>", name);
  for (guint i = 0; i < gst_value_array_get_size (*list); i++) {
    const GValue *value = gst_value_array_get_value (*list, i);

    if (!G_VALUE_HOLDS_INT (value) || g_value_get_int (value) < 0)
      return refuse (error, "plan: %s[%u] is not a whole number from 0", name, i);
  }
  return TRUE;
}

static gint
get_int (const GValue *list, guint i)
{
  return g_value_get_int (gst_value_array_get_value (list, i));
}

static GArray *
parse_groups (const GstStructure *structure, GError **error)
{
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (GstAoiCameraGroup));
  const GValue *focus, *exposure;
  guint n;

  if (!get_list (structure, "focus", &focus, error)
      || !get_list (structure, "exposure", &exposure, error))
    return NULL;
  n = gst_value_array_get_size (focus);
  if (n == 0 || n != gst_value_array_get_size (exposure)) {
    refuse (error, "plan: focus and exposure must be lists of the same length, at least 1");
    return NULL;
  }
  for (guint i = 0; i < n; i++) {
    const GstAoiCameraGroup group = { get_int (focus, i), get_int (exposure, i) };

    g_array_append_val (groups, group);
  }
  return g_steal_pointer (&groups);
}

/**
 * gst_aoi_camera_settings_set_plan:
 * @self: settings
 * @text: (nullable): `off`, `product`, or `groups,focus=<305,320>,exposure=<3000,1200>`; %NULL is `off`
 * @error: what cannot be read
 *
 * Returns: %FALSE with @error set if not
 */
gboolean
gst_aoi_camera_settings_set_plan (GstAoiCameraSettings *self, const gchar *text, GError **error)
{
  g_autoptr (GstStructure) structure = NULL;

  if (text == NULL || strcmp (text, "off") == 0) {
    self->plan = GST_AOI_CAMERA_PLAN_OFF;
    return TRUE;
  }
  if (strcmp (text, "product") == 0) {
    self->plan = GST_AOI_CAMERA_PLAN_PRODUCT;
    return TRUE;
  }
  structure = gst_structure_from_string (text, NULL);
  if (structure == NULL || !gst_structure_has_name (structure, "groups"))
    return refuse (error,
        "plan: \"%s\" is not off, product or groups,focus=<305,320>,exposure=<3000,1200>", text);
  self->plan = GST_AOI_CAMERA_PLAN_GROUPS;
  self->groups = parse_groups (structure, error);
  return self->groups != NULL;
}
