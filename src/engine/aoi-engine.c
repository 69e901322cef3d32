/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-engine.h"

#include "base/aoi-clock.h"
#include "base/aoi-cpus.h"
#include "engine/aoi-task.h"
#include "engine/aoi-unique.h"

struct _AoiEngine {
  gatomicrefcount refs;
  AoiLane *lane;
  gint max_workers; /* atomic; 0: as many as CPUs */
  GMutex run_lock; /* held while a board is judged by those before */
  AoiUniqueMemory *run; /* run_lock */
};

G_DEFINE_BOXED_TYPE (AoiEngine, aoi_engine, aoi_engine_ref, aoi_engine_unref)

/**
 * aoi_engine_new:
 * @max_workers: how many ROIs may be inspected at once; 0: as many as there are CPUs
 *
 * Returns: (transfer full): an engine
 */
AoiEngine *
aoi_engine_new (guint max_workers)
{
  AoiEngine *self = g_new0 (AoiEngine, 1);

  g_atomic_ref_count_init (&self->refs);
  self->max_workers = (gint) max_workers;
  self->lane = aoi_lane_new (1);
  g_mutex_init (&self->run_lock);
  self->run = aoi_unique_memory_new (AOI_UNIQUE_MAX_TEXTS);
  return self;
}

/**
 * aoi_engine_ref:
 * @self: an engine
 *
 * Returns: (transfer full): @self
 */
AoiEngine *
aoi_engine_ref (AoiEngine *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * aoi_engine_unref:
 * @self: (transfer full): an engine
 *
 * Drops a reference. Tasks in flight go on and finish.
 */
void
aoi_engine_unref (AoiEngine *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  aoi_lane_unref (self->lane);
  aoi_unique_memory_free (self->run);
  g_mutex_clear (&self->run_lock);
  g_free (self);
}

/**
 * aoi_engine_set_max_workers:
 * @self: an engine
 * @max_workers: how many ROIs may be inspected at once; 0: as many as there are CPUs
 *
 * Holds from the next submitted frame on.
 */
void
aoi_engine_set_max_workers (AoiEngine *self, guint max_workers)
{
  g_atomic_int_set (&self->max_workers, (gint) max_workers);
}

/**
 * aoi_engine_get_workers:
 * @self: an engine
 * @revision: a revision
 *
 * Returns: how many ROIs of @revision are inspected at once: min (ROIs, workers), at least 1
 */
guint
aoi_engine_get_workers (AoiEngine *self, AoiRevision *revision)
{
  return aoi_engine_limit_workers (self, aoi_revision_get_n_rois (revision));
}

/**
 * aoi_engine_limit_workers:
 * @self: an engine
 * @n_rois: how many ROIs there are to inspect
 *
 * Returns: how many of them are inspected at once
 */
guint
aoi_engine_limit_workers (AoiEngine *self, guint n_rois)
{
  guint workers = (guint) g_atomic_int_get (&self->max_workers);

  if (workers == 0)
    workers = aoi_cpus_get_available ();
  return CLAMP (n_rois, 1, workers);
}

/**
 * aoi_engine_submit: (skip)
 * @self: an engine
 * @revision: what to inspect by; the task takes a reference
 * @frame: what to inspect
 * @done: (nullable) (scope async): called when all ROIs have reported
 * @data: what @done is given
 *
 * Begins to inspect a frame. Frames are worked on in the order in which they are submitted; within
 * one, ROIs by priority, then longest expected first. Never blocks on work. Thread-safe.
 *
 * Returns: (transfer full): the frame in flight
 */
AoiTask *
aoi_engine_submit (
    AoiEngine *self, AoiRevision *revision, const AoiFrame *frame, AoiTaskDone done, gpointer data)
{
  const guint n_rois = aoi_revision_count_rois (revision, frame->group);
  const guint workers = aoi_engine_limit_workers (self, n_rois);
  AoiTask *task = aoi_task_new (revision, frame, workers, done, data);

  aoi_lane_offer_limit (self->lane, aoi_engine_get_workers (self, revision),
      aoi_engine_limit_workers (self, G_MAXUINT));
  aoi_task_start (task, self->lane);
  return task;
}

/**
 * aoi_engine_begin_run:
 * @self: an engine
 *
 * Forgets the boards that aoi_engine_judge_board() has judged: a source was restarted. Thread-safe.
 *
 * Since: 0.2
 */
void
aoi_engine_begin_run (AoiEngine *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->run_lock);

  aoi_unique_memory_clear (self->run);
}

/**
 * aoi_engine_judge_board: (skip)
 * @self: an engine
 * @report: (transfer full): of a board that was submitted to it; one of which frames are still to come is not
 *   judged
 *
 * Fails ROIs that must read a text once only, as the product's key `unique` says, and have read one that is on
 * the board twice, or was on a board before in the same run. To be called for each board of a run, in their
 * order, before its report is used. aoi_engine_inspect() does it itself. Thread-safe.
 *
 * Returns: (transfer full): @report, or the same with such ROIs failed
 *
 * Since: 0.2
 */
