/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much the goldens of an ROI vary, and what would help, in words and as JSON. */
#include "common/spread.h"

#include "common/json-out.h"

/* With fewer goldens half of them say nothing of what more would do. */
#define MIN_TOLD 4

/* Whether goldens vary more than the limits allow: good boards that vary so will be called false.
 * @self: (nullable): as aoi_golden_spread_new() returns it */
gboolean
spread_is_wide (const AoiGoldenSpread *self)
{
  return self != NULL && self->n_failing > 0;
}

static const AoiGoldenLeftOut *
find_worst (const AoiGoldenSpread *self)
{
  const AoiGoldenLeftOut *worst = NULL;

  for (guint i = 0; i < self->n; i++) {
    const AoiGoldenLeftOut *one = &self->left_out[i];

    if (one->is_judged && !one->passes && (worst == NULL || one->difference > worst->difference))
      worst = one;
  }
  return worst;
}

static gchar *
describe_failing (const AoiGoldenSpread *self)
{
  const AoiGoldenLeftOut *worst = find_worst (self);

  return g_strdup_printf (
      "%u of %u goldens would fail if they were not taught, and good boards that "
      "vary as they do will; worst: %s of %s, z %.2f at %d,%d (%dx%d)",
      self->n_failing, self->n_judged, worst->term, worst->golden->name, worst->difference,
      worst->window.x, worst->window.y, worst->window.width, worst->window.height);
}

static gchar *
describe_more (const AoiGoldenSpread *self)
{
  if (self->n_judged < MIN_TOLD)
    return g_strdup ("more goldens: so few do not tell how good parts vary");
  if (self->n_failing_by_half > self->n_failing)
    return g_strdup_printf (
        "more goldens: with half of the others %u fail", self->n_failing_by_half);
  return g_strdup ("more goldens of these kinds help little: with half of the others as many pass");
}

static gchar *
describe_ignore (const AoiGoldenSpread *self)
{
  const AoiRect *area = &self->ignore;
  g_autofree gchar *left = self->n_failing_ignored == 0
      ? g_strdup ("none fails")
      : g_strdup_printf (
          "%u fail%s", self->n_failing_ignored, self->n_failing_ignored == 1 ? "s" : "");

  return g_strdup_printf ("\"ignore\": [[%d, %d, %d, %d]], where they vary: then %s", area->x,
      area->y, area->x + area->width, area->y + area->height, left);
}

static gchar *
describe_limits (const AoiGoldenSpread *self)
{
  GString *text = g_string_new ("\"limits\": {");

  for (guint i = 0; i < self->n_limits; i++) {
    gchar factor[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd (factor, sizeof factor, "%.3g", self->limits[i].factor);
    g_string_append_printf (text, "%s\"%s\": %s", i > 0 ? ", " : "", self->limits[i].term, factor);
  }
  g_string_append (text, "}: then none fails; see by aoi challenge which defects pass then");
  return g_string_free (text, FALSE);
}

/* Of one that is wide: the finding, then a line for each thing that would help.
 * Returns: (transfer full) (element-type utf8): lines, in which names of files are as they are */
GPtrArray *
spread_describe (const AoiGoldenSpread *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (lines, describe_failing (self));
  g_ptr_array_add (lines, describe_more (self));
  if (!aoi_rect_is_empty (&self->ignore))
    g_ptr_array_add (lines, describe_ignore (self));
  if (self->n_limits > 0)
    g_ptr_array_add (lines, describe_limits (self));
  if (aoi_rect_is_empty (&self->ignore) && self->n_limits == 0)
    g_ptr_array_add (lines,
        g_strdup (
            "no area of a quarter of the ROI helps, nor limits up to twice as high: do all of "
            "them show the same part?"));
  return lines;
}

static void
add_left_out (JsonBuilder *json, const AoiGoldenLeftOut *one)
{
  json_builder_begin_object (json);
  json_out_text (json, "name", one->golden->name);
  json_out_boolean (json, "passes", one->passes);
  json_out_number (json, "z", one->difference);
  json_out_text (json, "term", one->term);
  json_builder_set_member_name (json, "window");
  json_out_rect (json, &one->window);
  json_builder_end_object (json);
}

static void
add_help (const AoiGoldenSpread *self, JsonBuilder *json)
{
  json_out_begin_array (json, "ignore");
  if (!aoi_rect_is_empty (&self->ignore))
    json_out_rect (json, &self->ignore);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "failing_ignored");
  if (!aoi_rect_is_empty (&self->ignore))
    json_builder_add_int_value (json, self->n_failing_ignored);
  else
    json_builder_add_null_value (json);
  json_out_begin_object (json, "limits");
  for (guint i = 0; i < self->n_limits; i++)
    json_out_number (json, self->limits[i].term, self->limits[i].factor);
  json_builder_end_object (json);
}

/* Adds the member `spread`, with only those goldens that others can judge; nothing if there are none.
 * @self: (nullable): as aoi_golden_spread_new() returns it */
void
spread_add_json (const AoiGoldenSpread *self, JsonBuilder *json)
{
  if (self == NULL || self->n_judged == 0)
    return;
  json_out_begin_object (json, "spread");
  json_out_count (json, "judged", self->n_judged);
  json_out_count (json, "failing", self->n_failing);
  json_out_count (json, "failing_by_half", self->n_failing_by_half);
  add_help (self, json);
  json_out_begin_array (json, "left_out");
  for (guint i = 0; i < self->n; i++)
    if (self->left_out[i].is_judged)
      add_left_out (json, &self->left_out[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}
