/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as a page: for each ROI its first golden, and of each kind the smallest defect that was
 * caught and the largest that passed. */
#include <math.h>

#include "challenge/challenge.h"
#include "common/html.h"
#include "common/output.h"

static const gchar style[] =
    "figure{display:inline-block;vertical-align:top;margin:.3em;padding:.4em;width:11em;"
    "border:1px solid #ccc;overflow-wrap:anywhere;font-size:12px}"
    "figure.passed{border-color:#c00;background:#fee}"
    "p.finding{color:#c00;font-weight:bold}";

/* The first case with an outcome, from the smallest size up or from the largest down. */
static const ChallengeCase *
find_case (const ChallengeRoi *roi, ChallengeKind kind, ChallengeOutcome outcome, gboolean upwards)
{
  guint n;
  const ChallengeLevel *levels = challenge_roi_get_levels (roi, kind, &n);

  for (guint i = 0; i < n; i++) {
    const ChallengeLevel *level = &levels[upwards ? i : n - 1 - i];

    for (guint k = 0; k < level->n_cases; k++)
      if (roi->cases[level->first + k].outcome == outcome)
        return &roi->cases[level->first + k];
  }
  return NULL;
}

static void
append_size (GString *html, const ChallengeLevel *level)
{
  ChallengeUnit unit = challenge_kind_get_info (level->kind)->unit;

  if (unit == CHALLENGE_UNIT_DEGREES)
    g_string_append_printf (html, " %g degrees", level->size);
  else if (unit == CHALLENGE_UNIT_SHARE)
    g_string_append_printf (html, " %.1f px (%.0f %%)", level->size, 100.0 * level->share);
}

/* Drawn anew: it is the same picture. */
static gboolean
append_case (GString *html, const ChallengeCase *one, GError **error)
{
  const ChallengeLevel *level = &g_array_index (one->roi->levels, ChallengeLevel, one->level);
  gboolean passed = one->outcome == CHALLENGE_PASSED;
  g_auto (ChallengeDrawing) drawing = { 0 };
  g_autoptr (AoiRgbImage) view = NULL;

  if (!challenge_case_draw (one, &drawing, error))
    return FALSE;
  view = challenge_drawing_get_view (&drawing);
  g_string_append_printf (html, "<figure%s>", passed ? " class=\"passed\"" : "");
  if (!html_append_picture (html, view, error))
    return FALSE;
  g_string_append_printf (
      html, "<figcaption><b>%s</b>", challenge_kind_get_info (level->kind)->title);
  append_size (html, level);
  g_string_append_printf (
      html, "<br>%s, similarity %.3f", passed ? "passes" : "caught", one->score);
  if (one->reason != NULL) {
    g_string_append (html, "<br>");
    html_append_escaped (html, one->reason);
  }
  g_string_append (html, "</figcaption></figure>\n");
  return TRUE;
}

static gboolean
append_kind (GString *html, const ChallengeRoi *roi, ChallengeKind kind, GError **error)
{
  const ChallengeCase *caught = find_case (roi, kind, CHALLENGE_CALLED, TRUE);
  const ChallengeCase *missed = find_case (roi, kind, CHALLENGE_PASSED, FALSE);

  return (caught == NULL || append_case (html, caught, error))
      && (missed == NULL || append_case (html, missed, error));
}

static gboolean
append_golden (GString *html, const ChallengeRoi *roi, GError **error)
{
  const GPtrArray *goldens = roi->prepared->roi->goldens;
  const AoiGolden *golden;

  if (goldens->len == 0)
    return TRUE;
  golden = g_ptr_array_index (goldens, 0);
  g_string_append (html, "<figure>");
  if (!html_append_picture (html, golden->image, error))
    return FALSE;
  g_string_append (html, "<figcaption><b>golden</b> ");
  html_append_escaped (html, golden->name);
  g_string_append (html, "</figcaption></figure>\n");
  return TRUE;
}

static gboolean
append_roi (GString *html, const ChallengeRoi *roi, GError **error)
{
  guint drawn, called;

  challenge_roi_count_usual (roi, CHALLENGE_GOOD, &drawn, &called);
  g_string_append_printf (
      html, "<h2>ROI %d: %dx%d px</h2>\n", roi->prepared->roi->id, roi->width, roi->height);
  for (guint i = 0; i < roi->findings->len; i++) {
    g_string_append (html, "<p class=\"finding\">");
    html_append_escaped (html, g_ptr_array_index (roi->findings, i));
    g_string_append (html, "</p>\n");
  }
  g_string_append_printf (html, "<p>%u of %u good parts called false</p>\n", called, drawn);
  if (!append_golden (html, roi, error))
    return FALSE;
  for (ChallengeKind kind = CHALLENGE_GOOD + 1; kind < CHALLENGE_LAST; kind++)
    if (!append_kind (html, roi, kind, error))
      return FALSE;
  return TRUE;
}

static void
append_moved (GString *html, const ChallengeMoved *moved)
{
  g_autofree gchar *text = challenge_moved_describe (moved);

  if (moved->boards > 0)
    g_string_append_printf (
        html, "<p%s>%s</p>\n", challenge_moved_is_good (moved) ? "" : " class=\"finding\"", text);
}

gboolean
challenge_write_html (const Challenge *self, const gchar *path, GError **error)
{
  const AoiProduct *product = aoi_revision_get_product (self->revision);
  g_autofree gchar *title = g_strdup_printf ("Challenge of %s", aoi_product_get_name (product));
  g_autoptr (GString) html = g_string_new (NULL);

  html_begin (html, title, style);
  g_string_append_printf (html,
      "<p>Revision %s, seed %u. For each kind: the smallest defect that was caught, and the largest "
      "that passes.</p>\n",
      aoi_product_get_hash (product), self->seed);
  append_moved (html, &self->moved);
  for (guint i = 0; i < self->rois->len; i++)
    if (!append_roi (html, g_ptr_array_index (self->rois, i), error))
      return FALSE;
  html_end (html);
  return output_save ("--html", path, html, error);
}
