/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Working memory is made when it is missing, used by one job at a time, and freed with its stack. */
#include "aoi-error.h"
#include "engine/aoi-scratch.h"

static gint n_alive; /* atomic */
static gint n_made; /* atomic */
static gboolean refuses;
static guint n_states;

static gpointer
make (const gconstpointer *states, guint n, GError **error)
{
  if (refuses) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED, "no memory today");
    return NULL;
  }
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (states[i]), ==, i + 1);
  n_states = n;
  g_atomic_int_inc (&n_alive);
  g_atomic_int_inc (&n_made);
  return g_new0 (gint, 1);
}

static void
release (gpointer piece)
{
  g_free (piece);
  g_atomic_int_add (&n_alive, -1);
}

static const AoiInspector inspector = {
  .type = "test", .scratch_new = make, .scratch_free = release
};

static void
set_up (void)
{
  g_assert_cmpint (n_alive, ==, 0);
  n_made = 0;
  refuses = FALSE;
}

/* An inspector without working memory takes part, and has none. */
static void
test_without (void)
{
  static const AoiInspector none = { .type = "none" };
  g_autoptr (AoiScratchStack) stack = aoi_scratch_stack_new (&none);
  g_autoptr (GError) error = NULL;
  gpointer piece = &error;

  g_assert_true (aoi_scratch_stack_reserve (stack, 4, &error));
  g_assert_true (aoi_scratch_stack_take (stack, &piece, &error));
  g_assert_null (piece);
  aoi_scratch_stack_give (stack, piece);
  g_assert_no_error (error);
}

/* Pieces fit all states; the one that was used last comes first. */
static void
test_take (void)
{
  g_autoptr (AoiScratchStack) stack = aoi_scratch_stack_new (&inspector);
  gpointer first, second, again;

  set_up ();
  for (guint i = 1; i <= 3; i++)
    aoi_scratch_stack_add_state (stack, GUINT_TO_POINTER (i));
  g_assert_true (aoi_scratch_stack_take (stack, &first, NULL));
  g_assert_cmpuint (n_states, ==, 3);
  g_assert_true (aoi_scratch_stack_take (stack, &second, NULL));
  g_assert_true (first != second);
  aoi_scratch_stack_give (stack, second);
  aoi_scratch_stack_give (stack, first);
  g_assert_true (aoi_scratch_stack_take (stack, &again, NULL));
  g_assert_true (again == first);
  aoi_scratch_stack_give (stack, again);
  g_assert_cmpint (n_made, ==, 2);
  g_clear_pointer (&stack, aoi_scratch_stack_free);
  g_assert_cmpint (n_alive, ==, 0);
}

/* What is made ahead is what is taken, and pieces that jobs hold count. */
static void
test_reserve (void)
{
  g_autoptr (AoiScratchStack) stack = aoi_scratch_stack_new (&inspector);
  gpointer pieces[4];

  set_up ();
  g_assert_true (aoi_scratch_stack_take (stack, &pieces[0], NULL));
  g_assert_true (aoi_scratch_stack_reserve (stack, 3, NULL));
  g_assert_cmpint (n_made, ==, 3);
  g_assert_true (aoi_scratch_stack_reserve (stack, 2, NULL));
  for (guint i = 1; i < 3; i++)
    g_assert_true (aoi_scratch_stack_take (stack, &pieces[i], NULL));
  g_assert_cmpint (n_made, ==, 3);
  g_assert_true (aoi_scratch_stack_take (stack, &pieces[3], NULL));
  g_assert_cmpint (n_made, ==, 4);
  for (guint i = 0; i < 4; i++)
    aoi_scratch_stack_give (stack, pieces[i]);
  g_clear_pointer (&stack, aoi_scratch_stack_free);
  g_assert_cmpint (n_alive, ==, 0);
}

/* The inspector's error is given on; what failed does not count as made. */
static void
test_refused (void)
{
  g_autoptr (AoiScratchStack) stack = aoi_scratch_stack_new (&inspector);
  g_autoptr (GError) taken = NULL, reserved = NULL;
  gpointer piece;

  set_up ();
  refuses = TRUE;
  g_assert_false (aoi_scratch_stack_take (stack, &piece, &taken));
  g_assert_null (piece);
  g_assert_error (taken, AOI_ERROR, AOI_ERROR_UNSUPPORTED);
  g_assert_cmpstr (taken->message, ==, "no memory today");
  g_assert_false (aoi_scratch_stack_reserve (stack, 2, &reserved));
  g_assert_error (reserved, AOI_ERROR, AOI_ERROR_UNSUPPORTED);
  refuses = FALSE;
  g_assert_true (aoi_scratch_stack_reserve (stack, 2, NULL));
  g_assert_cmpint (n_made, ==, 2);
}

#define N_THREADS 6

static gpointer
work_often (gpointer stack)
{
  for (guint i = 0; i < 2000; i++) {
    gpointer piece;

    g_assert_true (aoi_scratch_stack_take (stack, &piece, NULL));
    g_assert_true (g_atomic_int_compare_and_exchange ((gint *) piece, 0, 1));
    g_atomic_int_set ((gint *) piece, 0);
    aoi_scratch_stack_give (stack, piece);
  }
  return NULL;
}

/* Nobody shares a piece, and there are never more than threads. */
static void
test_threads (void)
{
  g_autoptr (AoiScratchStack) stack = aoi_scratch_stack_new (&inspector);
  GThread *threads[N_THREADS];

  set_up ();
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("work", work_often, stack);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (n_made, <=, N_THREADS);
  g_clear_pointer (&stack, aoi_scratch_stack_free);
  g_assert_cmpint (n_alive, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scratch/without", test_without);
  g_test_add_func ("/scratch/take", test_take);
  g_test_add_func ("/scratch/reserve", test_reserve);
  g_test_add_func ("/scratch/refused", test_refused);
  g_test_add_func ("/scratch/threads", test_threads);
  return g_test_run ();
}
