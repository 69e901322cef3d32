/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-read.h"

#include <math.h>

#include "aoi-pixels.h"
#include "inspectors/ocr/ocr-judge.h"

/**
 * Setting:
 * @height: of capitals, in pixels
 * @border: of white around the line, in pixels
 * @raw: without a search for characters, which misses those that run into each other
 */
typedef struct {
  gdouble height;
  gint border;
  gboolean raw;
} Setting;

/* How a line is read, one after the other until it is sure; if it never is, the surest reading counts.
 * What Tesseract makes of a line depends on its size in ways that are no better at one than at
 * another: on lines of 800 labels each alone reads 89 to 95 % right, all 96 %. */
static const Setting settings[] = {
  { 26.0, 20, FALSE },
  { 32.0, 20, FALSE },
  { 28.0, 3, TRUE },
  { 22.0, 20, FALSE },
  { 40.0, 20, FALSE },
};

/* Confidence of the least sure word from which on a line is sure. */
#define SURE 0.89

/* What a reading loses if the ink does not bear it out. */
#define NOT_ALIGNED 0.04

/* Pixels: longer lines are read lower, so that none takes seconds. */
#define MAX_LINE_WIDTH 2048.0

/* How many columns of pixels, of all pictures together, a view may take to be read again, so that
 * grain does not take seconds: 20 times a label of a dozen characters. */
#define MAX_COLUMNS_AGAIN 6000

/* After so many lines that cannot be read, the rest is grain too. */
#define MAX_ILLEGIBLE 3

/* Words below this confidence speak against a reading, those above it for it. */
#define EVEN_CONFIDENCE 0.6

/* The other polarity is tried too where a line is read less surely than this. */
#define DOUBTFUL 0.85

/* What reading a view takes. */
typedef struct {
  AoiOcrPage *page;
  AoiOcrReader *reader;
  const AoiView *view;
  const AoiOcrWanted *wanted; /* or NULL */
  const gchar *whitelist;
  GCancellable *cancellable;
  gboolean only_likely; /* what the shapes are against is not read */
  gdouble columns_again; /* that are left */
  guint n_illegible; /* lines */
  guint n_found; /* expected characters that stand there */
} Job;

static void
free_picture (gpointer picture)
{
  if (picture != NULL)
    aoi_ocr_picture_free (picture);
}

static gdouble
get_least_confidence (const GArray *words)
{
  gdouble least = words->len > 0 ? 1.0 : 0.0;

  for (guint i = 0; i < words->len; i++)
    least = MIN (least, g_array_index (words, AoiOcrWord, i).confidence);
  return least;
}

/* From the picture, with its border, to the page. */
static void
move_boxes (GArray *words, const AoiOcrLine *line, gdouble scale, gint border)
{
  for (guint i = 0; i < words->len; i++) {
    AoiRect *box = &g_array_index (words, AoiOcrWord, i).box;
    const gint right = box->x + box->width, bottom = box->y + box->height;

    box->x = line->box.x + (gint) floor ((box->x - border) / scale);
    box->y = line->box.y + (gint) floor ((box->y - border) / scale);
    box->width = line->box.x + (gint) ceil ((right - border) / scale) - box->x;
    box->height = line->box.y + (gint) ceil ((bottom - border) / scale) - box->y;
  }
}

static GArray *
read_at (const Job *job, AoiOcrPicture *picture, const AoiOcrLine *line, const Setting *setting,
    GError **error)
{
  const gdouble scale = fmin (setting->height / line->height, MAX_LINE_WIDTH / line->box.width);
  g_autoptr (AoiOcrPicture) scaled = aoi_ocr_line_scale (picture, scale, setting->border);
  GArray *words = aoi_ocr_reader_read (
      job->reader, scaled, setting->raw, job->whitelist, job->cancellable, error);

  if (words != NULL)
    move_boxes (words, line, scale, setting->border);
  return words;
}

static gboolean
may_read_again (Job *job, const AoiOcrLine *line, const Setting *setting)
{
  job->columns_again -= setting->height * line->box.width / line->height;
  return job->columns_again >= 0.0;
}

/* How sure a reading is. Characters may run into each other, so that there are fewer pieces of ink than
 * characters; but if there are as many, nothing was read twice or left out. */
static gdouble
judge (const GArray *words, const AoiOcrLine *line)
{
  const gdouble confidence = get_least_confidence (words);

  return aoi_ocr_words_are_aligned (words, line) ? confidence : confidence - NOT_ALIGNED;
}

