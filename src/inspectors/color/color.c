/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/color/color.h"

#include <math.h>

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "inspectors/color/color-names.h"
#include "ops/color-count.h"

/* An ROI is read in strips of about this size, which stay in the CPU's cache. */
#define STRIP_BYTES (64 * 1024)

/* The name of an expected colour that belongs to no named box. */
#define EXACT_NAME "expected"

/* What an ROI may show: boxes that share a name. */
typedef struct {
  gchar *name;
  GArray *boxes; /* AoiColorBox */
  gdouble threshold; /* percent, the greatest of its boxes' */
} Color;

typedef struct {
  GPtrArray *colors; /* Color, in the product's order; one in the simple form; may be empty */
  gboolean has_expected;
  guint8 expected[3];
  gsize row_bytes;
} ColorState;

typedef struct {
  guint8 *strip; /* packed RGB */
  gsize strip_size;
  guint64 *inside; /* pixels in the boxes of each Color */
  guint n_colors;
  AoiColorPlanes planes;
} ColorScratch;

/* What a view has. */
typedef struct {
  guint64 total;
  guint64 sums[3];
  guint64 *inside; /* borrowed from the scratch */
} Counts;

static void
color_free (gpointer data)
{
  Color *color = data;

  g_free (color->name);
  g_array_unref (color->boxes);
  g_free (color);
}

static Color *
get_color (GPtrArray *colors, const gchar *name)
{
  Color *color;

  for (guint i = 0; i < colors->len; i++) {
    color = g_ptr_array_index (colors, i);
    if (g_str_equal (color->name, name))
      return color;
  }
  color = g_new0 (Color, 1);
  color->name = g_strdup (name);
  color->boxes = g_array_new (FALSE, FALSE, sizeof (AoiColorBox));
  g_ptr_array_add (colors, color);
  return color;
}

/* Where ranges of one name ask for different percentages, the greatest counts. */
static void
add_box (GPtrArray *colors, const gchar *name, const AoiColorBox *box, gdouble threshold)
{
  Color *color = get_color (colors, name);

  g_array_append_val (color->boxes, *box);
  color->threshold = MAX (color->threshold, threshold);
}

static void
set_exact_box (AoiColorBox *box, const guint8 expected[3], gdouble tolerance)
{
  const gint reach = (gint) tolerance;

  for (guint c = 0; c < 3; c++) {
    box->lower[c] = MAX (expected[c] - reach, 0);
    box->upper[c] = MIN (expected[c] + reach, 255);
  }
}

static void
add_expected (GPtrArray *colors, const AoiColorSpec *spec)
{
  const gchar *name = NULL;
  AoiColorBox box;

  if (!spec->match_tolerance)
    name = aoi_color_name_box (spec->expected, &box);
  if (name == NULL)
    set_exact_box (&box, spec->expected, spec->tolerance);
  add_box (colors, name != NULL ? name : EXACT_NAME, &box, spec->min_percentage);
}

static void
add_ranges (GPtrArray *colors, const GPtrArray *ranges)
{
  for (guint i = 0; i < ranges->len; i++) {
    const AoiColorRange *range = g_ptr_array_index (ranges, i);
    AoiColorBox box;

    for (guint c = 0; c < 3; c++) {
      box.lower[c] = range->lower[c];
      box.upper[c] = range->upper[c];
    }
    add_box (colors, range->name, &box, range->threshold);
  }
}

static gboolean
check_number (const AoiRoi *roi, const gchar *key, gdouble value, gdouble max, GError **error)
{
  if (value >= 0.0 && value <= max)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s.%s: %g is not between 0 and %g", roi->path,
      key, value, max);
  return FALSE;
}

