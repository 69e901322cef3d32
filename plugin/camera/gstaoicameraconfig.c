/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings of a camera by their GenICam names. Aravis clamps or takes what is out of range without a word
 * unless it is set to check, and its frame rate is clamped even then: here each refusal is an error that names
 * feature, value and what is allowed. All of it blocks for seconds on a camera that is lost. */
#include "camera/gstaoicameraconfig.h"

#include <math.h>

/**
 * gst_aoi_camera_config_is_transient:
 * @error: what went wrong
 *
 * Returns: whether it is for want of the camera, not for what was asked of it
 */
gboolean
gst_aoi_camera_config_is_transient (const GError *error)
{
  return g_error_matches (error, ARV_DEVICE_ERROR, ARV_DEVICE_ERROR_TIMEOUT)
      || g_error_matches (error, ARV_DEVICE_ERROR, ARV_DEVICE_ERROR_NOT_CONNECTED)
      || g_error_matches (error, ARV_DEVICE_ERROR, ARV_DEVICE_ERROR_NOT_FOUND)
      || g_error_matches (error, ARV_DEVICE_ERROR, ARV_DEVICE_ERROR_NOT_CONTROLLER)
      || g_error_matches (error, ARV_DEVICE_ERROR, ARV_DEVICE_ERROR_TRANSFER_ERROR)
      || g_error_matches (error, ARV_DEVICE_ERROR, ARV_DEVICE_ERROR_PROTOCOL_ERROR)
      || g_error_matches (error, ARV_DEVICE_ERROR, ARV_DEVICE_ERROR_GENICAM_NOT_FOUND);
}

/* What the camera would take for a feature, as text for people. */
static gchar *
describe_allowed (ArvCamera *camera, const gchar *name)
{
  ArvGcNode *node = arv_device_get_feature (arv_camera_get_device (camera), name);

  if (ARV_IS_GC_ENUMERATION (node)) {
    guint n;
    g_autofree const gchar **values = arv_camera_dup_available_enumerations_as_strings (
        camera, name, &n, NULL);
    g_autoptr (GString) text = g_string_new ("allowed:");

    for (guint i = 0; values != NULL && i < n; i++)
      g_string_append_printf (text, "%s %s", i > 0 ? "," : "", values[i]);
    return g_string_free (g_steal_pointer (&text), FALSE);
  }
  if (ARV_IS_GC_BOOLEAN (node))
    return g_strdup ("allowed: true, false");
  if (ARV_IS_GC_FLOAT (node)) {
    gdouble min = NAN, max = NAN;

    arv_camera_get_float_bounds (camera, name, &min, &max, NULL);
    return g_strdup_printf ("allowed: %g to %g", min, max);
  }
  if (ARV_IS_GC_INTEGER (node)) {
    gint64 min = 0, max = 0;

    arv_camera_get_integer_bounds (camera, name, &min, &max, NULL);
    return g_strdup_printf ("allowed: %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                            ", in steps of %" G_GINT64_FORMAT,
        min, max, arv_camera_get_integer_increment (camera, name, NULL));
  }
  return g_strdup ("not a feature that takes a value");
}

/* Makes an error of Aravis one of ours that says all, but keeps its domain and code where the camera is
 * lost, which is no refusal. Always FALSE. */
static gboolean
refuse (ArvCamera *camera, const gchar *name, const gchar *value, GError *cause, GError **error)
{
  g_autofree gchar *allowed = NULL;

  if (gst_aoi_camera_config_is_transient (cause)) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  if (g_error_matches (cause, ARV_DEVICE_ERROR, ARV_DEVICE_ERROR_FEATURE_NOT_FOUND)
      && arv_device_get_feature (arv_camera_get_device (camera), name) == NULL)
    allowed = g_strdup ("the camera has no such feature");
  else
    allowed = describe_allowed (camera, name);
  g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, "%s=%s is refused: %s (%s)",
      name, value, allowed, cause->message);
  g_error_free (cause);
  return FALSE;
}

static GError *
no_number (void)
{
  return g_error_new_literal (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, "the value is of another kind");
}

static void
set_integer (ArvCamera *camera, const gchar *name, const gchar *value, GError **error)
{
  gchar *end;
  const gint64 number = g_ascii_strtoll (value, &end, 0);

  if (*end != '\0')
    g_propagate_error (error, no_number ());
  else
    arv_camera_set_integer (camera, name, number, error);
}

static void
set_float (ArvCamera *camera, const gchar *name, const gchar *value, GError **error)
{
  gchar *end;
  const gdouble number = g_ascii_strtod (value, &end);

  if (*end != '\0' || !isfinite (number))
    g_propagate_error (error, no_number ());
  else
    arv_camera_set_float (camera, name, number, error);
}

static void
set_boolean (ArvCamera *camera, const gchar *name, const gchar *value, GError **error)
{
  if (g_ascii_strcasecmp (value, "true") == 0 || g_str_equal (value, "1"))
    arv_camera_set_boolean (camera, name, TRUE, error);
  else if (g_ascii_strcasecmp (value, "false") == 0 || g_str_equal (value, "0"))
    arv_camera_set_boolean (camera, name, FALSE, error);
  else
    g_propagate_error (error, no_number ());
}

