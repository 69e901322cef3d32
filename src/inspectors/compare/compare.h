/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"

G_BEGIN_DECLS

extern const AoiInspector aoi_inspector_compare;
extern const AoiRoiType aoi_roi_type_compare;

/* What of the table stands in files of its own. */
extern const AoiGoldenJudge aoi_compare_golden_judge;
AoiEvidence *aoi_compare_evidence_new (AoiProduct *product, const AoiRoi *roi,
    const AoiImage *image, const AoiRoiResult *result, GError **error);

G_END_DECLS
