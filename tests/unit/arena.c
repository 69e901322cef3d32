/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocks are used again, have the size that was asked for, and come back from any thread, also after the element. */
#include "common/gstaoiarena.h"

#include <string.h>

static void
test_reuse (void)
{
  GstAoiArena *arena = gst_aoi_arena_new ();
  gpointer first = gst_aoi_arena_take (arena, 1000), second = gst_aoi_arena_take (arena, 1000);

  g_assert_true (first != second);
  memset (first, 1, 1000);
  memset (second, 2, 1000);
  gst_aoi_arena_give (arena, first);
  gst_aoi_arena_give (arena, second);
  /* What was used last is in the cache. */
  g_assert_true (gst_aoi_arena_take (arena, 1000) == second);
  g_assert_true (gst_aoi_arena_take (arena, 10) == first);
  gst_aoi_arena_give (arena, second);
  gst_aoi_arena_give (arena, first);
  gst_aoi_arena_unref (arena);
}

/* A block that is too small is replaced; all of the new one can be written. */
static void
test_growth (void)
{
  GstAoiArena *arena = gst_aoi_arena_new ();
  gpointer block = gst_aoi_arena_take (arena, 16);

  gst_aoi_arena_give (arena, block);
  block = gst_aoi_arena_take (arena, 1 << 20);
  memset (block, 3, 1 << 20);
  gst_aoi_arena_give (arena, block);
  g_assert_true (gst_aoi_arena_take (arena, 1 << 20) == block);
  gst_aoi_arena_give (arena, block);
  gst_aoi_arena_unref (arena);
}

static void
test_alignment (void)
{
  GstAoiArena *arena = gst_aoi_arena_new ();

  for (gsize size = 0; size < 70; size++) {
    gpointer block = gst_aoi_arena_take (arena, size);

    g_assert_cmpuint (GPOINTER_TO_SIZE (block) % G_ALIGNOF (gdouble), ==, 0);
    g_assert_cmpuint (GPOINTER_TO_SIZE (block) % G_ALIGNOF (gpointer), ==, 0);
    gst_aoi_arena_give (arena, block);
  }
  gst_aoi_arena_unref (arena);
}

/* More than there can be is refused, and takes nothing from what follows. */
static void
test_too_much (void)
{
  GstAoiArena *arena = gst_aoi_arena_new ();
  gpointer block;

  g_assert_null (gst_aoi_arena_take (arena, G_MAXSSIZE));
  block = gst_aoi_arena_take (arena, 100);
  g_assert_nonnull (block);
  gst_aoi_arena_give (arena, block);
  g_assert_null (gst_aoi_arena_take (arena, G_MAXSSIZE));
  gst_aoi_arena_unref (arena);
}

#define N_THREADS 4
#define N_ROUNDS 5000

/* Nobody else has the block between taking and giving; each thread has a reference as a frame does. */
static gpointer
take_and_give (gpointer data)
{
  GstAoiArena *arena = data;

  for (guint i = 0; i < N_ROUNDS; i++) {
    const gsize size = 1 + i * 37 % 4000;
    guint8 *block = gst_aoi_arena_take (arena, size);
    const guint8 mark = (guint8) (GPOINTER_TO_SIZE (g_thread_self ()) / 64 + i);

    memset (block, mark, size);
    g_assert_cmpuint (block[size / 2], ==, mark);
    g_assert_cmpuint (block[size - 1], ==, mark);
    gst_aoi_arena_give (arena, block);
  }
  gst_aoi_arena_unref (arena);
  return NULL;
}

static void
test_threads (void)
{
  GstAoiArena *arena = gst_aoi_arena_new ();
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("arena", take_and_give, gst_aoi_arena_ref (arena));
  gst_aoi_arena_unref (arena);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arena/reuse", test_reuse);
  g_test_add_func ("/arena/growth", test_growth);
  g_test_add_func ("/arena/alignment", test_alignment);
  g_test_add_func ("/arena/too-much", test_too_much);
  g_test_add_func ("/arena/threads", test_threads);
  return g_test_run ();
}