/**
 * gst_aoi_camera_config_set:
 * @camera: a camera
 * @name: of a feature
 * @value: as text; any for a command, which is executed
 * @error: feature, value and what is allowed
 *
 * Returns: %FALSE with @error set if it is refused or the camera is lost
 */
gboolean
gst_aoi_camera_config_set (ArvCamera *camera, const gchar *name, const gchar *value, GError **error)
{
  ArvGcNode *node = arv_device_get_feature (arv_camera_get_device (camera), name);
  GError *cause = NULL;

  /* An enumeration can also be read as an integer, so it comes first. */
  if (ARV_IS_GC_COMMAND (node))
    arv_camera_execute_command (camera, name, &cause);
  else if (ARV_IS_GC_ENUMERATION (node))
    arv_camera_set_string (camera, name, value, &cause);
  else if (ARV_IS_GC_BOOLEAN (node))
    set_boolean (camera, name, value, &cause);
  else if (ARV_IS_GC_FLOAT (node))
    set_float (camera, name, value, &cause);
  else if (ARV_IS_GC_INTEGER (node))
    set_integer (camera, name, value, &cause);
  else
    arv_camera_set_string (camera, name, value, &cause);
  return cause == NULL || refuse (camera, name, value, cause, error);
}

/**
 * gst_aoi_camera_config_reads:
 * @camera: a camera
 * @feature: a feature and a value
 * @reads: (out): whether the feature has the value
 * @error: why it cannot be read
 *
 * Returns: %FALSE with @error set if it cannot be read
 */
gboolean
gst_aoi_camera_config_reads (
    ArvCamera *camera, const GstAoiCameraFeature *feature, gboolean *reads, GError **error)
{
  ArvGcNode *node = arv_device_get_feature (arv_camera_get_device (camera), feature->name);
  GError *cause = NULL;

  *reads = FALSE;
  if (ARV_IS_GC_FLOAT (node))
    *reads = arv_camera_get_float (camera, feature->name, &cause)
        == g_ascii_strtod (feature->value, NULL);
  else if (ARV_IS_GC_INTEGER (node) && !ARV_IS_GC_ENUMERATION (node))
    *reads = arv_camera_get_integer (camera, feature->name, &cause)
        == g_ascii_strtoll (feature->value, NULL, 0);
  else if (ARV_IS_GC_BOOLEAN (node))
    *reads = arv_camera_get_boolean (camera, feature->name, &cause)
        == (g_ascii_strcasecmp (feature->value, "true") == 0 || g_str_equal (feature->value, "1"));
  else
    *reads = g_strcmp0 (arv_camera_get_string (camera, feature->name, &cause), feature->value) == 0;
  return cause == NULL || refuse (camera, feature->name, feature->value, cause, error);
}

/* @name is what the message calls it; Aravis knows which of its names this camera has. */
static gboolean
set_number (ArvCamera *camera, const gchar *name, gdouble value,
    void (*get_bounds) (ArvCamera *, double *, double *, GError **),
    void (*set) (ArvCamera *, double, GError **), GError **error)
{
  GError *cause = NULL;
  gdouble min = -G_MAXDOUBLE, max = G_MAXDOUBLE;

  get_bounds (camera, &min, &max, &cause);
  if (cause == NULL && (value < min || value > max)) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "%s=%g is refused: allowed: %g to %g", name, value, min, max);
    return FALSE;
  }
  if (cause == NULL)
    set (camera, value, &cause);
  if (cause == NULL)
    return TRUE;
  if (gst_aoi_camera_config_is_transient (cause)) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, "%s=%g is refused: %s", name,
      value, cause->message);
  g_error_free (cause);
  return FALSE;
}

/**
 * gst_aoi_camera_config_set_exposure:
 * @camera: a camera
 * @exposure: microseconds
 * @error: value and what is allowed
 *
 * Returns: %FALSE with @error set if it is refused or the camera is lost
 */
gboolean
gst_aoi_camera_config_set_exposure (ArvCamera *camera, gdouble exposure, GError **error)
{
  return set_number (camera, "exposure", exposure, arv_camera_get_exposure_time_bounds,
      arv_camera_set_exposure_time, error);
}

/**
 * gst_aoi_camera_config_set_common:
 * @camera: a camera
 * @name: `exposure`, `gain` or `frame-rate`
 * @value: a number, as text
 * @error: value and what is allowed
 *
 * Returns: %FALSE with @error set if it is refused or the camera is lost
 */
gboolean
gst_aoi_camera_config_set_common (
    ArvCamera *camera, const gchar *name, const gchar *value, GError **error)
{
  gchar *end;
  const gdouble number = g_ascii_strtod (value, &end);

  if (end == value || *end != '\0' || !isfinite (number)) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "%s=%s is refused: it is no number", name, value);
    return FALSE;
  }
  if (g_str_equal (name, "exposure"))
    return gst_aoi_camera_config_set_exposure (camera, number, error);
  if (g_str_equal (name, "gain"))
    return set_number (
        camera, name, number, arv_camera_get_gain_bounds, arv_camera_set_gain, error);
  return set_number (
      camera, name, number, arv_camera_get_frame_rate_bounds, arv_camera_set_frame_rate, error);
}

