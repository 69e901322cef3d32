/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/compare/compare-order.h"
#include "inspectors/compare/compare-state.h"
#include "inspectors/compare/compare-verdict.h"

G_BEGIN_DECLS

/**
 * AoiCompareScratch:
 * @work: of the comparison
 * @candidates: (array): one for each golden
 *
 * The working memory of a job.
 */
typedef struct {
  AoiCompareWork *work;
  AoiCompareCandidate *candidates;
} AoiCompareScratch;

AoiCompareScratch *aoi_compare_scratch_new (const AoiCompareState *const *states, guint n_states);
void aoi_compare_scratch_free (AoiCompareScratch *self);
gboolean aoi_compare_judge (const AoiCompareState *self, AoiCompareScratch *scratch,
    gboolean always_all, GCancellable *cancellable, AoiCompareVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiCompareScratch, aoi_compare_scratch_free)

G_END_DECLS
