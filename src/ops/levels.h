/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiLevels:
 * @counts: pixels of each gray level
 * @total: all of them
 *
 * The histogram of a gray image.
 */
typedef struct {
  guint64 counts[256];
  guint64 total;
} AoiLevels;

void
aoi_levels_count (AoiLevels *levels, const guint8 *gray, gsize stride, gint width, gint height);
void aoi_levels_find_range (const AoiLevels *levels, gdouble tail, guint *black, guint *white);
gboolean aoi_levels_mostly_dark (const AoiLevels *levels, guint black, guint white);
void aoi_levels_stretch (guint8 *gray, gsize n, guint black, guint white, gboolean invert);
void aoi_levels_threshold (const guint8 *gray, gsize n, guint level, guint8 *dest);

G_END_DECLS
