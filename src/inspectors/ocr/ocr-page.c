/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-page.h"

#include <math.h>
#include <string.h>

#include "ops/window.h"

/* Radius of the window whose mean a pixel is compared with: it holds a line of text and its ground,
 * and little of what the light does. In shares of the smaller side, and pixels. */
#define WINDOW_SHARE 0.5
#define MIN_WINDOW 10
#define MAX_WINDOW 100

/* No coordinate of a product is greater. */
#define MAX_WIDTH ((gsize) 65536)

/* This share of the picture's mean is added to the local one: noise in the darkest places is no contrast. */
#define DARK_SHARE 0.25f

/**
 * aoi_ocr_page_init:
 * @page: (out caller-allocates): a page
 * @n_pixels: of the largest view
 *
 * Returns: %FALSE if there is not enough memory; @page is to be cleared in any case
 */
gboolean
aoi_ocr_page_init (AoiOcrPage *page, gsize n_pixels)
{
  const gsize n_reduced = MIN (n_pixels, AOI_OCR_MAX_PIXELS);

  *page = (AoiOcrPage){ .capacity = n_pixels, .reduction = 1 };
  page->gray = g_try_malloc0 (n_pixels);
  page->smooth = g_try_malloc0 (n_reduced);
  page->ink = g_try_malloc0 (n_reduced);
  page->mean = g_try_new0 (gfloat, n_reduced);
  page->sums = g_try_new0 (guint32, 2 * MIN (n_reduced, MAX_WIDTH));
  return n_pixels == 0
      || (page->gray != NULL && page->smooth != NULL && page->ink != NULL && page->mean != NULL
          && page->sums != NULL);
}

/**
 * aoi_ocr_page_clear:
 * @page: a page
 */
void
aoi_ocr_page_clear (AoiOcrPage *page)
{
  g_free (page->gray);
  g_free (page->smooth);
  g_free (page->ink);
  g_free (page->mean);
  g_free (page->sums);
}

static guint8
mean_of_block (const guint8 *gray, gint stride, gint n)
{
  guint64 sum = 0;

  for (gint y = 0; y < n; y++)
    for (gint x = 0; x < n; x++)
      sum += gray[(gsize) y * stride + x];
  return (guint8) ((sum + (guint64) n * n / 2) / ((guint64) n * n));
}

/**
 * aoi_ocr_page_reduce:
 * @page: a page whose gray levels are a view's
 * @width: of the view
 * @height: of the view
 *
 * Sets the page's size: that of the view, or a whole fraction of it that has no more than
 * %AOI_OCR_MAX_PIXELS; the levels are means then.
 */
void
aoi_ocr_page_reduce (AoiOcrPage *page, gint width, gint height)
{
  gint n = 1;

  while ((gsize) (width / n) * (gsize) (height / n) > AOI_OCR_MAX_PIXELS)
    n++;
  page->reduction = n;
  page->angle = 0.0;
  page->width = width / n;
  page->height = height / n;
  for (gint y = 0; n > 1 && y < page->height; y++)
    for (gint x = 0; x < page->width; x++)
      page->gray[(gsize) y * page->width + x] = mean_of_block (
          page->gray + (gsize) y * n * width + (gsize) x * n, width, n);
}

/* Weights 1, 2, 1 in both directions; takes the noise of single pixels. */
static void
smooth (const AoiOcrPage *page)
{
  const gint width = page->width, height = page->height;

  for (gint y = 0; y < height; y++) {
    const guint8 *here = page->gray + (gsize) y * width;
    const guint8 *above = y > 0 ? here - width : here;
    const guint8 *below = y < height - 1 ? here + width : here;

    for (gint x = 0; x < width; x++) {
      const gint l = MAX (x - 1, 0), r = MIN (x + 1, width - 1);

      page->smooth[(gsize) y * width + x] = (guint8) ((above[l] + 2 * above[x] + above[r]
                                                          + 2 * here[l] + 4 * here[x] + 2 * here[r]
                                                          + below[l] + 2 * below[x] + below[r] + 8)
          >> 4);
    }
  }
}

/* The mean of what counts. */
static gdouble
measure_level (const AoiOcrPage *page, const guint8 *ignored)
{
  const gsize n = (gsize) page->width * page->height;
  guint64 sum = 0, count = 0;

  for (gsize i = 0; i < n; i++) {
    const guint64 counted = ignored == NULL || ignored[i] == 0;

    sum += counted * page->smooth[i];
    count += counted;
  }
  return (gdouble) sum / (gdouble) MAX (count, 1);
}

