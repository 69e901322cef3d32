/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-evidence.h"

#include <math.h>
#include <string.h>

#include "inspectors/ocr/ocr-limits.h"
#include "inspectors/ocr/ocr-rates.h"
#include "inspectors/ocr/ocr-steps.h"
#include "product/aoi-text-alike.h"

/* In heights of capitals: ends that are no farther apart are the same. */
#define SAME_PLACE 0.13

/**
 * aoi_ocr_evidence_init:
 * @self: (out caller-allocates): evidence
 * @wanted: (nullable): borrowed
 * @whitelist: (nullable): borrowed
 */
void
aoi_ocr_evidence_init (AoiOcrEvidence *self, const AoiOcrWanted *wanted, const gchar *whitelist)
{
  *self = (AoiOcrEvidence){ .wanted = wanted, .whitelist = whitelist };
  aoi_ocr_parts_init (&self->parts);
  self->findings = g_array_new (FALSE, FALSE, sizeof (AoiOcrFinding));
}

/**
 * aoi_ocr_evidence_clear:
 * @self: evidence
 */
void
aoi_ocr_evidence_clear (AoiOcrEvidence *self)
{
  aoi_ocr_parts_clear (&self->parts);
  g_clear_pointer (&self->findings, g_array_unref);
}

/**
 * aoi_ocr_evidence_add_line:
 * @self: evidence
 * @page: the page
 * @picture: (nullable): a line; without it, there is too little contrast. It must outlive @self
 * @line: the same line; as @picture
 *
 * Lines are added from the top down, before aoi_ocr_evidence_weigh().
 */
void
aoi_ocr_evidence_add_line (
    AoiOcrEvidence *self, const AoiOcrPage *page, AoiOcrPicture *picture, const AoiOcrLine *line)
{
  if (self->wanted != NULL)
    aoi_ocr_parts_add_line (&self->parts, page, picture, line);
}

static const AoiOcrPart *
get_part (AoiOcrEvidence *self, const GArray *steps, guint i)
{
  const AoiOcrStep *step = &g_array_index (steps, AoiOcrStep, i);

  return aoi_ocr_parts_get (&self->parts, step->first, step->n);
}

static AoiRect
get_box (const AoiOcrEvidence *self, const AoiOcrPart *part)
{
  const AoiOcrStrip *strip = &g_array_index (self->parts.strips, AoiOcrStrip, part->line);
  const AoiRect *box = &strip->line->box;

  return (AoiRect){ box->x + part->from, box->y + (gint) floor (strip->top), part->to - part->from,
    (gint) ceil (aoi_ocr_strip_get_height (strip)) };
}

static AoiOcrFinding
find (const AoiOcrEvidence *self, const AoiOcrPart *part, const AoiOcrRates *rates, guint i)
{
  const gunichar c = self->wanted->text[i];
  AoiOcrFinding finding = { .line = part->line };

  finding.glyph = (AoiOcrGlyph){ aoi_ocr_rates_get_case (rates, c), get_box (self, part),
    self->wanted->after_space[i], exp (aoi_ocr_rates_get (rates, c)) };
  finding.margin = aoi_ocr_rates_compare (rates, c, self->whitelist, &finding.other);
  finding.margin_else = aoi_ocr_rates_compare_else (rates, c);
  if (!aoi_ocr_rates_know (c))
    finding.margin = finding.margin_else = 0.0;
  return finding;
}

static gboolean
is_round (gunichar c)
{
  return c == '0' || g_unichar_toupper (c) == 'O';
}

/* How likely @other may be. */
static gdouble
get_limit (gunichar c, gunichar other, gconstpointer data)
{
  return aoi_text_are_alike (c, other) ? AOI_OCR_MAX_SURE_ALIKE : AOI_OCR_MAX_SURE;
}

