/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-order.h"

#include <stdlib.h>

/* Goldens are tried in the order in which they seem to fit the frame, so that mostly the first one
 * decides. The order is a function of goldens and frame. It changes no verdict: all goldens are tried
 * before a view fails. */

/* If there are more goldens, only this many, which fit best by a rough comparison, are searched before the first
 * one is tried. The others are searched when it is their turn. */
#define N_SEARCHED 4

static gint
compare_candidates (gconstpointer a, gconstpointer b)
{
  const AoiCompareCandidate *first = a, *second = b;

  if (first->score != second->score)
    return first->score > second->score ? -1 : 1;
  return first->index < second->index ? -1 : 1;
}

static void
search (AoiCompareCandidate *candidate, const GPtrArray *goldens, AoiCompareWork *work,
    const AoiCompareGrid *grid)
{
  candidate->score = aoi_compare_match_search (
      work, grid, g_ptr_array_index (goldens, candidate->index), &candidate->x, &candidate->y);
}

/**
 * aoi_compare_order_init:
 * @candidates: (out caller-allocates): one a golden, best fit first; of equal ones, the first golden
 * @goldens: (element-type AoiCompareGolden): of the ROI
 * @work: with the live picture
 * @grid: the sizes
 * @cancellable: (nullable): checked between goldens
 *
 * Orders the goldens by how well they fit the frame.
 *
 * Returns: %FALSE if it was cancelled
 */
gboolean
aoi_compare_order_init (AoiCompareCandidate *candidates, const GPtrArray *goldens,
    AoiCompareWork *work, const AoiCompareGrid *grid, GCancellable *cancellable)
{
  guint n_searched = MIN (goldens->len, N_SEARCHED);

  for (guint i = 0; i < goldens->len; i++) {
    if (g_cancellable_is_cancelled (cancellable))
      return FALSE;
    candidates[i] = (AoiCompareCandidate){ .index = i };
    if (goldens->len > n_searched)
      candidates[i].score = aoi_compare_match_glance (work, grid, g_ptr_array_index (goldens, i));
  }
  qsort (candidates, goldens->len, sizeof *candidates, compare_candidates);
  for (guint i = 0; i < n_searched; i++)
    search (&candidates[i], goldens, work, grid);
  qsort (candidates, n_searched, sizeof *candidates, compare_candidates);
  return TRUE;
}

/**
 * aoi_compare_order_get:
 * @candidates: ordered
 * @place: 0 for the first
 * @goldens: (element-type AoiCompareGolden): of the ROI
 * @work: with the live picture
 * @grid: the sizes
 *
 * Searches the part by a candidate that was not searched so far.
 *
 * Returns: (transfer none): the candidate's golden
 */
const AoiCompareGolden *
aoi_compare_order_get (AoiCompareCandidate *candidates, guint place, const GPtrArray *goldens,
    AoiCompareWork *work, const AoiCompareGrid *grid)
{
  if (place >= N_SEARCHED)
    search (&candidates[place], goldens, work, grid);
  return g_ptr_array_index (goldens, candidates[place].index);
}
