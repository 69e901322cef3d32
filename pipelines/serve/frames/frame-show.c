/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "frames/frame-show.h"

#include <string.h>

#include "aoi-error.h"
#include "aoi-overview.h"
#include "aoi-pixels.h"
#include "frames/frame-levels.h"

/**
 * frame_get_max_zoom:
 * @self: a frame
 *
 * At zoom 0 a tile has all of the frame. Each further one shows it twice as large.
 *
 * Returns: the zoom at which a pixel of a tile is a pixel of the frame
 */
guint
frame_get_max_zoom (const Frame *self)
{
  const gint size = MAX (self->image.width, self->image.height);
  guint zoom = 0;

  while (zoom < FRAME_LEVEL_MAX && (FRAME_TILE << zoom) < size)
    zoom++;
  return zoom;
}

/* Returns: (transfer full): levels of a frame that has some */
static FrameLevels *
ref_levels (Frame *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->levels == NULL)
    self->levels = frame_levels_new (&self->image, frame_get_max_zoom (self));
  return frame_levels_ref (self->levels);
}

static AoiRgbImage *
read_from_level (Frame *self, guint level, const AoiRect *rect)
{
  g_autoptr (FrameLevels) levels = ref_levels (self);
  const AoiRgbImage *from = frame_levels_get (levels, level);
  AoiRgbImage *tile = aoi_rgb_image_new (rect->width, rect->height);
  const gsize row = 3 * (gsize) rect->width;

  for (gint y = 0; y < rect->height; y++)
    memcpy (tile->data + row * (gsize) y,
        from->data + 3 * ((gsize) (rect->y + y) * (gsize) from->width + (gsize) rect->x), row);
  return tile;
}

/* Full and half size are read from the frame: kept, they would take more memory than it. */
static AoiRgbImage *
read_from_frame (Frame *self, guint level, const AoiRect *rect)
{
  const AoiView view = { .image = &self->image, .rect = *rect };
  AoiRgbImage *tile = aoi_rgb_image_new (rect->width, rect->height);

  if (level == 0)
    aoi_pixels_read_rgb (&view, tile->data, 3 * (gsize) rect->width);
  else
    frame_levels_read_half (&self->image, rect, tile->data);
  return tile;
}

/**
 * frame_read_tile:
 * @self: a frame
 * @zoom: up to frame_get_max_zoom()
 * @x: column of the tile, from the left
 * @y: row of the tile, from above
 *
 * Returns: (transfer full) (nullable): the tile, less than %FRAME_TILE where the frame ends; %NULL: there is no such tile
 */
AoiRgbImage *
frame_read_tile (Frame *self, guint zoom, guint x, guint y)
{
  const guint max_zoom = frame_get_max_zoom (self);
  guint level, cell;
  gint width, height;
  AoiRect rect;

  if (zoom > max_zoom)
    return NULL;
  level = max_zoom - zoom;
  cell = 1u << level;
  width = (gint) (((guint) self->image.width + cell - 1) / cell);
  height = (gint) (((guint) self->image.height + cell - 1) / cell);
  if (x >= (guint) (width + FRAME_TILE - 1) / FRAME_TILE
      || y >= (guint) (height + FRAME_TILE - 1) / FRAME_TILE)
    return NULL;
  rect.x = (gint) x * FRAME_TILE;
  rect.y = (gint) y * FRAME_TILE;
  rect.width = MIN (FRAME_TILE, width - rect.x);
  rect.height = MIN (FRAME_TILE, height - rect.y);
  return level < FRAME_LEVEL_FIRST ? read_from_frame (self, level, &rect)
                                   : read_from_level (self, level, &rect);
}

/**
 * frame_read_picture:
 * @self: a frame
 * @width: of the picture at most, in pixels; 0: as the frame
 *
 * Returns: (transfer full) (nullable): all of the frame, %NULL if there is not enough memory
 */
AoiRgbImage *
frame_read_picture (const Frame *self, gint width)
{
  return aoi_overview_new (&self->image, width);
}

/**
 * frame_encode_picture:
 * @self: a frame
 * @width: of the picture at most, in pixels; 0: as the frame
 * @error: why it cannot be made
 *
 * Makes the picture once for all who ask for the same width.
 *
 * Returns: (transfer full): a JPEG file of all of the frame
 */
GBytes *
frame_encode_picture (Frame *self, gint width, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (AoiRgbImage) picture = NULL;
  GBytes *bytes;

  width = MIN (width, self->image.width);
  if (self->shown != NULL && self->shown_width == width)
    return g_bytes_ref (self->shown);
  picture = frame_read_picture (self, width);
  if (picture == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "there is no memory for such a picture");
    return NULL;
  }
  bytes = aoi_image_file_encode_preview (picture, error);
  if (bytes == NULL)
    return NULL;
  g_clear_pointer (&self->shown, g_bytes_unref);
  self->shown = g_bytes_ref (bytes);
  self->shown_width = width;
  return bytes;
}

/**
 * frame_has_levels:
 * @self: a frame
 *
 * Returns: whether reduced levels are kept
 */
gboolean
frame_has_levels (Frame *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->levels != NULL;
}

/**
 * frame_drop_levels:
 * @self: a frame
 *
 * Gives back the memory of its levels, which are made anew when somebody asks.
 */
void
frame_drop_levels (Frame *self)
{
  FrameLevels *levels;

  g_mutex_lock (&self->lock);
  levels = g_steal_pointer (&self->levels);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&levels, frame_levels_unref);
}
