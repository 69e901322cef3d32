/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "ops/gray-warp.h"

G_BEGIN_DECLS

/* Directions in which a view's edges lie, strongest first. */
#define AOI_BARCODE_DIRECTIONS 2

/**
 * AoiBarcodeStudio:
 * @view: the view, a byte a pixel
 * @mosaic: (nullable): the view of the frame if that is a Bayer mosaic, borrowed
 * @width: of the view
 * @height: of the view
 * @black: lower end of the view's levels without noise
 * @white: upper end of the view's levels without noise
 * @steepest: by how much its levels differ at most within a few pixels, without noise
 * @angles: degrees clockwise of its edges' directions
 * @n_angles: how many of these there are
 * @capacity: pixels that each of the pictures holds
 * @pictures: memory of pictures
 * @blocks: memory for levels of blocks
 * @sums: memory for sums of columns
 *
 * A view and what pictures are made of it in. Belongs to one inspection at a time.
 */
typedef struct {
  guint8 *view;
  const AoiView *mosaic;
  gint width, height;
  guint black, white;
  gint steepest;
  gint angles[AOI_BARCODE_DIRECTIONS];
  gint n_angles;
  gsize capacity;
  guint8 *pictures[3];
  guint8 *blocks;
  guint32 *sums;
} AoiBarcodeStudio;

/**
 * AoiBarcodeTurn:
 * @AOI_BARCODE_UPRIGHT: as the view is
 * @AOI_BARCODE_ALIGNED: so that the strongest edges of the view are upright
 * @AOI_BARCODE_ALIGNED_SECOND: likewise the strongest in another direction
 * @AOI_BARCODE_TURNED: above this: by so many degrees more
 */
typedef enum {
  AOI_BARCODE_UPRIGHT,
  AOI_BARCODE_ALIGNED,
  AOI_BARCODE_ALIGNED_SECOND,
  AOI_BARCODE_TURNED,
} AoiBarcodeTurn;

/**
 * AoiBarcodeLevels:
 * @AOI_BARCODE_GRAY: as they are
 * @AOI_BARCODE_HALFWAY: black and white: apart halfway between the picture's darkest and lightest
 * @AOI_BARCODE_MEAN: black and white: apart at the mean around
 */
typedef enum {
  AOI_BARCODE_GRAY,
  AOI_BARCODE_HALFWAY,
  AOI_BARCODE_MEAN,
} AoiBarcodeLevels;

/**
 * AoiBarcodeRecipe:
 * @turn: #AoiBarcodeTurn
 * @scale: in halves: 1 halves the view, 2 leaves it, 6 makes it three times as large
 * @inverted: light becomes dark
 * @even: uneven light is taken out
 * @smooth: radius in pixels of a mean around each pixel; 0: none
 * @bars: radius in pixels of a mean along upright bars; 0: none
 * @sharpen: radius in pixels of the mean away from which levels are moved; 0: none
 * @levels: #AoiBarcodeLevels
 * @mosaic: of the view's mosaic, see aoi_barcode_mosaic_read(); there is no such picture of other frames
 *
 * How a picture is made of a view, in this order.
 */
typedef struct {
  guint8 turn;
  guint8 scale;
  guint8 inverted;
  guint8 even;
  guint8 smooth;
  guint8 bars;
  guint8 sharpen;
  guint8 levels;
  guint8 mosaic;
} AoiBarcodeRecipe;

gboolean
aoi_barcode_studio_init (AoiBarcodeStudio *self, gint longest, gsize n_pixels, GError **error);
void aoi_barcode_studio_clear (AoiBarcodeStudio *self);
void aoi_barcode_studio_set_view (AoiBarcodeStudio *self, const AoiView *view);
void aoi_barcode_studio_survey (AoiBarcodeStudio *self);
gboolean aoi_barcode_studio_plan (AoiBarcodeStudio *self, const AoiBarcodeRecipe *recipe,
    gint *width, gint *height, AoiAffine *to_view);
const guint8 *aoi_barcode_studio_make (AoiBarcodeStudio *self, const AoiBarcodeRecipe *recipe,
    gint width, gint height, const AoiAffine *to_view);

G_END_DECLS
