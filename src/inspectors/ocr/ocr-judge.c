/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two witnesses say what stands on a line: Tesseract, which reads it, and the shapes, which say how likely
 * each character of the expected text is. Here they are heard together. */
#include "inspectors/ocr/ocr-judge.h"

#include "inspectors/ocr/ocr-limits.h"
#include "product/aoi-text-alike.h"

/* What it costs to take a character for another one, or for none, when the reading is laid beside the
 * expected text. */
#define COST_ALIKE 0.6
#define COST_OTHER 1.0
#define COST_NONE 0.9

/**
 * Case:
 * @evidence: what the shapes say
 * @first: number of the first finding of the line
 * @n: how many findings the line has
 * @covers: the expected text would take the whole line
 * @read: (element-type AoiOcrGlyph): what Tesseract read
 * @at: for each finding, the number in @read of what was read for it, or -1
 * @agrees: for each finding, whether just that was read, and nothing beside it that does not stand there
 * @all_agree: all that is expected was read, but for characters that are clear
 *
 * A line, and what both witnesses say.
 */
typedef struct {
  const AoiOcrEvidence *evidence;
  guint first, n;
  gboolean covers;
  GArray *read;
  gint *at;
  gboolean *agrees;
  gboolean all_agree;
} Case;

static const AoiOcrFinding *
get_finding (const Case *self, guint i)
{
  return &g_array_index (self->evidence->findings, AoiOcrFinding, self->first + i);
}

static AoiOcrGlyph *
get_read (const Case *self, guint i)
{
  return &g_array_index (self->read, AoiOcrGlyph, i);
}

static gboolean
are_same (gunichar a, gunichar b)
{
  return g_unichar_tolower (a) == g_unichar_tolower (b);
}

static gdouble
get_cost (gunichar read, gunichar wanted)
{
  if (are_same (read, wanted))
    return 0.0;
  return aoi_text_are_alike (read, wanted) ? COST_ALIKE : COST_OTHER;
}

/* Characters of @words, each with the box of its word. */
static GArray *
take_glyphs (const GArray *words)
{
  GArray *glyphs = g_array_new (FALSE, FALSE, sizeof (AoiOcrGlyph));

  for (guint i = 0; i < words->len; i++) {
    const AoiOcrWord *word = &g_array_index (words, AoiOcrWord, i);

    for (const gchar *p = word->text; *p != '\0'; p = g_utf8_next_char (p)) {
      const AoiOcrGlyph glyph = { g_utf8_get_char (p), word->box, i > 0 && p == word->text,
        word->confidence };

      g_array_append_val (glyphs, glyph);
    }
  }
  return glyphs;
}

/* Costs of the best way to lay the first @k expected characters beside what was read up to @i. */
static gdouble *
measure_costs (const Case *self)
{
  const guint width = self->read->len + 1;
  gdouble *costs = g_new (gdouble, (gsize) (self->n + 1) * width);

  for (guint i = 0; i < width; i++)
    costs[i] = 0.0;
  for (guint k = 1; k <= self->n; k++) {
    gdouble *row = costs + (gsize) k * width;
    const gdouble *before = row - width;
    const gunichar wanted = get_finding (self, k - 1)->glyph.c;

    row[0] = before[0] + COST_NONE;
    for (guint i = 1; i < width; i++) {
      row[i] = before[i - 1] + get_cost (get_read (self, i - 1)->c, wanted);
      row[i] = MIN (row[i], MIN (before[i], row[i - 1]) + COST_NONE);
    }
  }
  return costs;
}

/* Sets @at from the last expected character to the first. */
static void
lay_beside (Case *self)
{
  const guint width = self->read->len + 1;
  g_autofree gdouble *costs = measure_costs (self);
  const gdouble *last = costs + (gsize) self->n * width;
  guint i = 0, k = self->n;

  for (guint end = 1; end < width; end++)
    if (last[end] <= last[i])
      i = end;
  while (k > 0) {
    const gdouble *row = costs + (gsize) k * width, *before = row - width;
    const gunichar wanted = get_finding (self, k - 1)->glyph.c;

    if (i > 0 && row[i] == before[i - 1] + get_cost (get_read (self, i - 1)->c, wanted)) {
      self->at[--k] = (gint) --i;
    } else if (row[i] == before[i] + COST_NONE) {
      self->at[--k] = -1;
    } else {
      i--;
    }
  }
}

/* Whether nothing was read between two characters, or before the first or behind the last one. */
static gboolean
is_beside (const Case *self, gint left, gint right)
{
  if (left == -1)
    return right == 0 || !self->covers;
  if (right == (gint) self->read->len)
    return left == right - 1 || !self->covers;
  return left == right - 1;
}

