/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-golden-store.h"
#include "product/aoi-golden-change.h"

G_BEGIN_DECLS

struct _AoiGoldenStore {
  AoiGoldenJournal *journal;
  gchar *path; /* of golden_rois */
  gchar *file; /* of the product's ROIs */
};

void aoi_golden_store_set_passing (AoiGoldenStore *self);
gint aoi_golden_store_share (const AoiGoldenStore *self, gint id);

GPtrArray *aoi_golden_store_list (const AoiGoldenStore *self, gint id, GError **error);
GPtrArray *
aoi_golden_store_list_with (const AoiGoldenStore *self, gint id, const gchar *name, GError **error);
AoiRgbImage *
aoi_golden_sample_decode (const AoiGoldenSample *self, const AoiRoi *roi, GError **error);
const AoiGolden *aoi_goldens_find_equal (const GPtrArray *goldens, const AoiRgbImage *image);
gboolean aoi_goldens_have_room (const GPtrArray *goldens, gint id, GError **error);

G_END_DECLS
