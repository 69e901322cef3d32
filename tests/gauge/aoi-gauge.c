/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An inspector module: `type` "gauge" passes where the mean gray level is at most `max_level`. */
#include <aoi-inspector.h>
#include <aoi-pixels.h>

typedef struct {
  gdouble max_level;
  gchar *unit;
} Gauge;

gboolean aoi_inspector_module_init (GError **error);

static gpointer
gauge_spec_copy (gconstpointer spec)
{
  const Gauge *gauge = spec;
  Gauge *copy = g_memdup2 (gauge, sizeof *gauge);

  copy->unit = g_strdup (gauge->unit);
  return copy;
}

static void
gauge_spec_free (gpointer spec)
{
  Gauge *gauge = spec;

  g_free (gauge->unit);
  g_free (gauge);
}

static void
gauge_read (AoiKeys *keys, AoiRoi *roi)
{
  Gauge *gauge = g_new0 (Gauge, 1);

  gauge->max_level = 128;
  gauge->unit = g_strdup ("counts");
  aoi_keys_get_double (keys, "max_level", 0, 255, &gauge->max_level);
  aoi_keys_get_string (keys, "unit", &gauge->unit);
  if (gauge->max_level == 255)
    aoi_keys_warn (keys, "max_level", "is 255, so that the ROI always passes");
  if (*gauge->unit == '\0')
    aoi_keys_refuse (keys, "unit", "must not be empty");
  roi->spec = gauge;
}

static gchar *
gauge_describe (const AoiRoi *roi)
{
  const Gauge *gauge = roi->spec;

  return g_strdup_printf ("at most %g %s", gauge->max_level, gauge->unit);
}

static GVariant *
gauge_dup_check (const AoiRoi *roi)
{
  const Gauge *gauge = roi->spec;

  return g_variant_new_parsed ("{'max_level': <%d>, 'unit': <%s>}", gauge->max_level, gauge->unit);
}

static gpointer
gauge_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  return gauge_spec_copy (roi->spec);
}

static void
gauge_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  const Gauge *gauge = state;
  g_autofree guint8 *row = g_malloc ((gsize) view->rect.width);
  AoiView line = { .image = view->image, .rect = view->rect };
  gdouble sum = 0, level;

  line.rect.height = 1;
  for (gint y = 0; y < view->rect.height; y++) {
    line.rect.y = view->rect.y + y;
    aoi_pixels_read_gray (&line, row, (gsize) line.rect.width);
    for (gint x = 0; x < line.rect.width; x++)
      sum += row[x];
  }
  level = sum / ((gdouble) view->rect.width * view->rect.height);
  if (level <= gauge->max_level)
    aoi_roi_result_pass (result, 255 - level, 255 - gauge->max_level);
  else
    aoi_roi_result_fail (result, 255 - level, 255 - gauge->max_level, "%.0f is too much", level);
  aoi_roi_result_take_values (
      result, g_variant_new_parsed ("{'level': <%d>, 'unit': <%s>}", level, gauge->unit));
}

static GVariant *
gauge_dup_members (const AoiRoiResult *result)
{
  return g_variant_new_parsed (
      "{'gauge_level': <%d>}", aoi_roi_result_get_double (result, "level", -1));
}

static gchar *
gauge_dup_reading (const AoiRoiResult *result)
{
  return g_strdup_printf ("%.0f", aoi_roi_result_get_double (result, "level", -1));
}

static gchar *
gauge_dup_measure (const AoiRoiResult *result)
{
  return g_strdup (aoi_roi_result_get_string (result, "unit"));
}

static const AoiResultType gauge_result = {
  .dup_members = gauge_dup_members,
  .reading_member = "gauge_level",
  .dup_reading = gauge_dup_reading,
  .dup_measure = gauge_dup_measure,
};

static const AoiRoiType gauge_type = {
  .name = "gauge",
  .read = gauge_read,
  .spec_copy = gauge_spec_copy,
  .spec_free = gauge_spec_free,
  .describe = gauge_describe,
  .dup_check = gauge_dup_check,
  .without_goldens = TRUE,
  .result = &gauge_result,
};

static const AoiInspector gauge_inspector = {
  .type = "gauge",
  .prepare = gauge_prepare,
  .release = gauge_spec_free,
  .inspect = gauge_inspect,
  .roi_type = &gauge_type,
};

gboolean
aoi_inspector_module_init (GError **error)
{
  return aoi_inspector_register (&gauge_inspector, error);
}
