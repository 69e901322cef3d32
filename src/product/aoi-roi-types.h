/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-product.h"
#include "aoi-roi-type.h"

G_BEGIN_DECLS

/**
 * AoiRoiFields:
 * @init: (nullable): gives the fields their defaults
 * @read: (nullable): reads keys that an ROI of any type may have, as files of the old server do
 * @complete: (nullable): what an ROI without problems takes from the product; @ranges are the product's
 *   colours, an array of #AoiColorRange
 * @copy: (nullable): makes what @copy shares with the ROI it was copied from its own
 * @clear: (nullable): frees what the fields hold
 *
 * The part of a built-in type whose specification are fields of #AoiRoi, which every ROI has: what an
 * application reads there since the first release. Types that were added later have a #AoiRoi.spec.
 */
struct _AoiRoiFields {
  void (*init) (AoiRoi *roi);
  void (*read) (AoiKeys *keys, AoiRoi *roi);
  void (*complete) (AoiRoi *roi, const AoiProductDefaults *defaults, GPtrArray *ranges);
  void (*copy) (AoiRoi *copy);
  void (*clear) (AoiRoi *roi);
};

/* Gives the type of a built-in inspector by its number, NULL behind the last one. */
typedef const AoiRoiType *(*AoiRoiTypeGetter) (guint index);

void aoi_roi_types_set_builtins (AoiRoiTypeGetter get);
const AoiRoiType *aoi_roi_types_get_builtin (guint index);
gboolean aoi_roi_type_register (const AoiRoiType *type, GError **error);
void aoi_roi_types_load_modules (void);
void aoi_roi_types_load_only (const gchar *const *paths);
AoiRoi *aoi_roi_copy (const AoiRoi *roi);

G_END_DECLS
