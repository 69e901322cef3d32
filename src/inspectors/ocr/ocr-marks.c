/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-marks.h"

#include <leptonica/allheaders.h>
#include <math.h>

#include "ops/quantile.h"

/* How much a pixel of a mark stands out, as a share of the range between both ends of all pixels. */
#define LEVEL_SHARE 0.25f

/* The share of pixels outside of that range at each end: text may cover very little of an ROI, single
 * pixels that glare or are dead cover less. */
#define TAIL 0.001

/* What reaches the edge of the page and takes this share of its width or height is what lies around a label; so are
 * pixels this near to it, where it fades out. */
#define SURROUNDING_SHARE 0.5
#define FADES 2

/* More marks than this are grain. */
#define MAX_MARKS 3000

static gfloat
find_level (const AoiOcrPage *page)
{
  const gsize n = (gsize) page->width * page->height;

  return LEVEL_SHARE
      * (aoi_quantile (page->mean, n, 1.0 - TAIL) - aoi_quantile (page->mean, n, TAIL));
}

static PIX *
threshold (const AoiOcrPage *page, gfloat level, gfloat sign)
{
  PIX *pix = pixCreate (page->width, page->height, 1);
  const l_int32 wpl = pixGetWpl (pix);

  for (gint y = 0; y < page->height; y++) {
    const gfloat *row = page->mean + (gsize) y * page->width;
    l_uint32 *line = pixGetData (pix) + (gsize) y * wpl;

    for (gint x = 0; x < page->width; x++)
      if (sign * row[x] > level)
        SET_DATA_BIT (line, x);
  }
  return pix;
}

static gdouble
measure_mass (const AoiOcrPage *page, const AoiOcrMark *mark)
{
  const l_int32 wpl = pixGetWpl (mark->pixels);
  gdouble mass = 0.0;

  for (gint y = 0; y < mark->box.height; y++) {
    const gfloat *row = page->mean + (gsize) (mark->box.y + y) * page->width + mark->box.x;
    const l_uint32 *line = pixGetData (mark->pixels) + (gsize) y * wpl;

    for (gint x = 0; x < mark->box.width; x++)
      if (GET_DATA_BIT (line, x))
        mass += fabsf (row[x]);
  }
  return mass;
}

static void
clear_mark (gpointer data)
{
  AoiOcrMark *mark = data;

  pixDestroy (&mark->pixels);
}

static void
add_mark (const AoiOcrPage *page, PIXA *parts, gint i, GArray *marks)
{
  AoiOcrMark mark = { .line = -1 };
  AoiRect *box = &mark.box;

  if (pixaGetBoxGeometry (parts, i, &box->x, &box->y, &box->width, &box->height) != 0)
    return;
  mark.pixels = pixaGetPix (parts, i, L_CLONE);
  mark.mass = measure_mass (page, &mark);
  mark.at_edge = box->x <= 0 || box->y <= 0 || box->x + box->width >= page->width
      || box->y + box->height >= page->height;
  g_array_append_val (marks, mark);
}

/**
 * aoi_ocr_marks_find:
 * @page: a flattened page
 * @light: marks that are lighter than what is around them, not darker
 *
 * Returns: (transfer full) (element-type AoiOcrMark): all marks; none where there is grain
 */
GArray *
aoi_ocr_marks_find (const AoiOcrPage *page, gboolean light)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (AoiOcrMark));
  PIX *standing_out = threshold (page, find_level (page), light ? 1.0f : -1.0f);
  PIXA *parts = NULL;
  BOXA *boxes = pixConnComp (standing_out, &parts, 8);
  const gint n = parts != NULL ? pixaGetCount (parts) : 0;

  g_array_set_clear_func (marks, clear_mark);
  for (gint i = 0; i < n && n <= MAX_MARKS; i++)
    add_mark (page, parts, i, marks);
  boxaDestroy (&boxes);
  pixaDestroy (&parts);
  pixDestroy (&standing_out);
  return marks;
}

static void
paint (const AoiRect *box, PIX *pixels, guint8 value, AoiOcrPage *page)
{
  const l_int32 wpl = pixGetWpl (pixels);

  for (gint y = 0; y < box->height; y++) {
    guint8 *row = page->ink + (gsize) (box->y + y) * page->width + box->x;
    const l_uint32 *line = pixGetData (pixels) + (gsize) y * wpl;

    for (gint x = 0; x < box->width; x++)
      if (GET_DATA_BIT (line, x))
        row[x] = value;
  }
}

static gboolean
is_surrounding (const AoiOcrMark *mark, const AoiOcrPage *page)
{
  return mark->at_edge && mark->line < 0
      && (mark->box.width >= SURROUNDING_SHARE * page->width
          || mark->box.height >= SURROUNDING_SHARE * page->height);
}

/**
 * aoi_ocr_marks_paint_surroundings:
 * @marks: (element-type AoiOcrMark): the marks of @page, of which it is known which belong to lines
 * @page: a page
 *
 * Makes @ink ground but for what lies around a label, the board or the ground under it. What is around a label is of
 * another level, so that print near to it does not stand out from the mean of its neighbourhood.
 *
 * Returns: whether there is any
 */
gboolean
aoi_ocr_marks_paint_surroundings (GArray *marks, AoiOcrPage *page)
{
  const AoiRect all = { 0, 0, page->width, page->height };
  const gint side = 2 * FADES + 1;
  gboolean any = FALSE;
  PIX *around = pixCreate (page->width, page->height, 1);

  for (guint i = 0; i < marks->len; i++) {
    const AoiOcrMark *mark = &g_array_index (marks, AoiOcrMark, i);
    const AoiRect *box = &mark->box;

    if (!is_surrounding (mark, page))
      continue;
    pixRasterop (around, box->x, box->y, box->width, box->height, PIX_PAINT, mark->pixels, 0, 0);
    any = TRUE;
  }
  aoi_ocr_page_clear_ink (page);
  if (any) {
    PIX *grown = pixDilateBrick (NULL, around, side, side);

    paint (&all, grown, AOI_OCR_FOREIGN, page);
    pixDestroy (&grown);
  }
  pixDestroy (&around);
  return any;
}

/**
 * aoi_ocr_marks_paint:
 * @marks: (element-type AoiOcrMark): the marks of @page
 * @page: a page
 *
 * Paints into @ink which pixels belong to lines, and which to other marks.
 */
void
aoi_ocr_marks_paint (GArray *marks, AoiOcrPage *page)
{
  for (guint i = 0; i < marks->len; i++) {
    const AoiOcrMark *mark = &g_array_index (marks, AoiOcrMark, i);

    paint (&mark->box, mark->pixels, mark->line >= 0 ? AOI_OCR_INK : AOI_OCR_FOREIGN, page);
  }
}
