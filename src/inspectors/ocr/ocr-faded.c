/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What blur leaves of thin strokes, such as the foot of an L, the bar of a T or a serif, stands out less than ink does. A
 * piece of ink is a part of its character only then. What has faded beside it belongs to it; between two pieces it may
 * belong to either. */
#include "inspectors/ocr/ocr-faded.h"

#include <leptonica/allheaders.h>

/* From this gray level on, beside ink, a column has some of a stroke. */
#define FADED_LEVEL 96

/* In heights of capitals: fewer columns are where a thick stroke fades, more are no stroke of a character. */
#define MIN_FADED 0.1
#define MAX_FADED 0.8

static gboolean
has_gray (const AoiOcrStrip *strip, gint column)
{
  const l_int32 wpl = pixGetWpl (strip->picture);
  const l_uint32 *row = pixGetData (strip->picture);

  for (gint y = 0; y < strip->line->box.height; y++, row += wpl)
    if (255 - GET_DATA_BYTE (row, column) >= FADED_LEVEL)
      return TRUE;
  return FALSE;
}

/* Beside @column, which has ink, @step being the direction. */
static void
find_beside (AoiOcrStrip *strip, gint column, gint step)
{
  const gdouble height = aoi_ocr_strip_get_height (strip);
  const gint width = strip->line->box.width;
  gint x = column + step, n = 0;

  while (x >= 0 && x < width && strip->inked[x] != AOI_OCR_COLUMN_INKED && has_gray (strip, x)) {
    x += step;
    n++;
  }
  if (n < MIN_FADED * height || n > MAX_FADED * height)
    return;
  while ((x -= step) != column)
    strip->inked[x] = AOI_OCR_COLUMN_FADED;
}

/**
 * aoi_ocr_faded_find:
 * @strip: a strip
 *
 * Marks the columns in which strokes have faded.
 */
void
aoi_ocr_faded_find (AoiOcrStrip *strip)
{
  for (gint x = 0; x < strip->line->box.width; x++) {
    if (strip->inked[x] != AOI_OCR_COLUMN_INKED)
      continue;
    find_beside (strip, x, -1);
    find_beside (strip, x, 1);
  }
}

/* Whether something has faded, or there is ink, in all columns from @from up to before @to. */
static gboolean
is_filled (const AoiOcrStrip *strip, gint from, gint to)
{
  for (gint x = from; x < to; x++)
    if (strip->inked[x] == AOI_OCR_COLUMN_EMPTY)
      return FALSE;
  return TRUE;
}

/* Between the end of a piece and the beginning of the next one. */
static void
widen (const AoiOcrStrip *strip, gint *end, gint *begin)
{
  if (is_filled (strip, *end, *begin))
    return;
  while (strip->inked[*end] != AOI_OCR_COLUMN_EMPTY)
    ++*end;
  while (strip->inked[*begin - 1] != AOI_OCR_COLUMN_EMPTY)
    --*begin;
}

/**
 * aoi_ocr_faded_widen:
 * @strip: a strip whose faded columns are found
 * @pieces: (element-type AoiOcrSlice): pieces of ink, from left to right
 * @first: number of the first one of the strip; the others follow
 *
 * Widens pieces by what has faded beside them, but for that which may be another one's.
 */
void
aoi_ocr_faded_widen (const AoiOcrStrip *strip, GArray *pieces, guint first)
{
  gint left = 0, right = strip->line->box.width;

  for (guint i = first; i < pieces->len; i++) {
    AoiOcrSlice *piece = &g_array_index (pieces, AoiOcrSlice, i);

    widen (strip, i == first ? &left : &piece[-1].to, &piece->from);
    if (i + 1 == pieces->len)
      widen (strip, &piece->to, &right);
  }
}

static gint
find_least (const AoiOcrStrip *strip, gint from, gint to)
{
  gint least = from;

  for (gint x = from + 1; x < to; x++)
    if (aoi_ocr_strip_measure_column (strip, x) < aoi_ocr_strip_measure_column (strip, least))
      least = x;
  return least;
}

/**
 * aoi_ocr_faded_append:
 * @strip: the strip of @next
 * @next: a piece of ink
 * @slices: (element-type AoiOcrSlice): the slices before it
 *
 * Appends what has faded between the last slice and @next, cut where there is least.
 *
 * Returns: whether there is any: @next hangs together with what is before it
 */
gboolean
aoi_ocr_faded_append (const AoiOcrStrip *strip, const AoiOcrSlice *next, GArray *slices)
{
  const AoiOcrSlice *last;
  AoiOcrSlice slice = { next->line, 0, 0, TRUE, FALSE };

  if (slices->len == 0)
    return FALSE;
  last = &g_array_index (slices, AoiOcrSlice, slices->len - 1);
  if (last->line != next->line || last->to >= next->from
      || !is_filled (strip, last->to, next->from))
    return FALSE;
  slice.from = last->to;
  slice.to = find_least (strip, slice.from, next->from);
  if (slice.to > slice.from)
    g_array_append_val (slices, slice);
  slice.from = slice.to;
  slice.to = next->from;
  g_array_append_val (slices, slice);
  return TRUE;
}

/**
 * aoi_ocr_faded_joins:
 * @parts: parts that are cut
 * @i: number of a slice, or of none
 *
 * Returns: whether it hangs together with the slice before it, be it by what has faded
 */
gboolean
aoi_ocr_faded_joins (const AoiOcrParts *parts, guint i)
{
  const AoiOcrSlice *slices = (const AoiOcrSlice *) (gpointer) parts->slices->data;

  if (i == 0 || i >= parts->slices->len || slices[i].line != slices[i - 1].line)
    return FALSE;
  return slices[i].is_cut
      || is_filled (&g_array_index (parts->strips, AoiOcrStrip, slices[i].line), slices[i - 1].to,
          slices[i].from);
}
