/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Never more are taken than there are, and nobody stays parked while one is free. */
#include "engine/aoi-slots.h"

static void
test_none (void)
{
  AoiSlots slots = { 0 };

  g_assert_false (aoi_slots_try (&slots));
  g_assert_null (aoi_slots_unpark (&slots));
}

static void
test_try (void)
{
  AoiSlots slots = { 0 };

  aoi_slots_set_size (&slots, 2);
  g_assert_true (aoi_slots_try (&slots));
  g_assert_true (aoi_slots_try (&slots));
  g_assert_false (aoi_slots_try (&slots));
  g_assert_null (aoi_slots_give (&slots));
  g_assert_true (aoi_slots_try (&slots));
}

/* Those who were parked first come first, one for each slot that is given back. */
static void
test_parked (void)
{
  AoiSlots slots = { 0 };
  gint waiters[3];

  aoi_slots_set_size (&slots, 1);
  g_assert_true (aoi_slots_take_or_park (&slots, &waiters[0]));
  for (guint i = 0; i < 3; i++)
    g_assert_false (aoi_slots_take_or_park (&slots, &waiters[i]));
  for (guint i = 0; i < 3; i++) {
    g_assert_true (aoi_slots_give (&slots) == &waiters[i]);
    g_assert_true (aoi_slots_try (&slots));
  }
  g_assert_null (aoi_slots_give (&slots));
}

/* More slots call those who wait for them; fewer take none away, and none is free until enough came back. */
static void
test_size_changes (void)
{
  AoiSlots slots = { 0 };
  gint waiters[2];

  aoi_slots_set_size (&slots, 1);
  g_assert_true (aoi_slots_try (&slots));
  g_assert_false (aoi_slots_take_or_park (&slots, &waiters[0]));
  g_assert_false (aoi_slots_take_or_park (&slots, &waiters[1]));
  g_assert_null (aoi_slots_unpark (&slots));
  aoi_slots_set_size (&slots, 3);
  g_assert_true (aoi_slots_unpark (&slots) == &waiters[0]);
  g_assert_true (aoi_slots_try (&slots));
  g_assert_true (aoi_slots_unpark (&slots) == &waiters[1]);
  g_assert_true (aoi_slots_try (&slots));
  g_assert_null (aoi_slots_unpark (&slots));
  aoi_slots_set_size (&slots, 1);
  g_assert_false (aoi_slots_take_or_park (&slots, &waiters[0]));
  g_assert_null (aoi_slots_give (&slots));
  g_assert_null (aoi_slots_give (&slots));
  g_assert_false (aoi_slots_try (&slots));
  g_assert_true (aoi_slots_give (&slots) == &waiters[0]);
}

#define N_THREADS 8
#define N_SLOTS 3
#define N_ROUNDS 5000

static AoiSlots shared;
static gint n_taken; /* atomic */

static gpointer
take_often (gpointer data)
{
  guint n = 0;

  for (guint i = 0; i < N_ROUNDS; i++) {
    if (!aoi_slots_try (&shared))
      continue;
    g_assert_cmpint (g_atomic_int_add (&n_taken, 1), <, N_SLOTS);
    g_atomic_int_add (&n_taken, -1);
    g_assert_null (aoi_slots_give (&shared));
    n++;
  }
  return GUINT_TO_POINTER (n);
}

static void
test_threads (void)
{
  GThread *threads[N_THREADS];
  guint n = 0;

  aoi_slots_set_size (&shared, N_SLOTS);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("take", take_often, NULL);
  for (guint i = 0; i < N_THREADS; i++)
    n += GPOINTER_TO_UINT (g_thread_join (threads[i]));
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (shared.taken, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slots/none", test_none);
  g_test_add_func ("/slots/try", test_try);
  g_test_add_func ("/slots/parked", test_parked);
  g_test_add_func ("/slots/size-changes", test_size_changes);
  g_test_add_func ("/slots/threads", test_threads);
  return g_test_run ();
}
