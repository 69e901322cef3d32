/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "inspectors/compare/compare-match.h"

G_BEGIN_DECLS

/**
 * AoiCompareCandidate:
 * @index: of the golden
 * @score: how well it fits the frame, by what was searched so far
 * @x: pixels by which the part is right of its place, at work size
 * @y: pixels by which it is below
 *
 * A golden of the ROI, and how it fits the frame.
 */
typedef struct {
  guint index;
  gdouble score;
  gint x, y;
} AoiCompareCandidate;

gboolean aoi_compare_order_init (AoiCompareCandidate *candidates, const GPtrArray *goldens,
    AoiCompareWork *work, const AoiCompareGrid *grid, GCancellable *cancellable);
const AoiCompareGolden *aoi_compare_order_get (AoiCompareCandidate *candidates, guint place,
    const GPtrArray *goldens, AoiCompareWork *work, const AoiCompareGrid *grid);

G_END_DECLS
