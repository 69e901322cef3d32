/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "store/aoi-store-lease.h"

G_BEGIN_DECLS

/**
 * AoiStoreJudgement:
 * @board: id of the board
 * @roi: number of its ROI
 * @judgement: `defect`, `false call` or `unsure`
 * @person: who says so
 * @note: (nullable): what else there is to say
 *
 * What somebody says of a ROI of a board.
 */
typedef struct {
  const gchar *board;
  gint roi;
  const gchar *judgement, *person, *note;
} AoiStoreJudgement;

AoiStore *aoi_store_open_to_judge (const gchar *address, GError **error);
gboolean aoi_store_judgement_is_known (const gchar *judgement);
gboolean aoi_store_judge (
    AoiStore *self, const AoiStoreJudgement *judgement, gint64 time_us, GError **error);
gboolean aoi_store_judge_rois (AoiStore *self, const AoiStoreJudgement *judgements,
    guint n_judgements, gint64 time_us, AoiStoreLease *holder, GError **error);
gboolean aoi_store_query_judgements (
    AoiStore *self, const gchar *board, AoiSqlRow row, gpointer data, GError **error);

G_END_DECLS
