/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-mosaic.h"

#include "aoi-pixels.h"
#include "ops/levels.h"

/* Demosaicing takes what a pixel lacks from those around it: the gray of a Bayer frame is a mean of three by
 * three pixels, in which modules of two pixels flow together. The mosaic itself is as sharp as the lens, and a
 * code has the two colours of its ink and its ground alone. Once these two have the same levels at all four
 * places of the mosaic, it is the gray picture of the code. */

/* Share of a place's samples that may be darker than its black, and lighter than its white. */
#define TAIL 0.005

/* A colour that shows less than this share of the contrast would be noise. */
#define MAX_GAIN 4

/* All samples of one place of the mosaic: each second pixel of each second row. */
typedef struct {
  guint8 *first;
  gsize stride; /* from row to row of them */
  gint columns, rows;
  gint black, white;
} Samples;

static void
measure (Samples *self)
{
  AoiLevels levels = { .total = (guint64) self->columns * (guint64) self->rows };
  guint black, white;

  for (gint y = 0; y < self->rows; y++)
    for (gint x = 0; x < self->columns; x++)
      levels.counts[self->first[(gsize) y * self->stride + 2 * (gsize) x]]++;
  aoi_levels_find_range (&levels, TAIL, &black, &white);
  self->black = (gint) black;
  self->white = (gint) white;
}

static Samples
get_samples (guint8 *pixels, gint width, gint height, gint place)
{
  const gint x = place % 2, y = place / 2;
  Samples samples = {
    .first = pixels + (gsize) y * (gsize) width + x,
    .stride = 2 * (gsize) width,
    .columns = (width - x + 1) / 2,
    .rows = (height - y + 1) / 2,
  };

  measure (&samples);
  return samples;
}

static gint
get_range (const Samples *self)
{
  return self->white - self->black;
}

/* Gives the samples the levels of others. Where they show too little for that, they stay near the middle. */
static void
adapt (const Samples *self, const Samples *others)
{
  const gint wanted = get_range (others);
  const gint range = MAX (get_range (self), MAX (wanted / MAX_GAIN, 1));
  guint8 table[256];

  for (gint level = 0; level < 256; level++) {
    const gint above = (2 * level - self->black - self->white) * wanted / range;

    table[level] = (guint8) CLAMP ((others->black + others->white + above) / 2, 0, 255);
  }
  for (gint y = 0; y < self->rows; y++) {
    guint8 *row = self->first + (gsize) y * self->stride;

    for (gint x = 0; x < self->columns; x++)
      row[2 * x] = table[row[2 * x]];
  }
}

/**
 * aoi_barcode_mosaic_read:
 * @view: a view of a Bayer frame
 * @dest: (out caller-allocates): gets a byte a pixel, without padding between its rows; the size is that of
 *   aoi_view_get_size()
 *
 * Reads the turned view in gray without demosaicing: each pixel is its own sample, with black and white of its
 * place in the mosaic moved to those of the place that has the most contrast. What has two colours, as codes
 * have, is as sharp as a gray camera would show it; what has more colours shows the mosaic.
 */
void
aoi_barcode_mosaic_read (const AoiView *view, guint8 *dest)
{
  AoiImage mosaic = *view->image;
  const AoiView plain = { &mosaic, view->rect, view->rotation, NULL };
  Samples samples[4];
  const Samples *best = &samples[0];
  gint width, height;

  mosaic.format = AOI_FORMAT_GRAY8;
  aoi_view_get_size (view, &width, &height);
  aoi_pixels_read_gray (&plain, dest, (gsize) width);
  for (gint i = 0; i < 4; i++) {
    samples[i] = get_samples (dest, width, height, i);
    if (get_range (&samples[i]) > get_range (best))
      best = &samples[i];
  }
  for (gint i = 0; i < 4; i++)
    if (&samples[i] != best)
      adapt (&samples[i], best);
}
