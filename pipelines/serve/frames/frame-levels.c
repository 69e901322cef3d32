/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "frames/frame-levels.h"

#include "aoi-pixels.h"
#include "ops/reduce.h"

/* Rows of the first level that are made at once, so that those at half size stay in the cache. */
#define STRIP 16

struct _FrameLevels {
  gatomicrefcount refs;
  AoiRgbImage *levels[FRAME_LEVEL_MAX + 1]; /* NULL below FRAME_LEVEL_FIRST, and where they end */
};

static gint
half (gint size)
{
  return size / 2 + size % 2;
}

/**
 * frame_levels_read_half:
 * @image: a whole frame
 * @rect: what to read; it counts cells of 2x2 pixels
 * @dest: (out caller-allocates): gets a pixel a cell, RGB, without padding
 *
 * Reads a part of the level that is not kept. A frame that has no whole cell is a line: then every second pixel counts.
 */
void
frame_levels_read_half (const AoiImage *image, const AoiRect *rect, guint8 *dest)
{
  const gsize stride = 3 * (gsize) rect->width;
  AoiView view = { .image = image, .rect = *rect };

  if (image->width > 1 && image->height > 1) {
    aoi_pixels_read_rgb_half (&view, dest, stride);
    return;
  }
  for (gint y = 0; y < rect->height; y++)
    for (gint x = 0; x < rect->width; x++) {
      view.rect = (AoiRect){ 2 * (rect->x + x), 2 * (rect->y + y), 1, 1 };
      aoi_pixels_read_rgb (&view, dest + (gsize) y * stride + 3 * (gsize) x, stride);
    }
}

/* The first level of all, by strips. */
static AoiRgbImage *
new_first (const AoiImage *image)
{
  const gint width = half (image->width), height = half (image->height);
  AoiRgbImage *level = aoi_rgb_image_new (half (width), half (height));
  g_autofree guint8 *strip = g_malloc (3 * (gsize) width * 2 * STRIP);

  for (gint y = 0; y < level->height; y += STRIP) {
    const AoiRect rect = { 0, 2 * y, width, MIN (2 * STRIP, height - 2 * y) };

    frame_levels_read_half (image, &rect, strip);
    aoi_reduce_halve_rgb (strip, width, rect.height, level->data + 3 * (gsize) level->width * y);
  }
  return level;
}

static AoiRgbImage *
new_next (const AoiRgbImage *level)
{
  AoiRgbImage *next = aoi_rgb_image_new (half (level->width), half (level->height));

  aoi_reduce_halve_rgb (level->data, level->width, level->height, next->data);
  return next;
}

/**
 * frame_levels_new:
 * @image: a whole frame
 * @max_level: the smallest
 *
 * Each pixel of the frame is read once.
 *
 * Returns: (transfer full): its levels from %FRAME_LEVEL_FIRST to @max_level
 */
FrameLevels *
frame_levels_new (const AoiImage *image, guint max_level)
{
  FrameLevels *self = g_new0 (FrameLevels, 1);

  g_return_val_if_fail (max_level <= FRAME_LEVEL_MAX, NULL);

  g_atomic_ref_count_init (&self->refs);
  for (guint i = FRAME_LEVEL_FIRST; i <= max_level; i++)
    self->levels[i] = i == FRAME_LEVEL_FIRST ? new_first (image) : new_next (self->levels[i - 1]);
  return self;
}

/**
 * frame_levels_ref:
 * @self: levels
 *
 * Returns: (transfer full): @self
 */
FrameLevels *
frame_levels_ref (FrameLevels *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * frame_levels_unref:
 * @self: (transfer full): levels
 */
void
frame_levels_unref (FrameLevels *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i <= FRAME_LEVEL_MAX; i++)
    g_clear_pointer (&self->levels[i], aoi_rgb_image_free);
  g_free (self);
}

/**
 * frame_levels_get:
 * @self: levels
 * @level: one of them
 *
 * Returns: (transfer none): it
 */
const AoiRgbImage *
frame_levels_get (const FrameLevels *self, guint level)
{
  return self->levels[level];
}
