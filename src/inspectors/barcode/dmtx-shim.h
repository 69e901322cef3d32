/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiDmtxGrid:
 * @rows: modules from top to bottom, with the borders
 * @columns: modules from left to right, with the borders
 * @to_picture: (array fixed-size=9): maps a point (x, y, 1) of the grid, x right and y down from 0 to 1,
 *   to the picture: rows of a matrix whose third row gives the divisor
 * @dark: the code's own modules are darker than its ground
 * @level: halfway between both
 *
 * Where libdmtx thinks that a DataMatrix code is.
 */
typedef struct {
  gint rows, columns;
  gdouble to_picture[9];
  gboolean dark;
  gint level;
} AoiDmtxGrid;

/**
 * AoiDmtxFunc:
 * @grid: what was found
 * @user_data: the caller's
 *
 * Returns: whether to go on
 */
typedef gboolean (*AoiDmtxFunc) (const AoiDmtxGrid *grid, gpointer user_data);

gboolean aoi_dmtx_find (guint8 *pixels, gint width, gint height, gint gap, gint threshold,
    guint edges, AoiDmtxFunc func, gpointer user_data, GError **error);

G_END_DECLS
