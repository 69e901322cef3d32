/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-prepare.h"

#include <leptonica/allheaders.h>
#include <math.h>

#include "ops/quantile.h"
#include "ops/window.h"

/* Gray levels between ground and ink; with fewer there is nothing printed. */
#define MIN_CONTRAST 14.0f

/* Added to the ground's level before others are divided by it: black ground has noise, too. */
#define BLACK 16.0f

/* More lines than this are grain. */
#define MAX_LINES 100

/* Lines lower than this share of the highest one are specks. */
#define MIN_LINE_SHARE 0.3

/* Characters beyond this number make a line no more of a line. */
#define MANY_MARKS 8

/* Radians: a line is turned if it slopes by more than the least; more than the greatest is no line. */
#define MIN_ANGLE 0.008
#define MAX_ANGLE 0.14

/* Leptonica's limit between both ways of scaling, a double that it compares with the float. */
#define MIN_INTERPOLATED 0.7

/* The share of a line's ink that is darker than what is taken as black: the strokes' middle. */
#define BLACK_SHARE 0.25

/* How much stands in lines. Many characters count for more than few large marks: the holes of
 * characters have little mass, and shades at the edges of a label are few. */
static gdouble
weigh (const GArray *lines)
{
  gdouble weight = 0.0;

  for (guint i = 0; i < lines->len; i++) {
    const AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, i);

    weight += line->mass * pow (MIN (line->n_marks, MANY_MARKS), 3.0);
  }
  return weight;
}

static gint
find_highest (const GArray *lines)
{
  gint height = 0;

  for (guint i = 0; i < lines->len; i++)
    height = MAX (height, g_array_index (lines, AoiOcrLine, i).height);
  return height;
}

static gint
compare_tops (gconstpointer a, gconstpointer b)
{
  const AoiOcrLine *x = a, *y = b;

  return x->box.y != y->box.y ? (x->box.y > y->box.y) - (x->box.y < y->box.y)
                              : (x->box.x > y->box.x) - (x->box.x < y->box.x);
}

static void
sort_lines (GArray *lines)
{
  const gint highest = find_highest (lines);

  for (guint i = lines->len; i > 0; i--) {
    const AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, i - 1);

    if (line->n_marks == 0 || line->height < MIN_LINE_SHARE * highest)
      g_array_remove_index (lines, i - 1);
  }
  if (lines->len > MAX_LINES)
    g_array_set_size (lines, 0);
  g_array_sort (lines, compare_tops);
}

/* Characters that touch the page's edge are searched for only if there are no others. */
static GArray *
find_marked_lines (GArray *marks)
{
  g_autoptr (GArray) lines = aoi_ocr_lines_find (marks, FALSE);

  if (weigh (lines) > 0.0)
    return g_steal_pointer (&lines);
  return aoi_ocr_lines_find (marks, TRUE);
}

/* Print fades out at its edge. */
static void
pad_lines (const AoiOcrPage *page, GArray *lines)
{
  const AoiRect all = { 0, 0, page->width, page->height };

  for (guint i = 0; i < lines->len; i++) {
    AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, i);
    const AoiRect padded = aoi_rect_inflate (&line->box, MAX (1, line->height / 12));

    aoi_rect_intersect (&padded, &all, &line->box);
  }
}

static void
find_marks (const AoiOcrPage *page, gboolean light, GArray **marks, GArray **lines)
{
  *marks = aoi_ocr_marks_find (page, light);
  *lines = aoi_ocr_lines_find (*marks, FALSE);
}

/* Finds marks and lines once more without what lies around the label, and takes them if more stands in lines then. */
static void
find_marks_on_label (AoiOcrPage *page, gboolean light, GArray **marks, GArray **lines)
{
  g_autoptr (GArray) label_marks = NULL;
  g_autoptr (GArray) label_lines = NULL;

  if (!aoi_ocr_marks_paint_surroundings (*marks, page))
    return;
  aoi_ocr_page_flatten_ground (page);
  find_marks (page, light, &label_marks, &label_lines);
  if (weigh (label_lines) > weigh (*lines)) {
    g_array_unref (*marks);
    g_array_unref (*lines);
    *marks = g_steal_pointer (&label_marks);
    *lines = g_steal_pointer (&label_lines);
  } else {
    aoi_ocr_page_clear_ink (page);
  }
}