AoiReport *
aoi_engine_judge_board (AoiEngine *self, AoiReport *report)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->run_lock);

  return aoi_unique_judge (self->run, report, aoi_clock_now ());
}

typedef struct {
  GMutex lock;
  GCond cond;
  gboolean done; /* lock */
} Waiter;

static void
wake_waiter (AoiTask *task, gpointer data)
{
  Waiter *waiter = data;

  g_mutex_lock (&waiter->lock);
  waiter->done = TRUE;
  g_cond_signal (&waiter->cond);
  g_mutex_unlock (&waiter->lock);
}

/**
 * aoi_engine_inspect: (skip)
 * @self: an engine
 * @revision: what to inspect by
 * @image: the frame
 *
 * Inspects one frame and waits for it. Not to be called from an inspector. Thread-safe.
 *
 * Returns: (transfer full): the report
 */
AoiReport *
aoi_engine_inspect (AoiEngine *self, AoiRevision *revision, const AoiImage *image)
{
  const AoiFrame frame = { .image = *image, .help = AOI_HELP_ALL };
  AoiReportInfo info = { .width = image->width, .height = image->height };
  Waiter waiter = { .done = FALSE };
  g_autoptr (AoiTask) task = NULL;

  g_mutex_init (&waiter.lock);
  g_cond_init (&waiter.cond);
  info.timestamp_us = g_get_real_time ();
  task = aoi_engine_submit (self, revision, &frame, wake_waiter, &waiter);
  aoi_task_help (task);
  g_mutex_lock (&waiter.lock);
  while (!waiter.done)
    g_cond_wait (&waiter.cond, &waiter.lock);
  g_mutex_unlock (&waiter.lock);
  g_cond_clear (&waiter.cond);
  g_mutex_clear (&waiter.lock);
  return aoi_engine_judge_board (self, aoi_task_make_report (task, &info));
}

/**
 * aoi_engine_inspect_bytes:
 * @self: an engine
 * @revision: what to inspect by
 * @format: of the frame
 * @width: of the frame in pixels
 * @height: of the frame in pixels
 * @bytes: its pixels: one plane behind the other, rows without padding
 * @error: return location for an error
 *
 * As aoi_engine_inspect(), for a frame that lies in one piece of memory as cameras deliver it, and for
 * languages that cannot fill an #AoiImage.
 *
 * Returns: (transfer full): the report, or %NULL with %AOI_ERROR_IMAGE if @bytes is no such frame
 */
AoiReport *
aoi_engine_inspect_bytes (AoiEngine *self, AoiRevision *revision, AoiFormat format, gint width,
    gint height, GBytes *bytes, GError **error)
{
  AoiImage image;

  if (!aoi_image_init_packed (&image, format, width, height, bytes, error))
    return NULL;
  return aoi_engine_inspect (self, revision, &image);
}

/* Returns: (transfer container): devices that were not looked for; reasons are borrowed */
static AoiPlacement *
refuse_placements (AoiRevision *revision, guint group, const gchar *reason, guint *n_placements)
{
  const guint n = revision != NULL ? aoi_revision_get_n_places (revision) : 0;
  AoiPlacement *placements = g_new0 (AoiPlacement, MAX (n, 1));

  *n_placements = 0;
  for (guint i = 0; i < n; i++) {
    const AoiRevisionPlace *place = aoi_revision_get_place (revision, i);

    if (group != AOI_GROUP_ALL && AOI_GROUP (place->group) != group)
      continue;
    placements[*n_placements].device = place->device;
    placements[(*n_placements)++].reason = (gchar *) reason;
  }
  return placements;
}

/**
 * aoi_engine_refuse:
 * @revision: (nullable): what would have been inspected by
 * @group: 0: all enabled ROIs; else 1 more than the capture group whose ROIs would have been; a group
 *   that @revision does not have: none
 * @info: what the report says; its reason must be set; source, product and revision are filled in
 *
 * Makes the report of a frame that cannot be inspected: its enabled ROIs are errors for that reason.
 * Thread-safe.
 *
 * Returns: (transfer full): a report that does not pass
 */
AoiReport *
aoi_engine_refuse (AoiRevision *revision, guint group, AoiReportInfo *info)
{
  const guint n_rois = revision != NULL ? aoi_revision_get_n_rois (revision) : 0;
  g_autofree AoiRoiResult *results = g_new0 (AoiRoiResult, MAX (n_rois, 1));
  g_autofree AoiPlacement *placements = NULL;
  AoiReportInfo said;
  guint n = 0;

  g_return_val_if_fail (info->reason != NULL, NULL);

  for (guint i = 0; i < n_rois; i++) {
    const AoiRevisionRoi *roi = aoi_revision_get_roi (revision, i);

    if (group != AOI_GROUP_ALL && AOI_GROUP (roi->group) != group)
      continue;
    aoi_task_init_result (&results[n], roi);
    aoi_roi_result_error (&results[n++], "%s", info->reason);
  }
  if (revision != NULL)
    aoi_report_info_set_source (info, aoi_revision_get_product (revision));
  said = *info;
  placements = refuse_placements (revision, group, info->reason, &said.n_placements);
  said.placements = placements;
  return aoi_report_new (&said, results, n);
}
