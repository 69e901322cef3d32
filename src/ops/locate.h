/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AOI_LOCATE_MIN_SIDE 8 /* the least side of a picture that can be located, in pixels */
#define AOI_LOCATE_MAX_SIDE 256 /* the greatest side of one: sums of squares fit 32 bits */
#define AOI_LOCATE_MAX_RANGE 128 /* how far off it can be located, in pixels */

/**
 * AOI_LOCATE_MARGIN:
 *
 * Pixels around the search range that are read: a picture just outside of it is seen to be outside.
 */
#define AOI_LOCATE_MARGIN 2

/**
 * AoiLocator:
 *
 * A picture that is to be found, made ready. Immutable: any number of threads may find by it.
 */
typedef struct _AoiLocator AoiLocator;

/**
 * AoiLocatedPlace:
 * @x: of the picture's centre in the window; whole numbers are pixels' edges
 * @y: of the same
 * @score: the correlation there, up to 1; 0: there is no such place
 *
 * Where a picture seems to be.
 */
typedef struct {
  gdouble x, y;
  gdouble score;
} AoiLocatedPlace;

/**
 * AoiLocated:
 * @best: where the picture fits best
 * @second: where else it fits best, at least a quarter of its smaller side away
 *
 * What was found. If @second fits nearly as well as @best, it is not known where the picture is.
 */
typedef struct {
  AoiLocatedPlace best, second;
} AoiLocated;

AoiLocator *aoi_locator_new (const guint8 *gray, gint width, gint height, gint range);
void aoi_locator_free (AoiLocator *self);
void aoi_locator_get_window (const AoiLocator *self, gint *width, gint *height);
gsize aoi_locator_get_work_size (const AoiLocator *self);
void aoi_locator_find (
    const AoiLocator *self, const guint8 *window, gsize stride, gpointer work, AoiLocated *located);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiLocator, aoi_locator_free)

G_END_DECLS
