/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which boards wait to be judged, and who is at which. */
#include "store-review.h"

#include "store-support.h"
#include "store/aoi-store-judge.h"

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)
#define N_RACERS 4
#define N_RACED 24

/* Returns: (transfer full): the id of a board that failed, or passed */
static gchar *
add_board (AoiStore *store, guint64 number, gboolean failed)
{
  const AoiReportInfo info = { .station = "line 2",
    .product = number % 2 == 0 ? "even" : "odd",
    .frame = number,
    .timestamp_us = STORE_TIME + (gint64) number * 1000 };
  g_autoptr (AoiReport) report = store_report (&info, "C", failed ? 0.1 : 0.95);

  store_add (store, report);
  return g_strdup (aoi_report_get_info (report)->id);
}

/* Returns: (transfer full) (nullable): the board that somebody gets */
static gchar *
take (AoiStore *store, const gchar *person, gint64 length_us, const gchar *after)
{
  const AoiStoreWish wish = { .person = person, .length_us = length_us, .after = after };
  g_auto (AoiStoreLease) lease = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_store_take_next (store, &wish, &lease, &error));
  g_assert_no_error (error);
  if (lease.board != NULL)
    g_assert_cmpstr (lease.person, ==, person);
  return g_steal_pointer (&lease.board);
}

/* Returns: (transfer full) (nullable): who has a board after somebody has wanted it */
static gchar *
hold (AoiStore *store, const gchar *board, const gchar *person)
{
  g_auto (AoiStoreLease) lease = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_store_hold (store, board, person, MINUTE, &lease, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&lease.person);
}

static void
release (AoiStore *store, const gchar *board, const gchar *person, const gchar *holder)
{
  g_auto (AoiStoreLease) lease = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_store_release (store, board, person, &lease, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (lease.person, ==, holder);
}

static gboolean
judge (AoiStore *store, const gchar *board, gint roi, const gchar *person, gchar **holder)
{
  const AoiStoreJudgement judgements[] = { { board, 1, "unsure", person, NULL },
    { board, roi, "defect", person, NULL } };
  g_auto (AoiStoreLease) lease = { NULL };
  const gboolean good = aoi_store_judge_rois (
      store, judgements, G_N_ELEMENTS (judgements), STORE_TIME, &lease, NULL);

  *holder = g_steal_pointer (&lease.person);
  return good;
}

static void
test_queue (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  const AoiReportInfo empty = { .timestamp_us = STORE_TIME, .reason = "no product is set" };
  g_autoptr (AoiReport) report = aoi_report_new (&empty, NULL, 0);
  g_autofree gchar *first = add_board (store, 1, TRUE);
  g_autofree gchar *passed = add_board (store, 2, FALSE);
  g_autofree gchar *last = add_board (store, 3, TRUE);
  g_autofree gchar *holder = NULL;

  store_add (store, report);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM review"), ==, 2);
  g_assert_true (judge (store, first, 2, "Ann", &holder));
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM review"), ==, 1);
  g_assert_true (judge (store, passed, 2, "Ann", &holder));
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM review"), ==, 1);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM judgement"), ==, 4);
}

static void
test_take (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  g_autofree gchar *first = add_board (store, 1, TRUE);
  g_autofree gchar *second = add_board (store, 2, TRUE);
  g_autofree gchar *third = add_board (store, 3, TRUE);
  g_autofree gchar *ann = take (store, "Ann", MINUTE, NULL);
  g_autofree gchar *again = take (store, "Ann", MINUTE, NULL);
  g_autofree gchar *bob = take (store, "Bob", MINUTE, NULL);
  g_autofree gchar *next = take (store, "Ann", MINUTE, ann);
  g_autofree gchar *carl = take (store, "Carl", MINUTE, NULL);
  g_autofree gchar *none = take (store, "Dora", MINUTE, NULL);

  g_assert_cmpstr (ann, ==, first);
  g_assert_cmpstr (again, ==, first);
  g_assert_cmpstr (bob, ==, second);
  g_assert_cmpstr (next, ==, third);
  g_assert_cmpstr (carl, ==, first);
  g_assert_null (none);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM lease"), ==, 3);
}

/* Who does not come back is not waited for; nor is one whose lease is of a clock that was set back. */
static void
test_end (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  g_autofree gchar *board = add_board (store, 1, TRUE);
  g_autofree gchar *ann = take (store, "Ann", 0, NULL);
  g_autofree gchar *bob = take (store, "Bob", MINUTE, NULL);
  g_autofree gchar *cora = NULL;

  g_assert_cmpstr (ann, ==, board);
  g_assert_cmpstr (bob, ==, board);
  g_assert_true (aoi_sql_script (
      aoi_store_get_sql (store), "UPDATE lease SET expires = expires + 86400000000", NULL));
  cora = take (store, "Cora", MINUTE, NULL);
  g_assert_cmpstr (cora, ==, board);
}

