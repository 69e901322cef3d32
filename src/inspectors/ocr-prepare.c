/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr-prepare.h"

#include <leptonica/allheaders.h>
#include <math.h>

#include "ops/levels.h"

/* The share of pixels that may lie outside of the stretched range at each end: text may cover very
 * little of an ROI, single pixels that glare or are dead cover less. */
#define TAIL 0.0005

/* Gray levels between both ends; with fewer there is nothing printed. */
#define MIN_CONTRAST 24

/* Height of capitals in pixels that Tesseract reads best, and what is near enough to be left
 * alone. */
#define TEXT_HEIGHT 34.0
#define MIN_TEXT_HEIGHT 28.0
#define MAX_TEXT_HEIGHT 44.0

/* Marks lower than this are specks, or print too small to be read. */
#define MIN_MARK_HEIGHT 6

/* More marks and specks than this are grain, which costs Tesseract seconds when it is enlarged. */
#define MAX_MARKS 500

#define MAX_SCALE 4.0

/* So that no ROI, however large, becomes too much to read in a frame's time. */
#define MAX_SCALED_PIXELS (4.0 * 1024 * 1024)

/* White around the text, which Tesseract wants to find lines. */
#define BORDER 20

/**
 * aoi_ocr_row_bytes:
 * @width: in pixels
 *
 * Returns: bytes from row to row of the gray image that aoi_ocr_picture_new() takes
 */
gsize
aoi_ocr_row_bytes (gint width)
{
  return ((gsize) MAX (width, 0) + 3) & ~(gsize) 3;
}

/* What there is less of is the text: it becomes dark on light. FALSE if there is no contrast. */
static gboolean
normalize_levels (guint8 *gray, gint width, gint height)
{
  const gsize row_bytes = aoi_ocr_row_bytes (width);
  AoiLevels levels;
  guint black, white;

  aoi_levels_count (&levels, gray, row_bytes, width, height);
  aoi_levels_find_range (&levels, TAIL, &black, &white);
  if (white < black + MIN_CONTRAST)
    return FALSE;
  aoi_levels_stretch (gray, row_bytes * (gsize) height, black, white,
      aoi_levels_mostly_dark (&levels, black, white));
  return TRUE;
}

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  const gint x = *(const gint *) a, y = *(const gint *) b;

  return (x > y) - (x < y);
}

/* Marks as high as the picture are edges of a label or of the board. */
static GArray *
measure_marks (BOXA *boxes, gint height)
{
  GArray *heights = g_array_new (FALSE, FALSE, sizeof (gint));
  const gint n = boxaGetCount (boxes);

  for (gint i = 0; i < n && n <= MAX_MARKS; i++) {
    l_int32 mark = 0;

    if (boxaGetBoxGeometry (boxes, i, NULL, NULL, NULL, &mark) == 0 && mark >= MIN_MARK_HEIGHT
        && mark < height)
      g_array_append_val (heights, mark);
  }
  g_array_sort (heights, compare_numbers);
  return heights;
}

/* The height that three of four marks do not exceed: capitals and digits rather than small letters
 * and points. 0 where there is no mark, or grain. */
static gint
estimate_text_height (PIX *gray)
{
  PIX *ink = pixThresholdToBinary (gray, 128);
  BOXA *boxes = pixConnCompBB (ink, 8);
  g_autoptr (GArray) heights = measure_marks (boxes, pixGetHeight (gray));

  boxaDestroy (&boxes);
  pixDestroy (&ink);
  return heights->len > 0 ? g_array_index (heights, gint, heights->len * 3 / 4) : 0;
}

static gdouble
choose_scale (PIX *gray)
{
  const gint text_height = estimate_text_height (gray);
  const gdouble n_pixels = (gdouble) pixGetWidth (gray) * pixGetHeight (gray);
  const gdouble greatest = fmin (MAX_SCALE, sqrt (MAX_SCALED_PIXELS / n_pixels));
  gdouble scale = 1.0;

  if (text_height > 0 && (text_height < MIN_TEXT_HEIGHT || text_height > MAX_TEXT_HEIGHT))
    scale = TEXT_HEIGHT / text_height;
  return fmin (scale, greatest);
}

/* Leptonica's limit between both ways is 0.7. */
static PIX *
scale_picture (PIX *gray, gdouble scale)
{
  if (scale == 1.0)
    return pixClone (gray);
  if (scale < 0.7)
    return pixScaleAreaMap (gray, (l_float32) scale, (l_float32) scale);
  return pixScaleGrayLI (gray, (l_float32) scale, (l_float32) scale);
}

/* Borrows the gray levels, as words in the CPU's byte order. */
static PIX *
wrap_levels (guint8 *gray, gint width, gint height)
{
  PIX *pix = pixCreateHeader (width, height, 8);

  pixSetData (pix, (l_uint32 *) (gpointer) gray);
  pixEndianByteSwap (pix);
  return pix;
}

/**
 * aoi_ocr_picture_new:
 * @gray: (inout): rows by aoi_ocr_row_bytes(), aligned for 32-bit words; is used up
 * @width: in pixels, at least 1
 * @height: in pixels, at least 1
 *
 * Makes print as Tesseract wants it: dark on light, all of the contrast, capitals about 34 pixels
 * high, a white border. Any thread.
 *
 * Returns: (transfer full) (nullable): the picture, or %NULL where there is too little contrast for
 *   anything to be printed
 */
AoiOcrPicture *
aoi_ocr_picture_new (guint8 *gray, gint width, gint height)
{
  PIX *levels, *scaled, *bordered;

  if (!normalize_levels (gray, width, height))
    return NULL;
  levels = wrap_levels (gray, width, height);
  scaled = scale_picture (levels, choose_scale (levels));
  bordered = pixAddBorder (scaled, BORDER, 255);
  pixDestroy (&scaled);
  pixSetData (levels, NULL);
  pixDestroy (&levels);
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