/* @ink has what is around a label then. Only where there are no other characters what touches the page's edge may be one:
 * it is what lies around a label more often. */
static void
find_all_marks (AoiOcrPage *page, gboolean light, GArray **marks, GArray **lines)
{
  aoi_ocr_page_flatten (page);
  find_marks (page, light, marks, lines);
  find_marks_on_label (page, light, marks, lines);
  if (weigh (*lines) > 0.0)
    return;
  g_array_unref (*lines);
  *lines = aoi_ocr_lines_find (*marks, TRUE);
}

/**
 * aoi_ocr_find_lines_of:
 * @page: a page whose gray levels are a view's
 * @light: whether the ink is lighter than the ground
 *
 * Sets the page's lines straight and finds them. @ink then shows where they are.
 *
 * Returns: (transfer full) (element-type AoiOcrLine): the lines from the top down
 */
GArray *
aoi_ocr_find_lines_of (AoiOcrPage *page, gboolean light)
{
  g_autoptr (GArray) marks = NULL;
  g_autoptr (GArray) lines = NULL;
  gdouble angle;

  find_all_marks (page, light, &marks, &lines);
  angle = atan (aoi_ocr_lines_get_slope (marks, lines));
  if (fabs (angle) > MIN_ANGLE && fabs (angle) < MAX_ANGLE) {
    aoi_ocr_page_turn (page, -angle);
    g_array_unref (marks);
    g_array_unref (lines);
    find_all_marks (page, light, &marks, &lines);
  }
  aoi_ocr_marks_paint (marks, page);
  sort_lines (lines);
  pad_lines (page, lines);
  return g_steal_pointer (&lines);
}

/**
 * aoi_ocr_find_lines:
 * @page: a page whose gray levels are a view's
 * @light: (out): return location for whether the ink is lighter than the ground
 *
 * As aoi_ocr_find_lines_of() for the polarity in which more stands in lines.
 *
 * Returns: (transfer full) (element-type AoiOcrLine): the lines from the top down
 */
GArray *
aoi_ocr_find_lines (AoiOcrPage *page, gboolean *light)
{
  gdouble weights[2];

  aoi_ocr_page_flatten (page);
  for (gint i = 0; i < 2; i++) {
    g_autoptr (GArray) marks = aoi_ocr_marks_find (page, i == 1);
    g_autoptr (GArray) lines = find_marked_lines (marks);

    weights[i] = weigh (lines);
  }
  *light = weights[1] > weights[0];
  return aoi_ocr_find_lines_of (page, *light);
}

/**
 * aoi_ocr_find_ground:
 * @page: a page whose @ink is known
 * @lines: (element-type AoiOcrLine): its lines
 *
 * Makes @mean hold the level that the ground has or would have at each pixel, below 0 where that is
 * not known.
 */
void
aoi_ocr_find_ground (AoiOcrPage *page, const GArray *lines)
{
  const gint highest = find_highest (lines);
  const gsize n = (gsize) page->width * page->height;

  aoi_window_mean (
      page->ink, NULL, page->width, page->height, MAX (1, highest / 12), page->sums, page->mean);
  for (gsize i = 0; i < n; i++)
    page->smooth[i] = page->mean[i] > 0.0f;
  aoi_window_mean (page->gray, page->smooth, page->width, page->height, MAX (4, highest / 2),
      page->sums, page->mean);
}

/* How much lighter than the ground, relative to that. */
static inline gfloat
get_contrast (const AoiOcrPage *page, gsize i, gfloat fallback)
{
  const gfloat ground = page->mean[i] >= 0.0f ? page->mean[i] : fallback;

  return (page->gray[i] - ground) / (ground + BLACK);
}

