/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"
#include "aoi-revision.h"

G_BEGIN_DECLS

/**
 * AoiEngine:
 *
 * Inspects frames by a revision on the process-wide pool, with at most min (ROIs, workers) threads at
 * a time. Thread-safe and atomically reference counted.
 */
typedef struct _AoiEngine AoiEngine;

#define AOI_TYPE_ENGINE (aoi_engine_get_type ())

/**
 * AoiTask:
 *
 * One frame in flight. Atomically reference counted; its workers hold it while they need it, so the
 * owner may drop it at any time.
 */
typedef struct _AoiTask AoiTask;

#define AOI_TYPE_TASK (aoi_task_get_type ())

/**
 * AoiPlacements:
 *
 * Where the devices of a board of several frames lie. For libaoi's own use.
 *
 * Since: 0.2
 */
typedef struct _AoiPlacements AoiPlacements;

/**
 * AoiHelp:
 * @AOI_HELP_NONE: the pool does all work
 * @AOI_HELP_TINY: the submitter does the work of a frame that is less than to wake a thread
 * @AOI_HELP_ALL: the submitter waits for the frame anyway, so it works instead
 *
 * What part the submitting thread has in the work, where the limits of workers allow.
 */
typedef enum {
  AOI_HELP_NONE,
  AOI_HELP_TINY,
  AOI_HELP_ALL,
} AoiHelp;

/**
 * AoiFrame:
 * @image: the frame; the structure is copied, its pixels stay valid until @release
 * @parts: (nullable): an image for each part that aoi_revision_get_part() names, for frames whose memory may not be
 *   read later; valid until @release
 * @release: (nullable): called once, when no worker reads pixels any more, on any thread
 * @owner: what @release is given
 * @number: of the frame, for reasons that name it
 * @deadline_ns: how long its ROIs have to report, nanoseconds, for aoi_task_expire(); 0: for ever
 * @group: 0: all enabled ROIs are inspected; else 1 more than the capture group whose ROIs are
 * @help: what the submitter does by aoi_task_help(), which must follow unless %AOI_HELP_NONE
 * @placements: (nullable): of the board that @group is one of: where devices lie whose fiducials another group has.
 *   Without it, their ROIs are errors. Since: 0.2
 *
 * What aoi_engine_submit() inspects. The structure is read during the call only.
 */
typedef struct {
  AoiImage image;
  const AoiImage *parts;
  void (*release) (gpointer owner);
  gpointer owner;
  guint64 number;
  gint64 deadline_ns;
  guint group;
  AoiHelp help;
  AoiPlacements *placements;
} AoiFrame;

/**
 * AoiTaskDone:
 * @task: the task that is done
 * @data: the submitter's
 *
 * Called once a task, after the frame's release, on the thread that finished last: a pool thread, or one
 * that submits or helps. No lock is held.
 */
typedef void (*AoiTaskDone) (AoiTask *task, gpointer data);

GType aoi_engine_get_type (void);
AoiEngine *aoi_engine_new (guint max_workers);
AoiEngine *aoi_engine_ref (AoiEngine *self);
void aoi_engine_unref (AoiEngine *self);
void aoi_engine_set_max_workers (AoiEngine *self, guint max_workers);
guint aoi_engine_get_workers (AoiEngine *self, AoiRevision *revision);
guint aoi_engine_limit_workers (AoiEngine *self, guint n_rois);
AoiTask *aoi_engine_submit (
    AoiEngine *self, AoiRevision *revision, const AoiFrame *frame, AoiTaskDone done, gpointer data);
AoiReport *aoi_engine_inspect (AoiEngine *self, AoiRevision *revision, const AoiImage *image);
AoiReport *aoi_engine_inspect_bytes (AoiEngine *self, AoiRevision *revision, AoiFormat format,
    gint width, gint height, GBytes *bytes, GError **error);
void aoi_engine_begin_run (AoiEngine *self);
AoiReport *aoi_engine_judge_board (AoiEngine *self, AoiReport *report);
AoiReport *aoi_engine_refuse (AoiRevision *revision, guint group, AoiReportInfo *info);

GType aoi_task_get_type (void);
AoiTask *aoi_task_ref (AoiTask *self);
void aoi_task_unref (AoiTask *self);
void aoi_task_help (AoiTask *self);
void aoi_task_cancel (AoiTask *self);
void aoi_task_expire (AoiTask *self);
gboolean aoi_task_is_done (AoiTask *self);
guint aoi_task_get_late (AoiTask *self);
AoiReport *aoi_task_make_report (AoiTask *self, AoiReportInfo *info);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiEngine, aoi_engine_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiTask, aoi_task_unref)

G_END_DECLS
