/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How far back it is remembered what was read. */
#include "engine/aoi-unique-memory.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static const AoiUnique three_boards = { AOI_UNIQUE_RUN, 3, 0 };
static const AoiUnique ten_seconds = { AOI_UNIQUE_RUN, 0, 10 };
static const AoiUnique either = { AOI_UNIQUE_RUN, 3, 10 };

static void
add_board (AoiUniqueMemory *memory, guint64 number, gint64 second, const gchar *text)
{
  const AoiReportInfo info = { .frame = number };

  aoi_unique_memory_begin (memory, second * SECOND);
  if (text != NULL)
    aoi_unique_memory_add (memory, &info, 1, text);
}

static gboolean
finds (const AoiUniqueMemory *memory, const AoiUnique *unique, const gchar *text)
{
  return aoi_unique_memory_find (memory, unique, text) != NULL;
}

static void
test_boards (void)
{
  g_autoptr (AoiUniqueMemory) memory = aoi_unique_memory_new (100);

  add_board (memory, 1, 0, "A");
  for (guint i = 1; i <= 4; i++) {
    add_board (memory, 1 + i, 1000 * i, NULL);
    g_assert_cmpint (finds (memory, &three_boards, "A"), ==, i <= 3);
    g_assert_false (finds (memory, &three_boards, "B"));
  }
}

static void
test_seconds (void)
{
  g_autoptr (AoiUniqueMemory) memory = aoi_unique_memory_new (100);

  add_board (memory, 1, 5, "A");
  for (guint i = 1; i <= 40; i++)
    add_board (memory, 1 + i, 15, NULL);
  g_assert_true (finds (memory, &ten_seconds, "A"));
  g_assert_false (finds (memory, &three_boards, "A"));
  g_assert_true (finds (memory, &either, "A"));
  add_board (memory, 50, 16, NULL);
  g_assert_false (finds (memory, &ten_seconds, "A"));
  g_assert_false (finds (memory, &either, "A"));
}

/* The last time counts. */
static void
test_again (void)
{
  g_autoptr (AoiUniqueMemory) memory = aoi_unique_memory_new (100);
  const AoiSighting *sighting;

  add_board (memory, 1, 0, "A");
  add_board (memory, 2, 1, NULL);
  add_board (memory, 3, 2, "A");
  add_board (memory, 4, 3, NULL);
  add_board (memory, 5, 4, NULL);
  sighting = aoi_unique_memory_find (memory, &three_boards, "A");
  g_assert_nonnull (sighting);
  g_assert_cmpuint (sighting->number, ==, 3);
  g_assert_cmpuint (aoi_unique_memory_get_age (memory, sighting), ==, 2);
}

/* More texts than there is room for: what can still be told is told, and nothing else. */
static void
test_full (void)
{
  const AoiUnique boards = { AOI_UNIQUE_RUN, 10, 0 }, more = { AOI_UNIQUE_RUN, 11, 0 };
  g_autoptr (AoiUniqueMemory) memory = aoi_unique_memory_new (10);

  for (guint i = 0; i < 12; i++) {
    g_autofree gchar *text = g_strdup_printf ("%u", i);

    add_board (memory, i, i, text);
  }
  aoi_unique_memory_begin (memory, 12 * SECOND);
  g_assert_true (aoi_unique_memory_reaches (memory, &boards));
  g_assert_true (finds (memory, &boards, "2"));
  g_assert_false (aoi_unique_memory_reaches (memory, &more));
  aoi_unique_memory_clear (memory);
  g_assert_true (aoi_unique_memory_reaches (memory, &more));
  g_assert_false (finds (memory, &boards, "2"));
}

/* What no window reaches is forgotten: the memory of a long run does not grow. */
static void
test_long_run (void)
{
  const AoiUnique all = { AOI_UNIQUE_RUN, AOI_UNIQUE_MAX_BOARDS, AOI_UNIQUE_MAX_SECONDS };
  g_autoptr (AoiUniqueMemory) memory = aoi_unique_memory_new (AOI_UNIQUE_MAX_BOARDS + 2);

  for (guint i = 0; i < 3 * AOI_UNIQUE_MAX_BOARDS; i++) {
    g_autofree gchar *text = g_strdup_printf ("%u", i);

    add_board (memory, i, 100 * (gint64) i, text);
    g_assert_true (aoi_unique_memory_reaches (memory, &all));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unique-memory/boards", test_boards);
  g_test_add_func ("/unique-memory/seconds", test_seconds);
  g_test_add_func ("/unique-memory/again", test_again);
  g_test_add_func ("/unique-memory/full", test_full);
  g_test_add_func ("/unique-memory/long-run", test_long_run);
  return g_test_run ();
}
