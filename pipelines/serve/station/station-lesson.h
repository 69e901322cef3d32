/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-product.h"
#include "station/station-goldens.h"

G_BEGIN_DECLS

/**
 * StationLesson:
 * @store: the product's goldens, locked
 * @product: as it is
 * @roi: (nullable): of @product; %NULL: it has none of this number
 * @before: (nullable): (element-type AoiGolden): goldens that the ROI has; %NULL: not known
 *
 * A golden that is about to be taught. One thread.
 */
typedef struct {
  AoiGoldenStore *store;
  AoiProduct *product;
  const AoiRoi *roi;
  GPtrArray *before;
} StationLesson;

gboolean station_lesson_open (
    StationLesson *self, StationProducts *products, const gchar *name, gint id, GError **error);
void station_lesson_clear (StationLesson *self);
GPtrArray *station_lesson_find_doubts (const StationLesson *self, GBytes *bytes);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StationLesson, station_lesson_clear)

G_END_DECLS