/* What is expected, as far as the line has it, ends the search for a better reading. */
static gboolean
take_reading (Job *job, AoiOcrEvidence *evidence, guint number, const AoiOcrLine *line,
    const GArray *words, GArray **best)
{
  guint first, end;

  g_array_unref (*best);
  *best = aoi_ocr_words_mend (words, job->page, line);
  if (!aoi_ocr_judge_reading (evidence, number, best))
    return FALSE;
  aoi_ocr_evidence_find_line (evidence, number, &first, &end);
  job->n_found += end - first;
  return TRUE;
}

static GArray *
read_line (Job *job, AoiOcrPicture *picture, AoiOcrEvidence *evidence, guint number,
    const AoiOcrLine *line, GError **error)
{
  g_autoptr (GArray) best = aoi_ocr_words_new ();
  gdouble surest = -1.0;

  for (guint i = 0; picture != NULL && i < G_N_ELEMENTS (settings) && surest < SURE; i++) {
    g_autoptr (GArray) words = NULL;

    if (i > 0 && !may_read_again (job, line, &settings[i]))
      break;
    words = read_at (job, picture, line, &settings[i], error);
    if (words == NULL)
      return NULL;
    if (judge (words, line) <= surest)
      continue;
    surest = judge (words, line);
    if (take_reading (job, evidence, number, line, words, &best))
      break;
  }
  job->n_illegible += surest < EVEN_CONFIDENCE;
  return g_steal_pointer (&best);
}

static void
append_line (AoiOcrReading *reading, GString *text, GArray *words)
{
  for (guint i = 0; i < words->len; i++) {
    AoiOcrWord word = g_array_index (words, AoiOcrWord, i);

    if (text->len > 0)
      g_string_append_c (text, i > 0 ? ' ' : '\n');
    g_string_append (text, word.text);
    word.text = g_strdup (word.text);
    g_array_append_val (reading->words, word);
  }
}

static gdouble
get_mean_confidence (const GArray *words)
{
  gdouble sum = 0.0;

  for (guint i = 0; i < words->len; i++)
    sum += g_array_index (words, AoiOcrWord, i).confidence;
  return words->len > 0 ? sum / words->len : 0.0;
}

/* The rectangle around a word that may be turned a little. */
static void
move_to_frame (const AoiOcrPage *page, const AoiView *view, AoiRect *box)
{
  const gdouble corners[4][2] = { { box->x, box->y }, { box->x + box->width, box->y },
    { box->x, box->y + box->height }, { box->x + box->width, box->y + box->height } };
  gdouble left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;
  AoiRect around;

  for (guint i = 0; i < 4; i++) {
    gdouble x, y;

    aoi_ocr_page_to_view (page, corners[i][0], corners[i][1], &x, &y);
    left = fmin (left, x);
    top = fmin (top, y);
    right = fmax (right, x);
    bottom = fmax (bottom, y);
  }
  around = (AoiRect){ (gint) floor (left), (gint) floor (top), 0, 0 };
  around.width = (gint) ceil (right) - around.x;
  around.height = (gint) ceil (bottom) - around.y;
  around = aoi_view_to_frame (view, &around);
  if (!aoi_rect_intersect (&around, &view->rect, box))
    *box = (AoiRect){ view->rect.x, view->rect.y, 0, 0 };
}

/* Lines with too little contrast have no picture: NULL. */
static GPtrArray *
take_pictures (const Job *job, const GArray *lines, AoiOcrEvidence *evidence)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func (free_picture);

  aoi_ocr_find_ground (job->page, lines);
  for (guint i = 0; i < lines->len; i++) {
    const AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, i);

    g_ptr_array_add (pictures, aoi_ocr_line_new (job->page, line));
    aoi_ocr_evidence_add_line (evidence, job->page, pictures->pdata[i], line);
  }
  aoi_ocr_evidence_weigh (evidence);
  return pictures;
}

static gboolean
read_pictures (Job *job, const GArray *lines, GPtrArray *pictures, AoiOcrEvidence *evidence,
    AoiOcrReading *reading, GString *text, GError **error)
{
  for (guint i = 0; i < lines->len && job->n_illegible < MAX_ILLEGIBLE; i++) {
    const AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, i);
    g_autoptr (GArray) words = evidence->is_sure && aoi_ocr_evidence_covers_line (evidence, i)
        ? aoi_ocr_judge_words (evidence, i)
        : read_line (job, pictures->pdata[i], evidence, i, line, error);

    if (words == NULL)
      return FALSE;
    append_line (reading, text, words);
  }
  return TRUE;
}

