/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-slots.h"

/* A thread is parked only while all slots are taken, so the thread that returns one finds it. */

/**
 * aoi_slots_try:
 * @self: the slots
 *
 * Thread-safe, as all of these functions.
 *
 * Returns: whether a slot was free and is the caller's now
 */
gboolean
aoi_slots_try (AoiSlots *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->taken >= self->n)
    return FALSE;
  self->taken++;
  return TRUE;
}

/**
 * aoi_slots_take_or_park:
 * @self: the slots
 * @waiter: (transfer full): the caller, which is parked if no slot is free
 *
 * Returns: %TRUE if the slot is the caller's, and so is @waiter still; %FALSE if @waiter was parked
 */
gboolean
aoi_slots_take_or_park (AoiSlots *self, gpointer waiter)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->taken < self->n) {
    self->taken++;
    return TRUE;
  }
  g_queue_push_tail (&self->parked, waiter);
  return FALSE;
}

/* Holds the lock. */
static gpointer
pop_parked (AoiSlots *self)
{
  return self->taken < self->n ? g_queue_pop_head (&self->parked) : NULL;
}

/**
 * aoi_slots_give:
 * @self: the slots
 *
 * Gives a slot back.
 *
 * Returns: (transfer full) (nullable): the waiter that may try again for it
 */
gpointer
aoi_slots_give (AoiSlots *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->taken--;
  return pop_parked (self);
}

/**
 * aoi_slots_unpark:
 * @self: the slots
 *
 * Returns: (transfer full) (nullable): the waiter that may try again since there are more slots; call it
 *   until it returns %NULL
 */
gpointer
aoi_slots_unpark (AoiSlots *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return pop_parked (self);
}

/**
 * aoi_slots_set_size:
 * @self: the slots
 * @n: how many may be taken at once; if more are, none is until enough were given back
 */
void
aoi_slots_set_size (AoiSlots *self, guint n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->n = n;
}

/**
 * aoi_slots_begin_child:
 * @self: the slots
 *
 * To be called in a forked child, which has none of the threads that took slots or are parked.
 */
void
aoi_slots_begin_child (AoiSlots *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->parked);
  self->taken = 0;
}
