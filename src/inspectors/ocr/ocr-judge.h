/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-evidence.h"

G_BEGIN_DECLS

GArray *aoi_ocr_judge_words (const AoiOcrEvidence *evidence, guint line);
gboolean aoi_ocr_judge_reading (AoiOcrEvidence *evidence, guint line, GArray **words);
gchar *aoi_ocr_judge_describe_doubt (const AoiOcrEvidence *evidence);

G_END_DECLS