static void
test_hold (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  g_autofree gchar *board = add_board (store, 1, FALSE);
  g_autofree gchar *ann = hold (store, board, "Ann"), *again = hold (store, board, "Ann");
  g_autofree gchar *bob = hold (store, board, "Bob"), *later = NULL;
  g_autofree gchar *nobody = hold (store, "01a22438-ae86-77c6-b528-2dd26eeccbef", "Ann");

  g_assert_cmpstr (ann, ==, "Ann");
  g_assert_cmpstr (again, ==, "Ann");
  g_assert_cmpstr (bob, ==, "Ann");
  g_assert_null (nobody);
  release (store, board, "Bob", "Ann");
  release (store, board, "Ann", NULL);
  release (store, board, "Ann", NULL);
  later = hold (store, board, "Bob");
  g_assert_cmpstr (later, ==, "Bob");
}

/* Nobody judges what somebody else is at, and all of it is kept or nothing. */
static void
test_held (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  g_autofree gchar *board = add_board (store, 1, TRUE);
  g_autofree gchar *ann = take (store, "Ann", MINUTE, NULL);
  g_autofree gchar *holder = NULL, *none = NULL;
  const AoiStoreJudgement alone = { board, 2, "defect", "Bob", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (judge (store, board, 2, "Bob", &holder));
  g_assert_cmpstr (holder, ==, "Ann");
  g_assert_false (aoi_store_judge (store, &alone, STORE_TIME, &error));
  g_assert_nonnull (strstr (error->message, "Ann judges board"));
  g_assert_false (judge (store, board, 77, "Ann", &none));
  g_assert_null (none);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM judgement"), ==, 0);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM review"), ==, 1);
  g_assert_true (judge (store, board, 2, "Ann", &none));
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM judgement"), ==, 2);
}

/* Boards that are removed wait no more. */
static void
test_removed (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  g_autofree gchar *board = add_board (store, 1, TRUE);
  g_autofree gchar *ann = take (store, "Ann", MINUTE, NULL);

  g_assert_cmpstr (ann, ==, board);
  g_assert_true (aoi_sql_script (aoi_store_get_sql (store), "DELETE FROM board", NULL));
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM review"), ==, 0);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM lease"), ==, 0);
}

typedef struct {
  const gchar *address;
  gchar *person;
  GPtrArray *boards;
} Racer;

/* Takes and judges until none waits. */
static gpointer
race (gpointer data)
{
  Racer *self = data;
  g_autoptr (AoiStore) store = store_open (self->address);
  gchar *board;

  while ((board = take (store, self->person, MINUTE, NULL)) != NULL) {
    g_autofree gchar *holder = NULL;

    g_ptr_array_add (self->boards, board);
    g_assert_true (judge (store, board, 2, self->person, &holder));
  }
  return NULL;
}

static void
test_race (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Racer racers[N_RACERS];
  GThread *threads[N_RACERS];
  guint n = 0;

  for (guint i = 0; i < N_RACED; i++)
    g_free (add_board (store, i, TRUE));
  for (guint i = 0; i < N_RACERS; i++) {
    racers[i] = (Racer){ address, g_strdup_printf ("racer %u", i),
      g_ptr_array_new_with_free_func (g_free) };
    threads[i] = g_thread_new ("racer", race, &racers[i]);
  }
  for (guint i = 0; i < N_RACERS; i++) {
    g_thread_join (threads[i]);
    for (guint k = 0; k < racers[i].boards->len; k++, n++)
      g_assert_true (g_hash_table_add (seen, g_ptr_array_index (racers[i].boards, k)));
  }
  g_assert_cmpuint (n, ==, N_RACED);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM judgement"), ==, 2 * N_RACED);
  for (guint i = 0; i < N_RACERS; i++) {
    g_free (racers[i].person);
    g_ptr_array_unref (racers[i].boards);
  }
}

void
store_review_end (void)
{
  store_end ();
}

void
store_review_add_tests (void)
{
  g_test_add_func ("/store/review/queue", test_queue);
  g_test_add_func ("/store/review/take", test_take);
  g_test_add_func ("/store/review/end", test_end);
  g_test_add_func ("/store/review/hold", test_hold);
  g_test_add_func ("/store/review/held", test_held);
  g_test_add_func ("/store/review/removed", test_removed);
  g_test_add_func ("/store/review/race", test_race);
}
