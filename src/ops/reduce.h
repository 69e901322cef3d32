/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_REDUCE_ONE:
 *
 * What the weights of the source pixels under a target pixel add up to along an axis: the most that a
 * 16-bit sum of bytes can take.
 */
#define AOI_REDUCE_ONE 256

/**
 * AOI_REDUCE_ROWS:
 *
 * How many rows are reduced along at once: a column of so many bytes is two SIMD registers.
 */
#define AOI_REDUCE_ROWS 32

/**
 * AoiReduceColumn:
 *
 * A column of pixels of a plane.
 */
typedef guint8 AoiReduceColumn[AOI_REDUCE_ROWS];

gint64 aoi_reduce_edge (gint pixel, gint size, gint n);
void aoi_reduce_add (const guint8 *src, guint weight, gint n, guint16 *sums);
void aoi_reduce_take (guint16 *sums, gint n, guint8 *dest);
void aoi_reduce_take_cells (guint16 *const sums[2], gboolean green_first, gint n, guint8 *upper,
    guint8 *green, guint8 *lower);
void aoi_reduce_columns (const AoiReduceColumn *src, const gint *first, const guint16 *weights,
    gint taps, gint n, AoiReduceColumn *dest);
void aoi_reduce_halve_rgb (const guint8 *src, gint width, gint height, guint8 *dest);

G_END_DECLS
