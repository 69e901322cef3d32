/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which parts of an inspection's JSON are asked for by name. */
#include "aoi-error.h"
#include "aoi-report-json.h"

static const struct {
  const gchar *name;
  AoiJsonFlags without; /* what leaves it out; none: it is always there */
} parts[] = {
  { "roi_results", AOI_JSON_NO_ROI_RESULTS },
  { "device_summaries", AOI_JSON_NO_DEVICE_SUMMARIES },
  { "results", AOI_JSON_NO_DEVICE_RESULTS },
  { "overall_result", AOI_JSON_DEFAULT },
  { "aoi", AOI_JSON_NO_AOI },
  { "values", AOI_JSON_NO_VALUES },
};

static gboolean
refuse_name (const gchar *name, GError **error)
{
  g_autofree gchar *shown = g_utf8_make_valid (name, -1);
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", parts[i].name);
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_INVALID, "\"%s\" is not one of the parts: %s", shown, known->str);
  return FALSE;
}

static gboolean
take_name (const gchar *name, AoiJsonFlags *left_out, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (g_str_equal (name, parts[i].name)) {
      *left_out &= ~parts[i].without;
      return TRUE;
    }
  }
  return refuse_name (name, error);
}

/* A part of a part that is left out would be asked for in vain. */
static gboolean
check_wholes (AoiJsonFlags left_out, GError **error)
{
  const AoiJsonFlags no_roi = AOI_JSON_NO_ROI_RESULTS | AOI_JSON_NO_DEVICE_RESULTS;

  if ((left_out & AOI_JSON_NO_DEVICE_RESULTS) == 0 && (left_out & AOI_JSON_NO_DEVICE_SUMMARIES)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "\"results\" is a part of \"device_summaries\", which is not included");
    return FALSE;
  }
  if ((left_out & AOI_JSON_NO_VALUES) == 0
      && ((left_out & AOI_JSON_NO_AOI) || (left_out & no_roi) == no_roi)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "\"values\" is a part of the \"aoi\" of ROIs, and these are not included");
    return FALSE;
  }
  return TRUE;
}

/**
 * aoi_json_flags_parse_include:
 * @include: (nullable): names of parts with commas between them: `roi_results`, `device_summaries`,
 *   `results` (of the devices), `overall_result`, `aoi`, `values` (in the `aoi` of ROIs); %NULL or empty:
 *   all
 * @flags: (out): what leaves out the others
 * @error: return location for an %AOI_ERROR_INVALID that says what is wrong with @include
 *
 * Reads which parts of an inspection's JSON are wanted. `overall_result`, `session_id`, `product_name` and
 * times are written whether they are named or not.
 *
 * Returns: whether @flags was set
 */
gboolean
aoi_json_flags_parse_include (const gchar *include, AoiJsonFlags *flags, GError **error)
{
  AoiJsonFlags left_out = AOI_JSON_SUMMARY | AOI_JSON_NO_DEVICE_SUMMARIES | AOI_JSON_NO_AOI
      | AOI_JSON_NO_VALUES;
  g_auto (GStrv) names = NULL;

  *flags = AOI_JSON_DEFAULT;
  if (include == NULL || *include == '\0')
    return TRUE;
  names = g_strsplit (include, ",", -1);
  for (guint i = 0; names[i] != NULL; i++)
    if (!take_name (g_strstrip (names[i]), &left_out, error))
      return FALSE;
  if (!check_wholes (left_out, error))
    return FALSE;
  *flags = left_out;
  return TRUE;
}
