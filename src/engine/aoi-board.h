/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"
#include "aoi-revision.h"

G_BEGIN_DECLS

/**
 * AoiBoard:
 *
 * A board of several frames while they come in: the verdicts of each capture group, or why there is
 * none. One thread's.
 */
typedef struct _AoiBoard AoiBoard;

AoiBoard *aoi_board_new (AoiRevision *revision, guint64 number, gint64 time_us);
void aoi_board_free (AoiBoard *self);
const gchar *aoi_board_get_id (const AoiBoard *self);
guint64 aoi_board_get_number (const AoiBoard *self);
void aoi_board_add (AoiBoard *self, guint group, const AoiReport *report);
void aoi_board_add_fault (AoiBoard *self, guint group, const gchar *reason);
void aoi_board_give_up (AoiBoard *self, guint group, const gchar *reason);
gboolean aoi_board_is_over (const AoiBoard *self);
AoiReport *aoi_board_make_report (const AoiBoard *self, AoiReportInfo *info);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiBoard, aoi_board_free)

G_END_DECLS
