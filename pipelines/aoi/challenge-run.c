/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Works on all pictures in parallel, in two rounds: the good parts of all ROIs, then the defects of
 * those in which a good part passes. */
#include <stdio.h>
#include <unistd.h>

#include "aoi-error.h"
#include "challenge.h"

#define PROGRESS_US (G_USEC_PER_SEC / 5)

/* A round. One mutex and condition for the process: there is one challenge at a time. */
static GMutex lock;
static GCond ended;
static guint n_pending; /* lock */

static void
run_job (AoiJob *job)
{
  challenge_case_run ((ChallengeCase *) job);
  g_mutex_lock (&lock);
  if (--n_pending == 0)
    g_cond_signal (&ended);
  g_mutex_unlock (&lock);
}

static void
add_jobs (GPtrArray *jobs, ChallengeRoi *roi, gboolean good)
{
  for (guint i = 0; i < roi->n_cases; i++) {
    ChallengeCase *one = &roi->cases[i];
    const ChallengeLevel *level = &g_array_index (roi->levels, ChallengeLevel, one->level);

    if ((level->kind == CHALLENGE_GOOD) != good)
      continue;
    one->job.run = run_job;
    g_ptr_array_add (jobs, &one->job);
  }
}

/* Wipes the line at the end. */
static void
show_progress (const gchar *what, guint done, guint all)
{
  if (!isatty (STDERR_FILENO))
    return;
  if (done < all)
    g_printerr ("\r%s: %u of %u pictures ", what, done, all);
  else
    g_printerr ("\r%*s\r", 60, "");
}

static void
wait_for_jobs (const gchar *what, guint all)
{
  g_mutex_lock (&lock);
  while (n_pending > 0) {
    guint done = all - n_pending;

    g_mutex_unlock (&lock);
    show_progress (what, done, all);
    g_mutex_lock (&lock);
    if (n_pending > 0)
      g_cond_wait_until (&ended, &lock, g_get_monotonic_time () + PROGRESS_US);
  }
  g_mutex_unlock (&lock);
  show_progress (what, all, all);
}

static void
run_round (Challenge *self, AoiLane *lane, const gchar *what, gboolean good)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();

  for (guint i = 0; i < self->rois->len; i++) {
    ChallengeRoi *roi = g_ptr_array_index (self->rois, i);

    if (!roi->is_dead)
      add_jobs (jobs, roi, good);
  }
  g_mutex_lock (&lock);
  n_pending = jobs->len;
  g_mutex_unlock (&lock);
  aoi_lane_push (lane, (AoiJob *const *) jobs->pdata, jobs->len);
  wait_for_jobs (what, jobs->len);
}

/* What could not be drawn since something broke. */
static gboolean
check_cases (const ChallengeRoi *roi, GError **error)
{
  for (guint i = 0; i < roi->n_cases; i++) {
    const ChallengeCase *one = &roi->cases[i];

    if (one->outcome != CHALLENGE_UNDRAWN || one->reason == NULL)
      continue;
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_FAILED, "ROI %d: %s", roi->prepared->roi->id, one->reason);
    return FALSE;
  }
  return TRUE;
}

/* Draws and inspects what was planned, and judges the ROIs by it. */
gboolean
challenge_run (Challenge *self, GError **error)
{
  g_autoptr (AoiLane) lane = aoi_lane_new (self->jobs);

  if (!aoi_revision_reserve (self->revision, self->jobs, error))
    return FALSE;
  run_round (self, lane, "good parts", TRUE);
  for (guint i = 0; i < self->rois->len; i++)
    challenge_roi_count (g_ptr_array_index (self->rois, i));
  run_round (self, lane, "defects", FALSE);
  for (guint i = 0; i < self->rois->len; i++) {
    ChallengeRoi *roi = g_ptr_array_index (self->rois, i);

    if (!check_cases (roi, error))
      return FALSE;
    challenge_roi_count (roi);
    challenge_roi_judge (roi);
  }
  return TRUE;
}
