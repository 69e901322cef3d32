/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-revision.h"

G_BEGIN_DECLS

/**
 * AoiGateAnswer:
 * @AOI_GATE_OPEN: go in; aoi_gate_leave() must follow
 * @AOI_GATE_WAIT: a call of an earlier frame is in; it hands over when it leaves
 * @AOI_GATE_SHUT: a call that is past its deadline is in
 */
typedef enum {
  AOI_GATE_OPEN,
  AOI_GATE_WAIT,
  AOI_GATE_SHUT,
} AoiGateAnswer;

/**
 * AoiGate:
 * @busy: a call is in
 * @late: it is past its deadline
 * @since: number of the frame that it belongs to, if @late
 * @waiting: those that come next
 *
 * Lets the calls for a ROI in one at a time where frames have a deadline, so that an inspector that
 * hangs holds one worker and one frame. Zero-initialised, it is open. Thread-safe.
 */
struct _AoiGate {
  GMutex lock;
  gboolean busy; /* lock */
  gboolean late; /* lock */
  guint64 since; /* lock */
  GQueue waiting; /* lock */
};

AoiGateAnswer aoi_gate_enter (AoiGate *self, GList *link, guint64 *since);
gpointer aoi_gate_leave (AoiGate *self);
void aoi_gate_shut (AoiGate *self, guint64 since, GQueue *waiting);

G_END_DECLS