static gboolean
check_ranges (const AoiRoi *roi, GError **error)
{
  const GPtrArray *ranges = roi->color.ranges;

  for (guint i = 0; i < ranges->len; i++) {
    const AoiColorRange *range = g_ptr_array_index (ranges, i);
    gchar key[48];

    g_snprintf (key, sizeof key, "color_ranges[%u].threshold", i);
    if (!check_number (roi, key, range->threshold, 100.0, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_spec (const AoiRoi *roi, GError **error)
{
  const AoiColorSpec *spec = &roi->color;

  if (!spec->has_expected)
    return check_ranges (roi, error);
  return check_number (roi, "color_tolerance", spec->tolerance, 255.0, error)
      && check_number (roi, "min_pixel_percentage", spec->min_percentage, 100.0, error);
}

static gpointer
color_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  const AoiColorSpec *spec = &roi->color;
  ColorState *state;

  if (!check_spec (roi, error))
    return NULL;
  state = g_new0 (ColorState, 1);
  state->colors = g_ptr_array_new_with_free_func (color_free);
  state->has_expected = spec->has_expected;
  state->row_bytes = 3 * (gsize) MAX (roi->rect.width, 0);
  for (guint c = 0; c < 3; c++)
    state->expected[c] = spec->expected[c];
  if (spec->has_expected)
    add_expected (state->colors, spec);
  else
    add_ranges (state->colors, spec->ranges);
  return state;
}

static void
color_release (gpointer data)
{
  ColorState *state = data;

  g_ptr_array_unref (state->colors);
  g_free (state);
}

static gpointer
color_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  ColorScratch *scratch = g_new0 (ColorScratch, 1);

  scratch->strip_size = STRIP_BYTES;
  for (guint i = 0; i < n_states; i++) {
    const ColorState *state = states[i];

    scratch->strip_size = MAX (scratch->strip_size, state->row_bytes);
    scratch->n_colors = MAX (scratch->n_colors, state->colors->len);
  }
  scratch->strip = g_malloc (scratch->strip_size);
  scratch->inside = g_new0 (guint64, scratch->n_colors);
  return scratch;
}

static void
color_scratch_free (gpointer data)
{
  ColorScratch *scratch = data;

  g_free (scratch->strip);
  g_free (scratch->inside);
  g_free (scratch);
}

static void
count_pixels (const ColorState *state, ColorScratch *scratch, guint n_pixels, Counts *counts)
{
  for (guint first = 0; first < n_pixels; first += AOI_COLOR_BLOCK) {
    const guint n = MIN (n_pixels - first, AOI_COLOR_BLOCK);

    aoi_color_split (scratch->strip + 3 * (gsize) first, n, &scratch->planes, counts->sums);
    for (guint i = 0; i < state->colors->len; i++) {
      const Color *color = g_ptr_array_index (state->colors, i);

      for (guint b = 0; b < color->boxes->len; b++)
        counts->inside[i] += aoi_color_count (
            &scratch->planes, n, &g_array_index (color->boxes, AoiColorBox, b));
    }
  }
  counts->total += n_pixels;
}

/* Shares do not depend on how the view is turned: it is read upright. FALSE when cancelled. */
static gboolean
count_view (const ColorState *state, ColorScratch *scratch, const AoiView *view,
    GCancellable *cancellable, Counts *counts)
{
  const gsize row_bytes = 3 * (gsize) view->rect.width;
  const gint rows = (gint) MIN (scratch->strip_size / row_bytes, G_MAXINT);
  const gint bottom = view->rect.y + view->rect.height;
  AoiView strip = { view->image, view->rect, 0 };

  for (guint i = 0; i < state->colors->len; i++)
    counts->inside[i] = 0;
  for (gint y = view->rect.y; y < bottom; y += strip.rect.height) {
    if (g_cancellable_is_cancelled (cancellable))
      return FALSE;
    strip.rect.y = y;
    strip.rect.height = MIN (rows, bottom - y);
    aoi_pixels_read_rgb (&strip, scratch->strip, row_bytes);
    count_pixels (state, scratch, (guint) strip.rect.width * strip.rect.height, counts);
  }
  return TRUE;
}

/* Ties go to the name that comes first. */
static guint
find_best (const Counts *counts, guint n_colors)
{
  guint best = 0;

  for (guint i = 1; i < n_colors; i++)
    if (counts->inside[i] > counts->inside[best])
      best = i;
  return best;
}

static GVariant *
new_rgb (const gint32 rgb[3])
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, rgb, 3, sizeof rgb[0]);
}

