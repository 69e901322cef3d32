/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_REDUCE_ONE:
 *
 * What the weights of the source pixels under a target pixel add up to: the most that a 16-bit sum of
 * bytes can take.
 */
#define AOI_REDUCE_ONE 256

gint64 aoi_reduce_edge (gint pixel, gint size, gint n);
void aoi_reduce_add (const guint8 *src, guint weight, gint n, guint16 *sums);
void aoi_reduce_columns (const guint16 *const sums[3], const gint *first, const guint16 *weights,
    gint taps, gint n, guint8 *const dest[3]);

G_END_DECLS
