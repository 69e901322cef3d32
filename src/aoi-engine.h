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
 * AoiFrame:
 * @image: the frame; the structure is copied, its pixels stay valid until @release
 * @parts: (nullable): an image for each enabled ROI that covers its rectangle and margin, for frames
 *   whose memory may not be read later; valid until @release
 * @release: (nullable): called once, when no worker reads pixels any more, on any thread
 * @owner: what @release is given
 */
typedef struct {
  AoiImage image;
  const AoiImage *parts;
  void (*release) (gpointer owner);
  gpointer owner;
} AoiFrame;

/**
 * AoiTaskDone:
 * @task: the task that is done
 * @data: the submitter's
 *
 * Called once a task, after the frame's release, on the worker thread that finished last, or on the
 * submitting thread where there was nothing to do. No lock is held.
 */
typedef void (*AoiTaskDone) (AoiTask *task, gpointer data);

GType aoi_engine_get_type (void);
AoiEngine *aoi_engine_new (guint max_workers);
AoiEngine *aoi_engine_ref (AoiEngine *self);
void aoi_engine_unref (AoiEngine *self);
void aoi_engine_set_max_workers (AoiEngine *self, guint max_workers);
guint aoi_engine_get_workers (AoiEngine *self, AoiRevision *revision);
AoiTask *aoi_engine_submit (
    AoiEngine *self, AoiRevision *revision, const AoiFrame *frame, AoiTaskDone done, gpointer data);
AoiReport *aoi_engine_inspect (AoiEngine *self, AoiRevision *revision, const AoiImage *image);
AoiReport *aoi_engine_refuse (AoiRevision *revision, AoiReportInfo *info);

GType aoi_task_get_type (void);
AoiTask *aoi_task_ref (AoiTask *self);
void aoi_task_unref (AoiTask *self);
void aoi_task_cancel (AoiTask *self);
gboolean aoi_task_is_done (AoiTask *self);
AoiReport *aoi_task_make_report (AoiTask *self, AoiReportInfo *info);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiEngine, aoi_engine_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiTask, aoi_task_unref)

G_END_DECLS
