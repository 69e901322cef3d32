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
  AOI_JOB_QUEUED,
  AOI_JOB_RUNNING,
  AOI_JOB_ENDED,
} AoiJobState;

/* One ROI of one frame. */
typedef struct {
  AoiJob job; /* first: the pool's view of this structure */
  GList link; /* at the ROI's gate */
  AoiTask *task;
  AoiRevisionRoi *roi;
  guint index; /* of the ROI in the revision */
  const AoiImage *image;
  gsize expected_ns; /* snapshot for sorting: the shared one changes meanwhile */
  AoiJobState state; /* lock */
  gboolean held; /* lock: another worker has replaced the one that hangs in it */
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
  guint n_jobs;
  AoiRoiJob jobs[];
};

void aoi_task_run_job (AoiJob *job);
void aoi_task_finish (AoiTask *self);

G_END_DECLS
