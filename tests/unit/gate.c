/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One call at a time, in the order in which they came; none waits behind one that is past its deadline. */
#include "engine/aoi-gate.h"
#include "support/test-wait.h"

static GList links[8];

static AoiGateAnswer
enter (AoiGate *gate, guint number)
{
  guint64 since = G_MAXUINT64;
  AoiGateAnswer answer;

  links[number] = (GList){ .data = GUINT_TO_POINTER (number + 1) };
  answer = aoi_gate_enter (gate, &links[number], &since);
  if (answer != AOI_GATE_SHUT)
    g_assert_cmpuint (since, ==, G_MAXUINT64);
  return answer;
}

static void
test_one_at_a_time (void)
{
  AoiGate gate = { 0 };

  for (guint round = 0; round < 3; round++) {
    g_assert_cmpint (enter (&gate, 0), ==, AOI_GATE_OPEN);
    g_assert_null (aoi_gate_leave (&gate));
  }
}

/* Who leaves hands over to the one that has waited longest, who is in then without entering again. */
static void
test_hands_over (void)
{
  AoiGate gate = { 0 };

  g_assert_cmpint (enter (&gate, 0), ==, AOI_GATE_OPEN);
  for (guint i = 1; i < 5; i++)
    g_assert_cmpint (enter (&gate, i), ==, AOI_GATE_WAIT);
  for (guint i = 1; i < 5; i++) {
    g_assert_cmpuint (GPOINTER_TO_UINT (aoi_gate_leave (&gate)), ==, i + 1);
    g_assert_cmpint (enter (&gate, 5), ==, AOI_GATE_WAIT);
    g_queue_unlink (&gate.waiting, &links[5]);
  }
  g_assert_null (aoi_gate_leave (&gate));
  g_assert_cmpint (enter (&gate, 0), ==, AOI_GATE_OPEN);
  g_assert_null (aoi_gate_leave (&gate));
}

/* All who wait are given back in their order, and nobody waits until the call that is late returns. */
static void
test_shut (void)
{
  AoiGate gate = { 0 };
  GQueue waiting = G_QUEUE_INIT;
  guint64 since = 0;
  GList link = { 0 };

  g_queue_push_tail (&waiting, GUINT_TO_POINTER (77));
  g_assert_cmpint (enter (&gate, 0), ==, AOI_GATE_OPEN);
  g_assert_cmpint (enter (&gate, 1), ==, AOI_GATE_WAIT);
  g_assert_cmpint (enter (&gate, 2), ==, AOI_GATE_WAIT);
  aoi_gate_shut (&gate, 4711, &waiting);
  g_assert_cmpuint (g_queue_get_length (&waiting), ==, 3);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_queue_pop_head (&waiting)), ==, 77);
  g_assert_true (g_queue_pop_head_link (&waiting) == &links[1]);
  g_assert_true (g_queue_pop_head_link (&waiting) == &links[2]);
  g_assert_cmpint (aoi_gate_enter (&gate, &link, &since), ==, AOI_GATE_SHUT);
  g_assert_cmpuint (since, ==, 4711);
  g_assert_null (aoi_gate_leave (&gate));
  g_assert_cmpint (enter (&gate, 3), ==, AOI_GATE_OPEN);
  g_assert_null (aoi_gate_leave (&gate));
}

#define N_THREADS 8
#define N_CALLS 2000

typedef struct {
  GList link;
  GMutex lock;
  GCond changed;
  gboolean is_in; /* lock */
} Caller;

static AoiGate shared;
static gint n_inside; /* atomic */
static guint n_calls; /* only the caller inside changes it */

static void
hand_over (Caller *caller)
{
  g_mutex_lock (&caller->lock);
  caller->is_in = TRUE;
  g_cond_signal (&caller->changed);
  g_mutex_unlock (&caller->lock);
}

static void
wait_in (Caller *caller)
{
  const gint64 end = g_get_monotonic_time () + TEST_PATIENCE;

  g_mutex_lock (&caller->lock);
  while (!caller->is_in)
    g_assert_true (g_cond_wait_until (&caller->changed, &caller->lock, end));
  caller->is_in = FALSE;
  g_mutex_unlock (&caller->lock);
}

static gpointer
call_often (gpointer data)
{
  Caller *self = data, *next;
  guint64 since;

  self->link.data = self;
  for (guint i = 0; i < N_CALLS; i++) {
    if (aoi_gate_enter (&shared, &self->link, &since) == AOI_GATE_WAIT)
      wait_in (self);
    g_assert_cmpint (g_atomic_int_add (&n_inside, 1), ==, 0);
    n_calls++;
    g_atomic_int_add (&n_inside, -1);
    next = aoi_gate_leave (&shared);
    if (next != NULL)
      hand_over (next);
  }
  return NULL;
}

static void
test_threads (void)
{
  static Caller callers[N_THREADS];
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("call", call_often, &callers[i]);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (n_calls, ==, N_THREADS * N_CALLS);
  g_assert_false (shared.busy);
  g_assert_true (g_queue_is_empty (&shared.waiting));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/one-at-a-time", test_one_at_a_time);
  g_test_add_func ("/gate/hands-over", test_hands_over);
  g_test_add_func ("/gate/shut", test_shut);
  g_test_add_func ("/gate/threads", test_threads);
  return g_test_run ();
}