static gfloat
get_mean_ground (const AoiOcrPage *page, const AoiRect *box)
{
  gdouble sum = 0.0;
  gsize n = 0;

  for (gint y = box->y; y < box->y + box->height; y++) {
    for (gint x = box->x; x < box->x + box->width; x++) {
      const gfloat ground = page->mean[(gsize) y * page->width + x];

      if (ground >= 0.0f) {
        sum += ground;
        n++;
      }
    }
  }
  return n > 0 ? (gfloat) (sum / (gdouble) n) : -1.0f;
}

/* Of the ink, as get_contrast(); 0 where there is none. */
static gfloat
find_ink (const AoiOcrPage *page, const AoiRect *box, gfloat ground)
{
  g_autoptr (GArray) contrasts = g_array_new (FALSE, FALSE, sizeof (gfloat));
  gdouble sum = 0.0;

  for (gint y = box->y; y < box->y + box->height; y++) {
    for (gint x = box->x; x < box->x + box->width; x++) {
      const gsize i = (gsize) y * page->width + x;

      if (page->ink[i] == AOI_OCR_INK) {
        const gfloat contrast = get_contrast (page, i, ground);

        g_array_append_val (contrasts, contrast);
        sum += contrast;
      }
    }
  }
  if (contrasts->len == 0)
    return 0.0f;
  return aoi_quantile ((const gfloat *) (gconstpointer) contrasts->data, contrasts->len,
      sum > 0.0 ? 1.0 - BLACK_SHARE : BLACK_SHARE);
}

static void
draw_line (const AoiOcrPage *page, const AoiRect *box, gfloat ground, gfloat ink, PIX *pix)
{
  const l_int32 wpl = pixGetWpl (pix);

  for (gint y = 0; y < box->height; y++) {
    l_uint32 *row = pixGetData (pix) + (gsize) y * wpl;
    const gsize begin = (gsize) (box->y + y) * page->width + box->x;

    for (gint x = 0; x < box->width; x++) {
      const gfloat share = get_contrast (page, begin + x, ground) / ink;
      const gboolean foreign = page->ink[begin + x] == AOI_OCR_FOREIGN;

      SET_DATA_BYTE (row, x, foreign ? 255 : (gint) (255.5f - 255.0f * CLAMP (share, 0.0f, 1.0f)));
    }
  }
}

/**
 * aoi_ocr_line_new:
 * @page: a page whose ground is known
 * @line: one of its lines
 *
 * Returns: (transfer full) (nullable): the line in black on white, without what does not belong
 *   to it; %NULL where there is too little contrast
 */
AoiOcrPicture *
aoi_ocr_line_new (const AoiOcrPage *page, const AoiOcrLine *line)
{
  const gfloat ground = get_mean_ground (page, &line->box);
  const gfloat ink = ground >= 0.0f ? find_ink (page, &line->box, ground) : 0.0f;
  PIX *pix;

  if (fabsf (ink) * (ground + BLACK) < MIN_CONTRAST)
    return NULL;
  pix = pixCreate (line->box.width, line->box.height, 8);
  draw_line (page, &line->box, ground, ink, pix);
  return pix;
}

/**
 * aoi_ocr_line_scale:
 * @line: a line
 * @scale: by how much to enlarge it
 * @border: pixels of white to put around it
 *
 * Returns: (transfer full): the line in that size
 */
AoiOcrPicture *
aoi_ocr_line_scale (AoiOcrPicture *line, gdouble scale, gint border)
{
  const l_float32 factor = (l_float32) scale;
  PIX *scaled = (gdouble) factor < MIN_INTERPOLATED ? pixScaleAreaMap (line, factor, factor)
                                                    : pixScaleGrayLI (line, factor, factor);
  PIX *bordered = pixAddBorder (scaled, border, 255);

  pixDestroy (&scaled);
  return bordered;
}

/**
 * aoi_ocr_picture_free:
 * @picture: (transfer full): a picture
 */
void
aoi_ocr_picture_free (AoiOcrPicture *picture)
{
  pixDestroy (&picture);
}