static void
add_values (AoiRoiResult *result, const ColorState *state, const Counts *counts, const gchar *name,
    gdouble percentage)
{
  g_autoptr (GVariantDict) values = g_variant_dict_new (NULL);
  gint32 mean[3], expected[3];

  for (guint c = 0; c < 3; c++) {
    mean[c] = (gint32) ((counts->sums[c] + counts->total / 2) / counts->total);
    expected[c] = state->expected[c];
  }
  if (name != NULL)
    g_variant_dict_insert (values, AOI_VALUE_COLOR, "s", name);
  g_variant_dict_insert (values, AOI_VALUE_PERCENTAGE_RAW, "d", percentage);
  g_variant_dict_insert_value (values, AOI_VALUE_MEAN_COLOR, new_rgb (mean));
  if (state->has_expected)
    g_variant_dict_insert_value (values, AOI_VALUE_EXPECTED_COLOR, new_rgb (expected));
  aoi_roi_result_take_values (result, g_variant_dict_end (values));
}

/* Rounded down, so that what is not enough never reads as if it were; the same in any locale. */
static void
fail_short (AoiRoiResult *result, const gchar *name, gdouble percentage, gdouble threshold)
{
  gchar share[G_ASCII_DTOSTR_BUF_SIZE], needed[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (share, sizeof share, "%.1f", floor (percentage * 10.0) / 10.0);
  g_ascii_formatd (needed, sizeof needed, "%g", threshold);
  aoi_roi_result_fail (result, percentage, threshold,
      "%s covers %s %% of the ROI, at least %s %% needed", name, share, needed);
}

static void
report (const ColorState *state, const Counts *counts, AoiRoiResult *result)
{
  const Color *best;
  gdouble percentage;
  guint i;

  if (state->colors->len == 0) {
    add_values (result, state, counts, NULL, 0.0);
    aoi_roi_result_fail (result, 0.0, 100.0, "no colour ranges and no expected colour");
    return;
  }
  i = find_best (counts, state->colors->len);
  best = g_ptr_array_index (state->colors, i);
  percentage = 100.0 * (gdouble) counts->inside[i] / (gdouble) counts->total;
  add_values (result, state, counts, best->name, percentage);
  if (percentage >= best->threshold)
    aoi_roi_result_pass (result, percentage, best->threshold);
  else
    fail_short (result, best->name, percentage, best->threshold);
}

static void
color_inspect (gconstpointer data, gpointer scratch_data, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  const ColorState *state = data;
  ColorScratch *scratch = scratch_data;
  Counts counts = { .inside = scratch->inside };

  if (aoi_rect_is_empty (&view->rect) || 3 * (gsize) view->rect.width > scratch->strip_size)
    aoi_roi_result_error (
        result, "view of %dx%d pixels is not the ROI's", view->rect.width, view->rect.height);
  else if (!count_view (state, scratch, view, cancellable, &counts))
    aoi_roi_result_error (result, "cancelled");
  else
    report (state, &counts, result);
}

/**
 * aoi_inspector_color:
 *
 * Passes when enough of the ROI has an expected colour, or one of the colours that ranges name.
 *
 * With an expected colour, the share of pixels in its box counts: the named box that it belongs to,
 * or itself and its tolerance in each channel. `color` then is the box's name, or "expected"
 * without one. With ranges, the shares of those that share a name are added (a pixel in two of
 * them counts twice), `color` is the name with the highest sum, the first of several, and the
 * greatest threshold of its ranges counts. `color` names the expected colour that
 * most was found of, whether or not it is enough to pass. The score is the sum in percent, which may exceed 100.
 * Values: `color`, `percentage-raw`, `mean-color`, and `expected-color` where there is one.
 */
const AoiInspector aoi_inspector_color = {
  .type = AOI_TYPE_COLOR,
  .prepare = color_prepare,
  .release = color_release,
  .scratch_new = color_scratch_new,
  .scratch_free = color_scratch_free,
  .inspect = color_inspect,
  .roi_type = &aoi_roi_type_color,
};