static gboolean
was_read (const Case *self, guint k)
{
  return self->at[k] >= 0
      && are_same (get_read (self, (guint) self->at[k])->c, get_finding (self, k)->glyph.c);
}

/* Whether nothing was read beside an expected character that does not stand there. */
static gboolean
is_in_place (const Case *self, guint k)
{
  const gint at = self->at[k];
  const gint left = k > 0 ? self->at[k - 1] : -1;
  const gint right = k + 1 < self->n ? self->at[k + 1] : (gint) self->read->len;

  return ((k > 0 && left == -1) || is_beside (self, left, at))
      && ((k + 1 < self->n && right == -1) || is_beside (self, at, right));
}

static void
compare (Case *self)
{
  self->all_agree = TRUE;
  for (guint k = 0; k < self->n; k++) {
    self->agrees[k] = was_read (self, k) && is_in_place (self, k);
    self->all_agree = self->all_agree && (self->agrees[k] || get_finding (self, k)->is_clear);
  }
}

/* How much likelier another character must be to stand where the expected one was read. */
static gdouble
get_limit (const Case *self, const AoiOcrFinding *finding)
{
  if (finding->is_round && !self->all_agree)
    return AOI_OCR_MAX_READ_ROUND;
  if (finding->is_round)
    return finding->glyph.c == '0' ? AOI_OCR_MAX_READ_ALL_ZERO : AOI_OCR_MAX_READ_ALL_ROUND;
  return self->all_agree ? AOI_OCR_MAX_READ_ALL : AOI_OCR_MAX_READ;
}

static Case
open_case (const AoiOcrEvidence *evidence, guint line, const GArray *words)
{
  Case self = { .evidence = evidence };
  guint end;

  aoi_ocr_evidence_find_line (evidence, line, &self.first, &end);
  self.n = end - self.first;
  self.covers = aoi_ocr_evidence_covers_line (evidence, line);
  self.read = take_glyphs (words);
  self.at = g_new (gint, self.n);
  self.agrees = g_new (gboolean, self.n);
  lay_beside (&self);
  compare (&self);
  return self;
}

static void
close_case (Case *self)
{
  g_array_unref (self->read);
  g_free (self->at);
  g_free (self->agrees);
}

static gboolean
was_alike_read (const Case *self, guint k)
{
  return self->at[k] >= 0 && !was_read (self, k) && is_in_place (self, k)
      && aoi_text_are_alike (
          get_read (self, (guint) self->at[k])->c, get_finding (self, k)->glyph.c);
}

static gboolean
was_read_as_zero (const Case *self, guint k)
{
  const AoiOcrFinding *finding = get_finding (self, k);

  return finding->is_round && finding->glyph.c != '0'
      && get_read (self, (guint) self->at[k])->c == '0';
}

/* Whether the expected character stands where another one was read. */
static gboolean
stands_unread (const Case *self, guint k)
{
  const AoiOcrFinding *finding = get_finding (self, k);

  if (!was_alike_read (self, k) || finding->margin_else >= AOI_OCR_MAX_LIKELY)
    return FALSE;
  if (was_read_as_zero (self, k))
    return finding->margin < AOI_OCR_MAX_READ_AS_ZERO;
  return self->evidence->cut_well && finding->margin < AOI_OCR_MAX_LIKELY;
}

static gboolean
stands_there (const Case *self, guint k)
{
  const AoiOcrFinding *finding = get_finding (self, k);

  if (finding->is_sure && (self->evidence->cut_well || finding->is_round || finding->is_clear))
    return TRUE;
  if (!self->agrees[k])
    return stands_unread (self, k);
  if (finding->margin < AOI_OCR_MAX_SURE && finding->margin_else < AOI_OCR_MAX_READ_ELSE)
    return TRUE;
  return finding->margin < get_limit (self, finding)
      && finding->margin_else < get_limit (self, finding);
}

static gboolean
stand_all (const Case *self)
{
  for (guint k = 0; k < self->n; k++)
    if (!stands_there (self, k))
      return FALSE;
  return TRUE;
}

/* Whether all that is expected was read, but for zeros and letters O that are sure. */
static gboolean
was_all_read (const Case *self)
{
  for (guint k = 0; k < self->n; k++) {
    const AoiOcrFinding *finding = get_finding (self, k);

    if (!self->agrees[k] && !finding->is_clear && !(finding->is_round && finding->is_sure))
      return FALSE;
  }
  return TRUE;
}

/* Where that is so, but some shape is against it, the line may be cut wrongly. */
static gboolean
try_other_cuts (Case *self, AoiOcrEvidence *evidence, guint line, const GArray *words)
{
  if (!was_all_read (self) || !aoi_ocr_evidence_cut_anywhere (evidence))
    return FALSE;
  close_case (self);
  *self = open_case (evidence, line, words);
  return self->n > 0 && stand_all (self);
}