static gboolean
read_lines (Job *job, const GArray *lines, AoiOcrReading *reading, GError **error)
{
  g_auto (AoiOcrEvidence) evidence = { 0 };
  g_autoptr (GPtrArray) pictures = NULL;
  GString *text = g_string_new (NULL);
  gboolean good;

  reading->words = aoi_ocr_words_new ();
  aoi_ocr_evidence_init (&evidence, job->wanted, job->whitelist);
  pictures = take_pictures (job, lines, &evidence);
  reading->is_sure = evidence.is_sure;
  reading->is_likely = aoi_ocr_evidence_is_likely (&evidence);
  job->n_found = 0;
  good = (job->only_likely && !reading->is_likely)
      || read_pictures (job, lines, pictures, &evidence, reading, text, error);
  reading->is_found = evidence.findings->len > 0 && job->n_found == evidence.findings->len;
  for (guint i = 0; i < reading->words->len; i++)
    move_to_frame (job->page, job->view, &g_array_index (reading->words, AoiOcrWord, i).box);
  reading->confidence = get_mean_confidence (reading->words);
  reading->text = g_string_free (text, FALSE);
  if (!reading->is_found)
    reading->doubt = aoi_ocr_judge_describe_doubt (&evidence);
  return good;
}

static gdouble
weigh (const AoiOcrReading *reading)
{
  gdouble weight = 0.0;

  for (guint i = 0; i < reading->words->len; i++) {
    const AoiOcrWord *word = &g_array_index (reading->words, AoiOcrWord, i);

    weight += (gdouble) g_utf8_strlen (word->text, -1) * (word->confidence - EVEN_CONFIDENCE);
  }
  return weight;
}

static gboolean
is_better (const AoiOcrReading *other, const AoiOcrReading *reading)
{
  return other->is_sure || weigh (other) > fmax (weigh (reading), 0.0);
}

/* Reads the view as if its polarity were the other one, and takes that reading if it is better. Of a view
 * that was surely read only what the shapes find likely is read again. */
static gboolean
read_other (Job *job, gboolean light, AoiOcrReading *reading, GError **error)
{
  g_autoptr (GArray) lines = aoi_ocr_find_lines_of (job->page, light);
  AoiOcrReading other = { .text = NULL };
  gboolean good;

  job->only_likely = get_least_confidence (reading->words) >= DOUBTFUL;
  job->n_illegible = 0;
  good = read_lines (job, lines, &other, error);
  if (good && is_better (&other, reading)) {
    aoi_ocr_reading_clear (reading);
    *reading = other;
  } else {
    aoi_ocr_reading_clear (&other);
  }
  return good;
}

/**
 * aoi_ocr_read:
 * @page: room for @view
 * @reader: reads the lines
 * @view: what to read
 * @wanted: (nullable): what is expected: it is enough to find that it stands there; it makes characters
 *   of which the shapes tell so
 * @whitelist: (nullable): the characters that may be read; all without it
 * @cancellable: (nullable): stops it
 * @reading: (out caller-allocates): what was read; to be cleared in any case
 * @error: return location for an error
 *
 * Returns: %FALSE if it was cancelled or Tesseract failed
 */
gboolean
aoi_ocr_read (AoiOcrPage *page, AoiOcrReader *reader, const AoiView *view,
    const AoiOcrWanted *wanted, const gchar *whitelist, GCancellable *cancellable,
    AoiOcrReading *reading, GError **error)
{
  Job job = { page, reader, view, wanted, whitelist, cancellable, FALSE, MAX_COLUMNS_AGAIN, 0, 0 };
  g_autoptr (GArray) lines = NULL;
  gboolean light;
  gint width, height;

  *reading = (AoiOcrReading){ .text = NULL };
  aoi_view_get_size (view, &width, &height);
  aoi_pixels_read_gray (view, page->gray, (gsize) width);
  aoi_ocr_page_reduce (page, width, height);
  lines = aoi_ocr_find_lines (page, &light);
  if (!read_lines (&job, lines, reading, error))
    return FALSE;
  if (reading->is_sure || reading->is_found
      || (wanted == NULL && get_least_confidence (reading->words) >= DOUBTFUL))
    return TRUE;
  return read_other (&job, !light, reading, error);
}

/**
 * aoi_ocr_reading_clear:
 * @reading: what was read
 */
void
aoi_ocr_reading_clear (AoiOcrReading *reading)
{
  g_free (reading->text);
  g_clear_pointer (&reading->words, g_array_unref);
  g_free (reading->doubt);
}