static gboolean
set_packet_size (ArvCamera *camera, guint size, GError **error)
{
  g_autofree gchar *value = g_strdup_printf ("%u", size);
  GError *cause = NULL;

  if (!arv_camera_is_gv_device (camera))
    return TRUE;
  if (size == 0)
    arv_camera_gv_auto_packet_size (camera, &cause);
  else
    arv_camera_gv_set_packet_size (camera, size, &cause);
  if (cause != NULL)
    return refuse (camera, "ArvGevSCPSPacketSize", value, cause, error);
  arv_camera_gv_set_packet_size_adjustment (camera, ARV_GV_PACKET_SIZE_ADJUSTMENT_NEVER);
  return TRUE;
}

/**
 * gst_aoi_camera_config_apply_general:
 * @camera: a camera that does not stream
 * @settings: what to set
 * @error: what is refused
 *
 * Sets what does not depend on the format. The frame rate comes before triggers, which it clears.
 *
 * Returns: %FALSE with @error set if something is refused or the camera is lost
 */
gboolean
gst_aoi_camera_config_apply_general (
    ArvCamera *camera, const GstAoiCameraSettings *settings, GError **error)
{
  arv_camera_set_range_check_policy (camera, ARV_RANGE_CHECK_POLICY_ENABLE);
  for (guint i = 0; i < settings->features->len; i++) {
    const GstAoiCameraFeature *feature = g_ptr_array_index (settings->features, i);

    if (!gst_aoi_camera_config_set (camera, feature->name, feature->value, error))
      return FALSE;
  }
  if (settings->exposure > 0
      && !gst_aoi_camera_config_set_exposure (camera, settings->exposure, error))
    return FALSE;
  if (settings->gain >= 0
      && !set_number (
          camera, "gain", settings->gain, arv_camera_get_gain_bounds, arv_camera_set_gain, error))
    return FALSE;
  return set_packet_size (camera, settings->packet_size, error);
}

static gboolean
set_whole (ArvCamera *camera, const gchar *name, gint64 number, GError **error)
{
  g_autofree gchar *value = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  return gst_aoi_camera_config_set (camera, name, value, error);
}

/* Offsets are cleared first, since they limit the size. */
static gboolean
set_region (ArvCamera *camera, const GstAoiCameraRegion *region, const GstAoiCameraFormat *format,
    GError **error)
{
  const gboolean offsets = region->x >= 0;

  if (offsets
      && (!set_whole (camera, "OffsetX", 0, error) || !set_whole (camera, "OffsetY", 0, error)))
    return FALSE;
  if (!set_whole (camera, "Width", format->width, error)
      || !set_whole (camera, "Height", format->height, error))
    return FALSE;
  return !offsets
      || (set_whole (camera, "OffsetX", region->x, error)
          && set_whole (camera, "OffsetY", region->y, error));
}

/**
 * gst_aoi_camera_config_apply_format:
 * @camera: a camera that does not stream
 * @settings: what to set
 * @format: what was negotiated
 * @error: what is refused
 *
 * Returns: %FALSE with @error set if something is refused or the camera is lost
 */
gboolean
gst_aoi_camera_config_apply_format (ArvCamera *camera, const GstAoiCameraSettings *settings,
    const GstAoiCameraFormat *format, GError **error)
{
  gdouble rate = settings->frame_rate;
  GError *cause = NULL;

  if (!set_region (camera, &settings->region, format, error))
    return FALSE;
  arv_camera_set_pixel_format (camera, format->pixels, &cause);
  if (cause != NULL)
    return refuse (camera, "PixelFormat", "as negotiated", cause, error);
  if (rate <= 0 && format->rate_n > 0)
    rate = (gdouble) format->rate_n / format->rate_d;
  return rate <= 0
      || set_number (camera, "frame-rate", rate, arv_camera_get_frame_rate_bounds,
          arv_camera_set_frame_rate, error);
}

/**
 * gst_aoi_camera_config_apply_trigger:
 * @camera: a camera
 * @source: (nullable): what triggers a frame, such as `Software`; %NULL: nothing, the camera runs freely
 * @error: what is refused
 *
 * Returns: %FALSE with @error set if it is refused or the camera is lost
 */
gboolean
gst_aoi_camera_config_apply_trigger (ArvCamera *camera, const gchar *source, GError **error)
{
  GError *cause = NULL;

  if (source == NULL)
    arv_camera_clear_triggers (camera, &cause);
  else
    arv_camera_set_trigger (camera, source, &cause);
  if (cause == NULL)
    return TRUE;
  if (source == NULL && !gst_aoi_camera_config_is_transient (cause)) {
    g_error_free (cause); /* a camera without triggers runs freely */
    return TRUE;
  }
  return refuse (camera, "TriggerSource", source, cause, error);
}
