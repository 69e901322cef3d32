/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/base/gstbasesrc.h>

G_BEGIN_DECLS

/* Waiting of a live source for the time of a frame, and what interrupts it. One thread waits; the others may be
 * called from any thread. */
typedef struct {
  GMutex lock;
  GCond paused; /* `pausing` has ended */
  gboolean flushing; /* lock */
  gboolean pausing; /* lock: PLAYING to PAUSED is under way */
  gboolean interrupted; /* lock: the wait is, by that */
  GstClockID id; /* lock: what the streaming thread waits for, or NULL */
} GstAoiReplayWait;

void gst_aoi_replay_wait_init (GstAoiReplayWait *self);
void gst_aoi_replay_wait_clear (GstAoiReplayWait *self);
void gst_aoi_replay_wait_interrupt (GstAoiReplayWait *self);
void gst_aoi_replay_wait_resume (GstAoiReplayWait *self);
void gst_aoi_replay_wait_set_pausing (GstAoiReplayWait *self, gboolean pausing);
gboolean gst_aoi_replay_wait_is_flushing (GstAoiReplayWait *self);
GstFlowReturn gst_aoi_replay_wait_for (GstAoiReplayWait *self, GstBaseSrc *src, GstClockTime pts);

G_END_DECLS
