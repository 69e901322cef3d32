/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Works on the pictures in parallel, in three rounds: the good parts of all ROIs; defects of those in
 * which a good part passes; and more of the sizes of which the second round did not show enough. */
#include "aoi-error.h"
#include "challenge/challenge.h"
#include "common/terminal.h"

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

typedef enum {
  ROUND_GOOD,
  ROUND_FIRST,
  ROUND_SECOND,
} Round;

/* Half of the pictures are enough for a size that was always caught, or mostly not. Where there is one size only,
 * each golden has its turn. */
static gboolean
is_wanted (const ChallengeLevel *level, guint trial, Round round)
{
  guint half = (level->n_cases + 1) / 2;

  if ((level->kind == CHALLENGE_GOOD) != (round == ROUND_GOOD))
    return FALSE;
  if (challenge_kind_get_info (level->kind)->unit == CHALLENGE_UNIT_NONE)
    return round != ROUND_SECOND;
  if (round == ROUND_FIRST)
    return trial < half;
  return trial >= half && level->called < level->drawn && 2 * level->called >= level->drawn;
}

static void
add_jobs (GPtrArray *jobs, ChallengeRoi *roi, Round round)
{
  for (guint i = 0; i < roi->n_cases; i++) {
    ChallengeCase *one = &roi->cases[i];

    if (!is_wanted (&g_array_index (roi->levels, ChallengeLevel, one->level), one->trial, round))
      continue;
    one->job.run = run_job;
    g_ptr_array_add (jobs, &one->job);
  }
}

static void
wait_for_jobs (const gchar *what, guint all)
{
  g_mutex_lock (&lock);
  while (n_pending > 0) {
    guint done = all - n_pending;

    g_mutex_unlock (&lock);
    terminal_show_progress (what, done, all, " pictures");
    g_mutex_lock (&lock);
    if (n_pending > 0)
      g_cond_wait_until (&ended, &lock, g_get_monotonic_time () + PROGRESS_US);
  }
  g_mutex_unlock (&lock);
  terminal_show_progress (what, all, all, " pictures");
}

static void
run_round (Challenge *self, AoiLane *lane, const gchar *what, Round round)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();

  for (guint i = 0; i < self->rois->len; i++) {
    ChallengeRoi *roi = g_ptr_array_index (self->rois, i);

    if (!roi->is_dead)
      add_jobs (jobs, roi, round);
  }
  g_mutex_lock (&lock);
  n_pending = jobs->len;
  g_mutex_unlock (&lock);
  aoi_lane_push (lane, (AoiJob *const *) jobs->pdata, jobs->len, self->jobs);
  wait_for_jobs (what, jobs->len);
  for (guint i = 0; i < self->rois->len; i++)
    challenge_roi_count (g_ptr_array_index (self->rois, i));
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

/* Draws and inspects what was planned, and judges the ROIs by it; then whole boards. */
gboolean
challenge_run (Challenge *self, GError **error)
{
  g_autoptr (AoiLane) lane = aoi_lane_new (self->jobs);

  if (!aoi_revision_reserve (self->revision, self->jobs, error))
    return FALSE;
  run_round (self, lane, "good parts", ROUND_GOOD);
  run_round (self, lane, "defects", ROUND_FIRST);
  run_round (self, lane, "doubtful defects", ROUND_SECOND);
  for (guint i = 0; i < self->rois->len; i++) {
    ChallengeRoi *roi = g_ptr_array_index (self->rois, i);

    if (!check_cases (roi, error))
      return FALSE;
    challenge_roi_judge (roi);
  }
  return challenge_moved_run (self, error);
}