static void
flatten (AoiOcrPage *page, const guint8 *ignored)
{
  const gint smaller = MIN (page->width, page->height);
  const gint radius = CLAMP ((gint) (WINDOW_SHARE * smaller), MIN_WINDOW, MAX_WINDOW);
  const gsize n = (gsize) page->width * page->height;
  gfloat dark;

  smooth (page);
  aoi_window_mean (
      page->smooth, ignored, page->width, page->height, radius, page->sums, page->mean);
  dark = DARK_SHARE * (gfloat) measure_level (page, ignored) + 1.0f;
  for (gsize i = 0; i < n; i++)
    page->mean[i] = (page->smooth[i] - page->mean[i]) / (page->mean[i] + dark);
  for (gsize i = 0; ignored != NULL && i < n; i++)
    page->mean[i] = ignored[i] != 0 ? 0.0f : page->mean[i];
}

/**
 * aoi_ocr_page_flatten:
 * @page: a page of at least one pixel
 *
 * Makes @mean hold how much lighter each pixel is than its neighbourhood, relative to that: print
 * stands out as much in the shade as in the light.
 */
void
aoi_ocr_page_flatten (AoiOcrPage *page)
{
  flatten (page, NULL);
}

/**
 * aoi_ocr_page_flatten_ground:
 * @page: a page of at least one pixel whose @ink is known
 *
 * As aoi_ocr_page_flatten(), but what is not ground neither counts nor stands out.
 */
void
aoi_ocr_page_flatten_ground (AoiOcrPage *page)
{
  flatten (page, page->ink);
}

/**
 * aoi_ocr_page_clear_ink:
 * @page: a page
 *
 * Makes all of @ink ground.
 */
void
aoi_ocr_page_clear_ink (AoiOcrPage *page)
{
  memset (page->ink, AOI_OCR_GROUND, (gsize) page->width * page->height);
}

/* Of four pixels; outside of the picture the nearest counts. */
static guint8
sample (const AoiOcrPage *page, gdouble x, gdouble y)
{
  const gdouble px = CLAMP (x, 0.0, page->width - 1.0), py = CLAMP (y, 0.0, page->height - 1.0);
  const gint x0 = (gint) px, y0 = (gint) py;
  const gint x1 = MIN (x0 + 1, page->width - 1), y1 = MIN (y0 + 1, page->height - 1);
  const gdouble fx = px - x0, fy = py - y0;
  const guint8 *above = page->gray + (gsize) y0 * page->width;
  const guint8 *below = page->gray + (gsize) y1 * page->width;
  const gdouble top = above[x0] + fx * (above[x1] - above[x0]);
  const gdouble bottom = below[x0] + fx * (below[x1] - below[x0]);

  return (guint8) (top + fy * (bottom - top) + 0.5);
}

/* The place in the page as it was before it was turned. Whole numbers are centres of pixels. */
static void
unturn (const AoiOcrPage *page, gdouble angle, gdouble x, gdouble y, gdouble *ux, gdouble *uy)
{
  const gdouble cx = (page->width - 1) / 2.0, cy = (page->height - 1) / 2.0;
  const gdouble c = cos (angle), s = sin (angle);

  *ux = cx + c * (x - cx) + s * (y - cy);
  *uy = cy - s * (x - cx) + c * (y - cy);
}

/**
 * aoi_ocr_page_turn:
 * @page: a page
 * @angle: radians clockwise
 *
 * Turns the page about its centre.
 */
void
aoi_ocr_page_turn (AoiOcrPage *page, gdouble angle)
{
  for (gint y = 0; y < page->height; y++) {
    guint8 *row = page->smooth + (gsize) y * page->width;

    for (gint x = 0; x < page->width; x++) {
      gdouble ux, uy;

      unturn (page, angle, x, y, &ux, &uy);
      row[x] = sample (page, ux, uy);
    }
  }
  memcpy (page->gray, page->smooth, (gsize) page->width * page->height);
  page->angle += angle;
}

/**
 * aoi_ocr_page_to_view:
 * @page: a page
 * @x: in the page; whole numbers are edges of pixels
 * @y: in the page
 * @vx: (out): return location for the place in the view
 * @vy: (out): return location for the place in the view
 */
void
aoi_ocr_page_to_view (const AoiOcrPage *page, gdouble x, gdouble y, gdouble *vx, gdouble *vy)
{
  unturn (page, page->angle, x - 0.5, y - 0.5, vx, vy);
  *vx = (*vx + 0.5) * page->reduction;
  *vy = (*vy + 0.5) * page->reduction;
}