static void
judge_finding (const AoiOcrEvidence *self, const AoiOcrRates *rates, AoiOcrFinding *finding)
{
  const gunichar c = finding->glyph.c;

  finding->is_round = is_round (c) && is_round (finding->other);
  finding->is_sure = aoi_ocr_rates_know (c) && finding->margin_else < AOI_OCR_MAX_ELSE
      && aoi_ocr_rates_are_below (rates, c, self->whitelist, get_limit, NULL);
}

static gboolean
is_clear (const AoiOcrFinding *finding)
{
  return finding->is_sure && finding->margin < AOI_OCR_MAX_CLEAR
      && finding->margin_else < AOI_OCR_MAX_CLEAR;
}

static gboolean
is_sure (const AoiOcrEvidence *self)
{
  for (guint i = 0; i < self->findings->len; i++)
    if (!g_array_index (self->findings, AoiOcrFinding, i).is_sure)
      return FALSE;
  return self->cut_well && self->findings->len > 0;
}

/* Whether the step takes ink that hangs together with no other. */
static gboolean
is_whole (const AoiOcrEvidence *self, const AoiOcrStep *step)
{
  const GArray *slices = self->parts.slices;
  const guint end = step->first + step->n;

  return !g_array_index (slices, AoiOcrSlice, step->first).is_cut
      && (end == slices->len || !g_array_index (slices, AoiOcrSlice, end).is_cut);
}

/* Whether some other character stands there, however that is looked at. */
static gboolean
is_hopeless (const AoiOcrEvidence *self)
{
  for (guint i = 0; i < self->findings->len; i++)
    if (g_array_index (self->findings, AoiOcrFinding, i).margin > AOI_OCR_HOPELESS)
      return TRUE;
  return FALSE;
}

static void
add_other (gunichar other, gdouble by, AoiOcrFinding *finding)
{
  if (by <= finding->margin)
    return;
  finding->margin = by;
  finding->other = other;
  finding->is_sure = finding->is_sure && by < AOI_OCR_MAX_SURE_ALIKE;
}

static void
compare_cut (
    AoiOcrEvidence *self, const GArray *steps, guint i, gunichar other, AoiOcrFinding *finding)
{
  add_other (other, aoi_ocr_align_compare (&self->parts, self->wanted, steps, i, other), finding);
}

/* Whether the text ends within a character. */
static void
compare_longer (AoiOcrEvidence *self, const GArray *steps, guint i, AoiOcrFinding *finding)
{
  gunichar other = 0;
  gdouble by;

  if ((i > 0 && i + 1 < steps->len) || !aoi_ocr_rates_know (finding->glyph.c))
    return;
  by = aoi_ocr_align_compare_longer (
      &self->parts, steps, i, finding->glyph.c, self->whitelist, &other);
  add_other (other, by, finding);
}

/* Whether another character stands there if the line is cut as it suits that one. Of zeros and letters O the fonts tell,
 * not the cuts. */
static void
compare_cuts (AoiOcrEvidence *self, const GArray *steps, guint i, AoiOcrFinding *finding)
{
  /* With a serif or a stroke of their neighbours some of each group are others of it. */
  static const gchar *const groups[] = { "1ILT", "5S", "8B3", "2Z7", "6GC", "EFL", "RPB", "RK",
    "QO", "MN", "WV", "UJ", "YV" };
  const AoiOcrStep *step = &g_array_index (steps, AoiOcrStep, i);
  const gunichar c = g_unichar_toupper (finding->glyph.c);

  if (is_round (c) || c == 0 || c >= 128 || (step->n == 1 && is_whole (self, step)))
    return;
  for (guint k = 0; k < G_N_ELEMENTS (groups); k++)
    for (const gchar *at = groups[k]; strchr (groups[k], (gint) c) != NULL && *at != '\0'; at++)
      if ((gunichar) *at != c && aoi_ocr_rates_may_stand ((gunichar) *at, self->whitelist))
        compare_cut (self, steps, i, (gunichar) *at, finding);
}

