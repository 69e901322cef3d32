/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/test-wait.h"

/* Between two reads of what signals no change, µs. */
#define POLL_PERIOD 500

/* With the lock held. */
static void
wait_or_fail (GCond *changed, GMutex *lock, gint64 end, const gchar *what, guint is)
{
  if (!g_cond_wait_until (changed, lock, end))
    g_error (
        "waited %d s for %s; there are %u", (gint) (TEST_PATIENCE / G_TIME_SPAN_SECOND), what, is);
}

static gint64
get_end (void)
{
  return g_get_monotonic_time () + TEST_PATIENCE;
}

guint
test_count_add (TestCount *self, gint n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const guint before = self->n;

  self->n += (guint) n;
  g_cond_broadcast (&self->changed);
  return before;
}

guint
test_count_get (TestCount *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n;
}

guint
test_count_reset (TestCount *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const guint before = self->n;

  self->n = 0;
  g_cond_broadcast (&self->changed);
  return before;
}

void
test_count_wait (TestCount *self, guint n)
{
  const gint64 end = get_end ();
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->n < n)
    wait_or_fail (&self->changed, &self->lock, end, "a count", self->n);
}

void
test_count_wait_zero (TestCount *self)
{
  const gint64 end = get_end ();
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->n > 0)
    wait_or_fail (&self->changed, &self->lock, end, "a count of none", self->n);
}

void
test_door_shut (TestDoor *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->shut = TRUE;
  self->max_inside = self->inside;
}

void
test_door_open (TestDoor *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->shut = FALSE;
  g_cond_broadcast (&self->changed);
}

/* In the thread that cancels. */
static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  TestDoor *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_cond_broadcast (&self->changed);
}

void
test_door_enter (TestDoor *self, GCancellable *cancellable)
{
  const gint64 end = get_end ();
  const gulong handler = cancellable == NULL
      ? 0
      : g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);

  g_mutex_lock (&self->lock);
  self->inside++;
  self->max_inside = MAX (self->max_inside, self->inside);
  g_cond_broadcast (&self->changed);
  while (self->shut && !g_cancellable_is_cancelled (cancellable))
    wait_or_fail (&self->changed, &self->lock, end, "a door to open", self->inside);
  g_mutex_unlock (&self->lock);
  /* It waits for on_cancelled(), which takes the lock. */
  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
}

void
test_door_leave (TestDoor *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->inside--;
  g_cond_broadcast (&self->changed);
}

void
test_door_wait_inside (TestDoor *self, guint n)
{
  const gint64 end = get_end ();
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->inside < n)
    wait_or_fail (&self->changed, &self->lock, end, "calls that are inside", self->inside);
}

void
test_door_wait_empty (TestDoor *self)
{
  const gint64 end = get_end ();
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->inside > 0)
    wait_or_fail (&self->changed, &self->lock, end, "calls to leave", self->inside);
}

guint
test_door_get_inside (TestDoor *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->inside;
}

guint
test_door_get_max_inside (TestDoor *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->max_inside;
}

void
test_door_assert_still (TestDoor *self, gint64 us)
{
  const gint64 end = g_get_monotonic_time () + us;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const guint inside = self->inside;

  while (g_cond_wait_until (&self->changed, &self->lock, end))
    g_assert_cmpuint (self->inside, ==, inside);
}

void
test_poll (TestIsSo is_so, gpointer data)
{
  const gint64 end = get_end ();

  while (!is_so (data)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    test_take_time (POLL_PERIOD);
  }
}

void
test_take_time (gint64 us)
{
  g_usleep ((gulong) us);
}
