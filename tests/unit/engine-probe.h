/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"
#include "support/test-wait.h"

/* An inspector of type "probe" that misbehaves as the ROI's key `act` says, and counts what is asked of it. An ROI
 * without `act` passes. */
extern const AoiInspector engine_probe;

/* Prepared states and scratches that exist, and ROIs that are being inspected. */
extern TestCount engine_probe_states;
extern TestCount engine_probe_scratches;
extern TestCount engine_probe_running;
extern gint engine_probe_max_running; /* atomic */

/* ROIs of "wait" wait while it is shut. */
extern TestDoor engine_probe_door;

/* ROIs of "meet" wait until @wanted of them run at once, but not for ever. */
void engine_probe_call_meeting (guint wanted);
/* Returns how many ran at once. */
guint engine_probe_get_met (void);

/* From now on the ROIs' key `n` is noted in the order of work. */
void engine_probe_note_order (void);
/* Returns what was noted: gint, transfer full. */
GArray *engine_probe_take_order (void);
