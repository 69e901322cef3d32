/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "inspectors/compare/compare-planes.h"
#include "ops/envelope.h"
#include "ops/warp.h"

G_BEGIN_DECLS

/**
 * AoiCompareMaps:
 * @structure: how much the structure of the window around each pixel differs, or its brightness, 0..2
 * @brightness: 1 where that is by brightness, else 0
 * @chroma: how much its colour differs, 0..1
 */
typedef struct {
  AoiPlane structure, brightness, chroma;
} AoiCompareMaps;

/**
 * AoiCompareWork:
 * @raw: for reading a picture
 * @live: the ROI's picture in the frame
 * @warped: brightness, both colours and burnt-out pixels of the live picture, warped to a golden
 * @luma: the brightness, filtered as the golden's
 * @chroma: the colours, filtered as the golden's
 * @saturated: burnt-out pixels, filtered as the golden's
 * @judged: 1 where pixels of golden and live picture can be compared, 0 where either is burnt out
 *   or, once that is known of an area where nothing may lie, where something reaches in from beside it
 * @colour: difference of colour of each pixel
 * @envelope: of the brightness; of use only where it is judged
 * @excess: in gray levels, likewise
 * @maps: what differs from a golden
 * @base: 1 where the most similar golden so far covers the live picture, else 0
 * @least: what differs from that golden which is most similar in each place of the live picture
 * @mask: (array): the golden pixels that the live picture shows
 * @valid: (array): those whose whole structure window it shows
 * @offsets: (array): for aoi_warp_row()
 * @lines: (array): for kernels: six rows of a plane with a window
 * @strip: RGB bytes of some rows of the view
 * @strip_size: in bytes
 *
 * The working memory of one comparison, laid out for one ROI at a time.
 */
typedef struct {
  AoiCompareRaw raw;
  AoiComparePlanes live;
  AoiPlane warped[4], luma;
  AoiChroma chroma[2];
  AoiPlane saturated, judged, colour, base;
  AoiEnvelope envelope;
  AoiPlane excess[2];
  AoiCompareMaps maps, least;
  AoiRun *mask, *valid;
  gint *offsets;
  gfloat *lines;
  guint8 *strip;
  gsize strip_size;
  gfloat *floats;
  gdouble *doubles;
} AoiCompareWork;

AoiCompareWork *aoi_compare_work_new (const AoiCompareGrid *const *grids, guint n);
void aoi_compare_work_free (AoiCompareWork *self);
void aoi_compare_work_read (AoiCompareWork *self, const AoiCompareGrid *grid, const AoiView *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiCompareWork, aoi_compare_work_free)

G_END_DECLS