static void
take_steps (AoiOcrEvidence *self, const GArray *steps, gboolean again)
{
  const AoiOcrStep *last = &g_array_index (steps, AoiOcrStep, steps->len - 1);
  g_autofree AoiOcrRates *rates = aoi_ocr_steps_rate (steps, &self->parts, self->wanted, again);

  g_array_set_size (self->findings, 0);
  self->cut_well = aoi_ocr_align_doubt (&self->parts, steps) < AOI_OCR_MAX_DOUBT;
  for (guint i = 0; i < steps->len; i++) {
    AoiOcrFinding finding = find (self, get_part (self, steps, i), &rates[i], i);

    judge_finding (self, &rates[i], &finding);
    compare_cuts (self, steps, i, &finding);
    compare_longer (self, steps, i, &finding);
    finding.is_clear = is_clear (&finding)
        && (self->cut_well || is_whole (self, &g_array_index (steps, AoiOcrStep, i)));
    g_array_append_val (self->findings, finding);
  }
  self->first = g_array_index (steps, AoiOcrStep, 0).first;
  self->end = last->first + last->n;
  self->is_sure = is_sure (self);
}

/* FALSE if there is no place for so many characters. */
static gboolean
find_place (AoiOcrEvidence *self, gboolean again)
{
  g_autoptr (GArray) steps = aoi_ocr_align (&self->parts, self->wanted);

  if (steps == NULL)
    return FALSE;
  take_steps (self, steps, FALSE);
  if (!self->is_sure && again && !is_hopeless (self))
    take_steps (self, steps, TRUE);
  if (!self->is_sure)
    aoi_ocr_steps_teach (steps, &self->parts);
  return TRUE;
}

/* Whether look-alikes of what is expected stand on a line whose other characters are in no doubt. Cut in another way, such
 * a character may have something of its neighbours, and look as expected. */
static gboolean
is_refuted (const AoiOcrEvidence *self)
{
  guint n = 0;

  for (guint i = 0; i < self->findings->len; i++) {
    const AoiOcrFinding *finding = &g_array_index (self->findings, AoiOcrFinding, i);

    if (finding->is_sure)
      continue;
    if (finding->margin < AOI_OCR_REFUTED || finding->margin < finding->margin_else
        || !aoi_text_are_alike (finding->glyph.c, finding->other))
      return FALSE;
    n++;
  }
  return self->cut_well && n > 0;
}

/**
 * aoi_ocr_evidence_weigh:
 * @self: evidence with all lines
 *
 * Finds the place where the expected text is most likely, and whether it is sure to stand there.
 */
void
aoi_ocr_evidence_weigh (AoiOcrEvidence *self)
{
  static const AoiOcrEffort efforts[] = { AOI_OCR_EFFORT_USUAL, AOI_OCR_EFFORT_THOROUGH };

  for (guint i = 0; self->wanted != NULL && i < G_N_ELEMENTS (efforts); i++) {
    if (!aoi_ocr_parts_cut (&self->parts, efforts[i]))
      break;
    if (find_place (self, FALSE) && !self->is_sure)
      find_place (self, TRUE);
    if (self->is_sure || is_refuted (self))
      break;
  }
}

static gboolean
have_same_place (const AoiRect *a, const AoiRect *b)
{
  const gint slack = (gint) (SAME_PLACE * b->height);

  return ABS (a->x - b->x) <= slack && ABS (a->x + a->width - b->x - b->width) <= slack;
}

/* What is clear however the line is cut is so. */
static void
keep_clear (AoiOcrEvidence *self, const GArray *before)
{
  for (guint i = 0; i < self->findings->len; i++) {
    AoiOcrFinding *finding = &g_array_index (self->findings, AoiOcrFinding, i);
    const AoiOcrFinding *old = &g_array_index (before, AoiOcrFinding, i);

    finding->is_clear = old->is_clear && is_clear (finding)
        && have_same_place (&finding->glyph.box, &old->glyph.box);
  }
}

