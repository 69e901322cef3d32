/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/aoi-task.h"
#include "image/aoi-shared-view.h"

G_BEGIN_DECLS

/* What the files of AoiTask share. */

/* A worker's waking costs about this much of its time; less expected work is not worth a further one:
 * a hand-over stays below a twentieth of the work. */
#define AOI_TASK_WORK_PER_WORKER (200 * 1000)

typedef enum {
  AOI_JOB_WAITING, /* for its device's place */
  AOI_JOB_QUEUED,
  AOI_JOB_RUNNING,
  AOI_JOB_ENDED,
} AoiJobState;

/* Where a device lies in one frame. */
typedef struct {
  guint n_pending; /* lock: its fiducials in this frame that have not ended */
  gboolean settled; /* lock: the placement is fixed */
  gboolean used; /* a ROI or fiducial of the frame belongs to it */
  gboolean own; /* its fiducials are in this frame, not in another of the board */
  AoiPlacement placement; /* lock until it is settled */
} AoiTaskPlace;

/* One ROI of one frame, or one fiducial. */
typedef struct {
  AoiJob job; /* first: the pool's view of this structure */
  GList link; /* at the ROI's gate */
  AoiTask *task;
  AoiRevisionRoi *roi;
  guint part; /* of the revision: its index, behind all ROIs that of a fiducial */
  gboolean is_mark; /* a fiducial */
  const AoiImage *image;
  gsize expected_ns; /* snapshot for sorting: the shared one changes meanwhile */
  AoiJobState state; /* lock */
  gboolean held; /* lock: another worker has replaced the one that hangs in it */
  guint mark_index; /* of a fiducial in its device's placement */
  AoiRoiResult result; /* lock; fixed when the job has ended or the task expired */
} AoiRoiJob;

struct _AoiTask {
  gatomicrefcount refs; /* the owner's, and one for each job that has not ended */
  AoiRevision *revision;
  AoiFrame frame;
  GCancellable *cancellable;
  AoiTaskDone done;
  gpointer data;
  guint workers;
  AoiLane *lane; /* since the start */
  gboolean needs_help; /* the submitter's: no thread was woken in its place */
  gint64 submitted; /* monotonic, ns */

  GMutex lock; /* before any lock of a gate, a lane or the pool */
  guint pending; /* lock: jobs that have not ended */
  gboolean is_done; /* lock */
  gboolean expired; /* lock */
  guint n_late; /* lock: results that came too late */
  gint64 started; /* lock: first job's start, monotonic ns; 0: none yet */
  gint64 ended; /* lock: last report */

  AoiSharedView *shared; /* as many as the revision has; NULL: none */
  AoiTaskPlace *places; /* as many as the revision has; NULL: none */
  AoiMark *marks; /* one a fiducial of the frame, its worker's until that ends; NULL: none */
  guint n_jobs; /* of ROIs */
  guint n_all; /* with those of fiducials, which come behind */
  AoiRoiJob jobs[];
};

void aoi_task_run_job (AoiJob *job);

gboolean aoi_task_end_job (AoiRoiJob *job, AoiRoiResult *result, gint64 now);
void aoi_task_leave (AoiTask *self, gboolean last);
void aoi_task_finish (AoiTask *self);
void aoi_task_resolve_places (AoiTask *self);

void aoi_task_init_places (AoiTask *self);
AoiMark *aoi_task_get_mark (const AoiRoiJob *job);
gboolean aoi_task_is_found (const AoiTask *self, const AoiRevisionRoi *roi);
gboolean aoi_task_take_mark (AoiRoiJob *job, const AoiRoiResult *result);
void aoi_task_expire_places (AoiTask *self);
AoiPlacement *aoi_task_list_placements (const AoiTask *self, guint *n_placements);

gsize aoi_task_sum_work (AoiJob *const *jobs, guint n_jobs);
guint aoi_task_count_workers (AoiJob *const *jobs, guint n_jobs);
void aoi_task_sort_jobs (AoiJob **jobs, guint n_jobs);

G_END_DECLS
