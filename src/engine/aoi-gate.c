/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-gate.h"

/**
 * aoi_gate_enter:
 * @self: a gate
 * @link: a free link whose data is the caller; the gate owns it while it answers %AOI_GATE_WAIT
 * @since: (out): if %AOI_GATE_SHUT: the frame whose call is in
 *
 * Returns: whether to go in
 */
AoiGateAnswer
aoi_gate_enter (AoiGate *self, GList *link, guint64 *since)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->late) {
    *since = self->since;
    return AOI_GATE_SHUT;
  }
  if (self->busy) {
    g_queue_push_tail_link (&self->waiting, link);
    return AOI_GATE_WAIT;
  }
  self->busy = TRUE;
  return AOI_GATE_OPEN;
}

/**
 * aoi_gate_leave:
 * @self: a gate that the caller is in
 *
 * Goes out; the gate is open again, late or not.
 *
 * Returns: (nullable): the data of the link that has waited longest; that caller is in now
 */
gpointer
aoi_gate_leave (AoiGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GList *link = g_queue_pop_head_link (&self->waiting);

  self->late = FALSE;
  self->busy = link != NULL;
  return link != NULL ? link->data : NULL;
}

/**
 * aoi_gate_shut:
 * @self: a gate with a call inside, which does not leave before this returns
 * @since: number of the frame to which that call belongs
 * @waiting: (inout): gets the links of all waiting calls, behind what it has
 *
 * Reports that the current call is past its deadline: until it returns, no other call waits for it.
 */
void
aoi_gate_shut (AoiGate *self, guint64 since, GQueue *waiting)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GList *link;

  self->late = TRUE;
  self->since = since;
  while ((link = g_queue_pop_head_link (&self->waiting)) != NULL)
    g_queue_push_tail_link (waiting, link);
}
