/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In which order a frame's jobs begin, and for how many workers they are. */
#include "engine/aoi-task-private.h"

/* What a ROI that was never inspected is taken for, ns. */
#define WORK_UNKNOWN (10 * 1000 * 1000)

/* Ascending by what is to begin first: fiducials, which others wait for, priority, then the longest expected, then the
 * product's order. */
static gint
compare_jobs (gconstpointer a, gconstpointer b)
{
  const AoiRoiJob *first = *(const AoiRoiJob *const *) a;
  const AoiRoiJob *second = *(const AoiRoiJob *const *) b;

  if (first->is_mark != second->is_mark)
    return first->is_mark ? -1 : 1;
  if (first->roi->roi->priority != second->roi->roi->priority)
    return first->roi->roi->priority > second->roi->roi->priority ? -1 : 1;
  if (first->expected_ns != second->expected_ns)
    return first->expected_ns > second->expected_ns ? -1 : 1;
  return first < second ? -1 : first > second;
}

/* How long jobs are expected to take, ns. */
gsize
aoi_task_sum_work (AoiJob *const *jobs, guint n_jobs)
{
  gsize total = 0;

  for (guint i = 0; i < n_jobs; i++) {
    const AoiRoiJob *job = (const AoiRoiJob *) jobs[i];

    total += job->expected_ns != 0 ? job->expected_ns : WORK_UNKNOWN;
  }
  return total;
}

/* Which of several jobs are to begin first. */
void
aoi_task_sort_jobs (AoiJob **jobs, guint n_jobs)
{
  qsort (jobs, n_jobs, sizeof (AoiJob *), compare_jobs);
}

/* How many threads jobs are worth. */
guint
aoi_task_count_workers (AoiJob *const *jobs, guint n_jobs)
{
  return (guint) CLAMP (
      aoi_task_sum_work (jobs, n_jobs) / AOI_TASK_WORK_PER_WORKER + 1, 1, MAX (n_jobs, 1));
}