/**
 * aoi_ocr_evidence_cut_anywhere:
 * @self: evidence that is weighed, and not sure
 *
 * Weighs once more with pieces of ink cut anywhere, as characters that are blurred may meet. So cut, shapes that are
 * none may look like characters: they do not decide alone then, see @cut_well, but where they were clear before. If
 * there is no place for the expected text, there are no findings any more.
 *
 * Returns: %FALSE if nothing has changed, since that was done, since a look-alike is sure to stand there, or since the
 *   expected text is on several lines
 */
gboolean
aoi_ocr_evidence_cut_anywhere (AoiOcrEvidence *self)
{
  const guint n = self->findings->len;
  g_autoptr (GArray) before = g_array_copy (self->findings);

  if (n == 0 || is_refuted (self) || self->parts.effort == AOI_OCR_EFFORT_ALL
      || g_array_index (self->findings, AoiOcrFinding, 0).line
          != g_array_index (self->findings, AoiOcrFinding, n - 1).line)
    return FALSE;
  g_array_set_size (self->findings, 0);
  if (aoi_ocr_parts_cut (&self->parts, AOI_OCR_EFFORT_ALL) && find_place (self, FALSE))
    find_place (self, TRUE);
  keep_clear (self, before);
  self->cut_well = self->is_sure = FALSE;
  return TRUE;
}

/**
 * aoi_ocr_evidence_is_likely:
 * @self: evidence
 *
 * Returns: whether no shape is against it that the expected text stands there
 */
gboolean
aoi_ocr_evidence_is_likely (const AoiOcrEvidence *self)
{
  for (guint i = 0; i < self->findings->len; i++) {
    const AoiOcrFinding *finding = &g_array_index (self->findings, AoiOcrFinding, i);

    if (finding->margin >= AOI_OCR_MAX_READ || finding->margin_else >= AOI_OCR_MAX_READ)
      return FALSE;
  }
  return self->findings->len > 0;
}

/**
 * aoi_ocr_evidence_find_line:
 * @self: evidence
 * @line: number of a line
 * @first: (out): return location for the number of the first character that would stand on it
 * @end: (out): return location for the number of the one behind the last
 *
 * Returns: whether any would
 */
gboolean
aoi_ocr_evidence_find_line (const AoiOcrEvidence *self, guint line, guint *first, guint *end)
{
  const guint n = self->findings->len;

  *first = 0;
  while (*first < n && g_array_index (self->findings, AoiOcrFinding, *first).line != line)
    ++*first;
  *end = *first;
  while (*end < n && g_array_index (self->findings, AoiOcrFinding, *end).line == line)
    ++*end;
  return *first < *end;
}

/**
 * aoi_ocr_evidence_covers_line:
 * @self: evidence
 * @line: number of a line
 *
 * Returns: whether the expected text would take all ink of the line
 */
gboolean
aoi_ocr_evidence_covers_line (const AoiOcrEvidence *self, guint line)
{
  guint first, end;

  if (!aoi_ocr_evidence_find_line (self, line, &first, &end))
    return FALSE;
  for (guint i = 0; i < self->parts.slices->len; i++)
    if (g_array_index (self->parts.slices, AoiOcrSlice, i).line == line
        && (i < self->first || i >= self->end))
      return FALSE;
  return TRUE;
}

/**
 * aoi_ocr_evidence_get_glyphs:
 * @self: evidence
 * @line: number of a line
 *
 * Returns: (transfer full) (element-type AoiOcrGlyph): that part of the expected text that would stand on the
 *   line, with spaces where they are measured
 */
GArray *
aoi_ocr_evidence_get_glyphs (const AoiOcrEvidence *self, guint line)
{
  GArray *glyphs = g_array_new (FALSE, FALSE, sizeof (AoiOcrGlyph));
  guint first, end;

  if (!aoi_ocr_evidence_find_line (self, line, &first, &end))
    return glyphs;
  for (guint i = first; i < end; i++)
    g_array_append_val (glyphs, g_array_index (self->findings, AoiOcrFinding, i).glyph);
  aoi_ocr_glyphs_set_wanted_spaces (
      glyphs, g_array_index (self->parts.strips, AoiOcrStrip, line).line->height);
  return glyphs;
}
