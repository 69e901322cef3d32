/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-frame-check.h"

/* Samples a side: enough to meet any picture, few enough to cost nothing beside the ROIs. */
#define GRID 16

/* Bytes that mean no light, or too much. Luma of video ranges from 16 on. */
#define BLACK 16
#define SATURATED 250

typedef struct {
  guint8 least, most;
} Range;

static gint
bytes_per_pixel (AoiFormat format)
{
  gsize row_bytes;
  gint rows;

  aoi_format_get_plane_size (format, 0, 2, 1, &row_bytes, &rows);
  return (gint) (row_bytes / 2);
}

static void
add_sample (Range *range, guint8 value)
{
  range->least = MIN (range->least, value);
  range->most = MAX (range->most, value);
}

/* Samples the first plane: all channels of packed formats except padding, the luma of planar ones. The four
 * kinds of places in a mosaic come in turn. */
static Range
sample_frame (const AoiImage *image)
{
  const AoiRect *valid = &image->valid;
  const gint bytes = bytes_per_pixel (image->format);
  Range range = { 255, 0 };

  for (gint i = 0; i < GRID; i++) {
    gint y = (gint) ((gint64) valid->height * (2 * i + 1) / (2 * GRID));
    const guint8 *row;

    y = CLAMP ((y & ~1) + (i & 1), 0, valid->height - 1);
    row = image->data[0] + (gssize) y * image->stride[0];
    for (gint k = 0; k < GRID; k++) {
      gint x = (gint) ((gint64) valid->width * (2 * k + 1) / (2 * GRID));

      x = CLAMP ((x & ~1) + (k & 1), 0, valid->width - 1);
      for (gint c = 0; c < MIN (bytes, 3); c++)
        add_sample (&range, row[(gssize) x * bytes + c]);
    }
  }
  return range;
}

/* Formats of one channel: in others a frame of one colour has several values. */
static gboolean
is_raw (AoiFormat format)
{
  return aoi_format_is_bayer (format) || !aoi_format_has_colour (format);
}

static const gchar *
find_bad_light (const AoiImage *image)
{
  const Range range = sample_frame (image);

  if (range.most <= BLACK)
    return "it is black";
  if (range.least >= SATURATED)
    return "it is saturated";
  if (range.most == range.least && is_raw (image->format))
    return "it has one value everywhere";
  return NULL;
}

/* Where ROIs reach, if none of them lies within the frame. */
static gboolean
is_too_small (const AoiImage *image, const AoiRevision *revision, gint *right, gint *bottom)
{
  const guint n = aoi_revision_get_n_rois (revision);

  *right = *bottom = 0;
  for (guint i = 0; i < n; i++) {
    const AoiRect *rect = &aoi_revision_get_roi ((AoiRevision *) revision, i)->roi->rect;

    if (rect->x + rect->width <= image->width && rect->y + rect->height <= image->height)
      return FALSE;
    *right = MAX (*right, rect->x + rect->width);
    *bottom = MAX (*bottom, rect->y + rect->height);
  }
  return n > 0;
}

/**
 * aoi_frame_find_fault:
 * @image: a whole frame
 * @revision: what it is to be inspected by
 *
 * Samples a few hundred bytes for what makes a frame useless as a whole: black, saturated, one value
 * everywhere (gray and Bayer), or too small for every ROI. Thread-safe.
 *
 * Returns: (transfer full) (nullable): why the frame is unsuitable, or %NULL
 */
gchar *
aoi_frame_find_fault (const AoiImage *image, const AoiRevision *revision)
{
  gint right, bottom;
  const gchar *light;

  if (is_too_small (image, revision, &right, &bottom))
    return g_strdup_printf (
        "unsuitable frame: %dx%d is too small for the product, whose ROIs reach "
        "%d,%d",
        image->width, image->height, right, bottom);
  light = find_bad_light (image);
  return light != NULL ? g_strdup_printf ("unsuitable frame: %s", light) : NULL;
}