/* What both witnesses say is as sure as the surer of them. */
static void
trust_reading (const Case *self, GArray *glyphs)
{
  for (guint k = 0; k < self->n; k++) {
    gdouble *confidence = &g_array_index (glyphs, AoiOcrGlyph, k).confidence;

    if (self->agrees[k])
      *confidence = MAX (*confidence, get_read (self, (guint) self->at[k])->confidence);
  }
}

/* What was read, with the expected text where it stands. */
static GArray *
put_expected (const Case *self, guint line)
{
  GArray *expected = aoi_ocr_evidence_get_glyphs (self->evidence, line);
  guint begin = 0, end;

  trust_reading (self, expected);
  if (self->covers)
    return expected;
  while (begin < self->n - 1 && self->at[begin] < 0)
    begin++;
  end = self->n - 1;
  while (end > 0 && self->at[end] < 0)
    end--;
  begin = (guint) MAX (self->at[begin], 0);
  end = self->at[end] < 0 ? begin : (guint) self->at[end] + 1;
  g_array_index (expected, AoiOcrGlyph, 0).after_space = begin < self->read->len
      && get_read (self, begin)->after_space;
  g_array_prepend_vals (expected, self->read->data, begin);
  g_array_append_vals (
      expected, &g_array_index (self->read, AoiOcrGlyph, end), self->read->len - end);
  return expected;
}

/* Whether another character stands there. A shape that is no character says only that the line is cut wrongly. */
static gboolean
is_other (const Case *self, const AoiOcrFinding *finding)
{
  return finding->margin >= get_limit (self, finding) && finding->margin > finding->margin_else;
}

/* Where all that is expected was read, but the shapes are sure that some of it is another character, it is
 * that one. */
static void
put_others (const Case *self)
{
  for (guint k = 0; k < self->n; k++)
    if (!was_read (self, k))
      return;
  for (guint k = 0; k < self->n; k++)
    if (is_other (self, get_finding (self, k)))
      get_read (self, (guint) self->at[k])->c = get_finding (self, k)->other;
}

/**
 * aoi_ocr_judge_words:
 * @evidence: evidence that is sure
 * @line: number of a line that it covers
 *
 * Returns: (transfer full) (element-type AoiOcrWord): the expected text as words
 */
GArray *
aoi_ocr_judge_words (const AoiOcrEvidence *evidence, guint line)
{
  g_autoptr (GArray) glyphs = aoi_ocr_evidence_get_glyphs (evidence, line);

  return aoi_ocr_glyphs_join (glyphs);
}

/**
 * aoi_ocr_judge_reading:
 * @evidence: evidence
 * @line: number of a line
 * @words: (inout) (transfer full) (element-type AoiOcrWord): what Tesseract read
 *
 * Makes @words what stands on the line, if the expected text or a part of it would stand there.
 *
 * Returns: whether that stands there
 */
gboolean
aoi_ocr_judge_reading (AoiOcrEvidence *evidence, guint line, GArray **words)
{
  g_autoptr (GArray) glyphs = NULL;
  gboolean good;
  guint first, end;
  Case self;

  if (!aoi_ocr_evidence_find_line (evidence, line, &first, &end))
    return FALSE;
  self = open_case (evidence, line, *words);
  good = stand_all (&self) || try_other_cuts (&self, evidence, line, *words);
  if (good)
    glyphs = put_expected (&self, line);
  else
    put_others (&self);
  g_array_unref (*words);
  *words = aoi_ocr_glyphs_join (good ? glyphs : self.read);
  close_case (&self);
  return good;
}

static gboolean
is_doubtful (const AoiOcrFinding *finding)
{
  return !finding->is_sure && aoi_text_are_alike (finding->glyph.c, finding->other);
}

/**
 * aoi_ocr_judge_describe_doubt:
 * @evidence: evidence
 *
 * Returns: (transfer full) (nullable): the first expected character that the print does not tell from another
 *   one, and that one, such as `5 from S`; %NULL if some other character clearly does not stand there
 */
gchar *
aoi_ocr_judge_describe_doubt (const AoiOcrEvidence *evidence)
{
  const AoiOcrFinding *doubtful = NULL;
  gchar wanted[8] = "", other[8] = "";

  for (guint i = 0; i < evidence->findings->len; i++) {
    const AoiOcrFinding *finding = &g_array_index (evidence->findings, AoiOcrFinding, i);

    if (doubtful == NULL && is_doubtful (finding))
      doubtful = finding;
  }
  if (doubtful == NULL || !aoi_ocr_evidence_is_likely (evidence))
    return NULL;
  g_unichar_to_utf8 (doubtful->glyph.c, wanted);
  g_unichar_to_utf8 (doubtful->other, other);
  return g_strdup_printf ("%s from %s", wanted, other);
}
