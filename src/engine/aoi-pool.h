/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_POOL_MAX_HELD:
 *
 * How many workers that hang in a call are replaced by others. Beyond, the pool has fewer.
 */
#define AOI_POOL_MAX_HELD 32

typedef struct _AoiJob AoiJob;

/**
 * AoiJob:
 * @run: the work; called once, on a pool thread or on one that helps
 * @next: the lane's
 *
 * A piece of work, embedded at the start of the caller's own structure, which must live until @run
 * returns. The pool allocates nothing for it.
 */
struct _AoiJob {
  void (*run) (AoiJob *job);
  AoiJob *next;
};

/**
 * AoiLane:
 *
 * One user's share of the process-wide pool: a first-in-first-out queue of jobs of which at most a
 * limited number runs at once. Thread-safe.
 */
typedef struct _AoiLane AoiLane;

AoiLane *aoi_lane_new (guint limit);
AoiLane *aoi_lane_ref (AoiLane *self);
void aoi_lane_unref (AoiLane *self);
void aoi_lane_set_limit (AoiLane *self, guint limit);
void aoi_lane_offer_limit (AoiLane *self, guint limit, guint most);
void aoi_lane_push (AoiLane *self, AoiJob *const *jobs, guint n_jobs, guint n_workers);
void aoi_lane_push_first (AoiLane *self, AoiJob *const *jobs, guint n_jobs, guint n_workers);
void aoi_lane_help (AoiLane *self);
void aoi_lane_wake (AoiLane *self);
gboolean aoi_lane_is_idle (AoiLane *self);
gboolean aoi_lane_hold (AoiLane *self);
void aoi_lane_unhold (AoiLane *self);

guint aoi_pool_get_size (void);
guint aoi_pool_get_held (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiLane, aoi_lane_unref)

G_END_DECLS
