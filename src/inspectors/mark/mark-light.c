/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether anything can be seen in a view: without light there is no colour of a mark, and no mark, either. */
#include "aoi-pixels.h"
#include "inspectors/mark/mark.h"

/* Gray levels that mean no light, or too much, as for whole frames. */
#define BLACK 16
#define SATURATED 250

/* Of the pixels, from which share on a view counts as such. */
#define NEARLY_ALL 0.98

typedef struct {
  guint64 total, dark, bright;
} Counts;

static void
count (const guint8 *pixels, gsize n, Counts *counts)
{
  guint dark = 0, bright = 0;

  for (gsize i = 0; i < n; i++) {
    dark += pixels[i] <= BLACK;
    bright += pixels[i] >= SATURATED;
  }
  counts->total += n;
  counts->dark += dark;
  counts->bright += bright;
}

/**
 * mark_light_see:
 * @view: with pixels
 * @strip: (out caller-allocates): memory to work in
 * @strip_size: its size, at least a row of @view
 * @cancellable: checked now and then
 *
 * Returns: whether @view is lit so that a mark would be seen
 */
MarkLight
mark_light_see (const AoiView *view, guint8 *strip, gsize strip_size, GCancellable *cancellable)
{
  const gsize row_bytes = (gsize) view->rect.width;
  const gint rows = (gint) MIN (strip_size / row_bytes, G_MAXINT);
  const gint bottom = view->rect.y + view->rect.height;
  AoiView part = { view->image, view->rect, 0, NULL };
  Counts counts = { 0 };

  for (gint y = view->rect.y; y < bottom; y += part.rect.height) {
    if (g_cancellable_is_cancelled (cancellable))
      return MARK_LIGHT_CANCELLED;
    part.rect.y = y;
    part.rect.height = MIN (rows, bottom - y);
    aoi_pixels_read_gray (&part, strip, row_bytes);
    count (strip, row_bytes * (gsize) part.rect.height, &counts);
  }
  if ((gdouble) counts.dark >= NEARLY_ALL * (gdouble) counts.total)
    return MARK_LIGHT_DARK;
  return (gdouble) counts.bright >= NEARLY_ALL * (gdouble) counts.total ? MARK_LIGHT_BRIGHT
                                                                        : MARK_LIGHT_GOOD;
}
