/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages wait until they are ended, and what goes for want of room is counted. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "outbox-fixture.h"

#define TARGET "mqtt://broker"
#define N_BATCH 5

/* Oldest first, each once, by target. */
static void
test_order (OutboxFixture *self, gconstpointer data)
{
  g_autoptr (AoiOutbox) other = outbox_open (self, AOI_OUTBOX_DELIVERS);
  g_autoptr (GPtrArray) first = NULL, rest = NULL, none = NULL;

  for (guint i = 0; i < 10; i++) {
    outbox_add (self->outbox, TARGET, i);
    outbox_add (self->outbox, TARGET, i);
    outbox_add (self->outbox, "other", i);
  }
  first = outbox_peek (other, TARGET, 4);
  g_assert_cmpuint (first->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (outbox_get (first, i)->id[8], ==, '0' + (gint) i);
  outbox_end (other, first);
  outbox_end (other, first);
  rest = outbox_peek (other, TARGET, 100);
  g_assert_cmpuint (rest->len, ==, 6);
  g_assert_cmpstr (outbox_get (rest, 0)->id, ==, "id-000004");
  g_assert_cmpstr (outbox_get (rest, 0)->station, ==, "S1");
  g_assert_null (outbox_get (rest, 0)->code);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).waiting, ==, 6);
  g_assert_cmpuint (outbox_get_state (self->outbox, "other").waiting, ==, 10);
  g_assert_cmpint (outbox_get_state (self->outbox, "other").oldest_us, >, 0);
  none = outbox_peek (other, "nobody", 5);
  g_assert_cmpuint (none->len, ==, 0);
}

/* A batch is there as a whole. */
static void
test_batch (OutboxFixture *self, gconstpointer data)
{
  AoiOutboxMessage batch[N_BATCH];
  gboolean kept[N_BATCH];
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < N_BATCH; i++)
    batch[i] = (AoiOutboxMessage){ 0, g_strdup_printf ("b-%u", i % 3), i, i + 1, NULL, NULL, "c",
      "{}" };
  g_assert_true (
      aoi_outbox_add (self->outbox, TARGET, &(AoiOutboxLimits){ 0 }, batch, N_BATCH, kept, NULL));
  found = outbox_peek (self->outbox, TARGET, 100);
  g_assert_cmpuint (found->len, ==, 3);
  g_assert_cmpint (outbox_get (found, 1)->passing, ==, TRUE);
  g_assert_cmpint (outbox_get (found, 1)->created_us, ==, 2);
  for (guint i = 0; i < N_BATCH; i++) {
    g_assert_true (kept[i]);
    g_free ((gchar *) batch[i].id);
  }
}

static const gchar *const hostile[] = { "", "'; DROP TABLE message; --", "\"$1\"", "a/b/#/+",
  "%s%n", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\x01\x1f\x7f", "sqlite:x", "NULL" };

static void
test_hostile (OutboxFixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    const AoiOutboxMessage message = { 0, hostile[i], FALSE, 1, hostile[i], hostile[i], hostile[i],
      hostile[i] };
    g_autofree gchar *target = g_strdup_printf ("t%s", hostile[i]);
    g_autoptr (GPtrArray) found = NULL;

    g_assert_true (
        aoi_outbox_add (self->outbox, target, &(AoiOutboxLimits){ 0 }, &message, 1, NULL, NULL));
    found = outbox_peek (self->outbox, target, 2);
    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpstr (outbox_get (found, 0)->id, ==, hostile[i]);
    g_assert_cmpstr (outbox_get (found, 0)->product, ==, hostile[i]);
    g_assert_cmpstr (outbox_get (found, 0)->payload, ==, hostile[i]);
  }
}

/* The oldest that passed go first, then the oldest; never more than the bound, and each that goes is counted. */
static void
test_bytes (OutboxFixture *self, gconstpointer data)
{
  const AoiOutboxLimits limits = { 40000, 0 };
  g_autoptr (GPtrArray) found = NULL;
  guint n_failed = 0;

  for (guint i = 0; i < 300; i++) {
    const gboolean passing = i % 4 != 0;

    g_assert_true (outbox_add_sized (self->outbox, TARGET, i, passing, 500, &limits) || passing);
    g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).bytes, <=, limits.bytes);
  }
  found = outbox_peek (self->outbox, TARGET, 1000);
  for (guint i = 0; i < found->len; i++)
    n_failed += !outbox_get (found, i)->passing;
  g_assert_cmpuint (n_failed, >=, found->len - 10);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).lost + found->len, ==, 300);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).waiting, ==, found->len);
  /* It would be the first to go. */
  for (guint i = 300; i < 400; i++)
    outbox_add_sized (self->outbox, TARGET, i, FALSE, 500, &limits);
  g_assert_true (outbox_add_sized (self->outbox, "other", 0, TRUE, 500, &limits));
  g_assert_false (outbox_add_sized (self->outbox, TARGET, 400, TRUE, 39900, &limits));
}

static void
test_age (OutboxFixture *self, gconstpointer data)
{
  const AoiOutboxLimits limits = { 0, G_TIME_SPAN_HOUR };
  const gint64 now = g_get_real_time ();
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < 30; i++) {
    g_autofree gchar *id = g_strdup_printf ("id-%u", i);
    const gint64 time = i < 20 ? now - 2 * G_TIME_SPAN_HOUR : now;
    const AoiOutboxMessage message = { 0, id, FALSE, time, NULL, NULL, NULL, "{}" };

    g_assert_true (
        aoi_outbox_add (self->outbox, TARGET, &(AoiOutboxLimits){ 0 }, &message, 1, NULL, NULL));
  }
  g_assert_true (aoi_outbox_expire (self->outbox, TARGET, &limits, NULL));
  found = outbox_peek (self->outbox, TARGET, 100);
  g_assert_cmpuint (found->len, ==, 10);
  g_assert_cmpstr (outbox_get (found, 0)->id, ==, "id-20");
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).lost, ==, 20);
  g_assert_cmpint (outbox_get_state (self->outbox, TARGET).oldest_us, ==, now);
}

/* What a target refuses stops nothing, is kept, and is the first to go. */
static void
test_refused (OutboxFixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL, rest = NULL;

  for (guint i = 0; i < 3; i++)
    outbox_add_sized (self->outbox, TARGET, i, FALSE, 1000, &(AoiOutboxLimits){ 0 });
  found = outbox_peek (self->outbox, TARGET, 1);
  g_assert_true (aoi_outbox_refuse (self->outbox, outbox_get (found, 0), "400 Bad Request", NULL));
  rest = outbox_peek (self->outbox, TARGET, 10);
  g_assert_cmpuint (rest->len, ==, 2);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).refused, ==, 1);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).waiting, ==, 2);
  g_assert_true (aoi_outbox_expire (self->outbox, TARGET, &(AoiOutboxLimits){ 3000, 0 }, NULL));
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).refused, ==, 0);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).waiting, ==, 2);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).lost, ==, 1);
}

/* By the guide's words, once the target would take it: sums are right, too. */
static void
test_refused_again (OutboxFixture *self, gconstpointer data)
{
  static const gchar script[] =
      "BEGIN; UPDATE target SET waiting = waiting + refused, refused = 0; "
      "UPDATE message SET refused = NULL WHERE refused IS NOT NULL; COMMIT;";
  g_autoptr (AoiSql) sql = aoi_sql_open (self->path, AOI_SQL_WRITE, NULL, NULL);
  g_autoptr (GPtrArray) found = NULL, again = NULL;

  for (guint i = 0; i < 3; i++)
    outbox_add (self->outbox, TARGET, i);
  found = outbox_peek (self->outbox, TARGET, 1);
  g_assert_true (aoi_outbox_refuse (self->outbox, outbox_get (found, 0), "400 Bad Request", NULL));
  g_assert_true (aoi_sql_script (sql, script, NULL));
  again = outbox_peek (self->outbox, TARGET, 10);
  g_assert_cmpuint (again->len, ==, 3);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).refused, ==, 0);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).waiting, ==, 3);
}

/* One of all that have the file open delivers to a target. */
static void
test_claim (OutboxFixture *self, gconstpointer data)
{
  AoiOutbox *other = outbox_open (self, AOI_OUTBOX_DELIVERS);

  g_assert_true (aoi_outbox_claim (self->outbox, TARGET));
  g_assert_true (aoi_outbox_claim (self->outbox, TARGET));
  g_assert_false (aoi_outbox_claim (other, TARGET));
  g_assert_true (aoi_outbox_claim (other, "other"));
  aoi_outbox_close (self->outbox);
  g_assert_true (aoi_outbox_claim (other, TARGET));
  aoi_outbox_close (other);
  self->outbox = outbox_open (self, AOI_OUTBOX_ADDS);
  g_assert_true (aoi_outbox_claim (self->outbox, TARGET));
}

/* Sums are those of the rows, whatever was done. */
static void
test_sums (OutboxFixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (15);
  AoiOutboxState state;
  guint64 bytes = 0;
  g_autoptr (GPtrArray) left = NULL;

  for (guint i = 0; i < 200; i++) {
    g_autoptr (GPtrArray) some = NULL;

    outbox_add_sized (self->outbox, TARGET, i, g_rand_boolean (rand),
        (gsize) g_rand_int_range (rand, 1, 900), &(AoiOutboxLimits){ 20000, 0 });
    some = outbox_peek (self->outbox, TARGET, (guint) g_rand_int_range (rand, 1, 4));
    if (g_rand_int_range (rand, 0, 4) == 0)
      outbox_end (self->outbox, some);
  }
  state = outbox_get_state (self->outbox, TARGET);
  left = outbox_peek (self->outbox, TARGET, 1000);
  for (guint i = 0; i < left->len; i++)
    bytes += aoi_outbox_message_measure (outbox_get (left, i));
  g_assert_cmpuint (state.waiting, ==, left->len);
  g_assert_cmpuint (state.bytes, ==, bytes);
}

static void
spoil (const gchar *path, goffset from)
{
  g_autofree gchar *noise = g_strnfill (8192, '~');
  FILE *file = g_fopen (path, "r+");

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, from, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (noise, 8192, 1, file), ==, 1);
  fclose (file);
}

/* @data: where the file is damaged while it is closed. */
static void
test_damaged (OutboxFixture *self, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    outbox_add (self->outbox, TARGET, i);
  g_clear_pointer (&self->outbox, aoi_outbox_close);
  spoil (self->path, GPOINTER_TO_SIZE (data));
  self->outbox = outbox_open (self, AOI_OUTBOX_ADDS);
  outbox_add (self->outbox, TARGET, 1000);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).waiting, ==, 1);
  g_assert_nonnull (strstr (self->told->str, "is damaged"));
  g_assert_nonnull (strstr (self->told->str, "outbox.db.damaged-"));
  g_clear_pointer (&self->outbox, aoi_outbox_close);
  g_assert_cmpuint (outbox_remove_files (self->folder), ==, 1);
}

/* Both that have the file open go over to the new one, and none writes to what was kept aside. */
static void
test_damaged_open (OutboxFixture *self, gconstpointer data)
{
  g_autoptr (AoiOutbox) other = outbox_open (self, AOI_OUTBOX_ADDS);
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < 200; i++)
    outbox_add (self->outbox, TARGET, i);
  /* Nothing but the log has the rows until it is taken into the file. */
  g_clear_pointer (&self->outbox, aoi_outbox_close);
  for (goffset from = 4096; from < 32768; from += 8192)
    spoil (self->path, from);
  {
    g_autofree gchar *log = g_strconcat (self->path, "-wal", NULL);

    g_assert_cmpint (truncate (log, 0), ==, 0);
  }
  self->outbox = outbox_open (self, AOI_OUTBOX_ADDS);
  outbox_add (self->outbox, TARGET, 1000);
  outbox_add (other, TARGET, 1001);
  found = outbox_peek (self->outbox, TARGET, 100);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_nonnull (strstr (self->told->str, "is damaged"));
}

static void
test_removed (OutboxFixture *self, gconstpointer data)
{
  outbox_add (self->outbox, TARGET, 1);
  outbox_remove_files (self->folder);
  outbox_add (self->outbox, TARGET, 2);
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).waiting, ==, 1);
  g_assert_nonnull (strstr (self->told->str, "was removed"));
}

static void
check_refused (OutboxFixture *self, const gchar *script, AoiSqlError code, const gchar *says)
{
  g_autofree gchar *path = g_build_filename (self->folder, "other.db", NULL);
  g_autoptr (AoiSql) sql = aoi_sql_open (path, AOI_SQL_WRITE, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_sql_script (sql, script, NULL));
  g_assert_null (aoi_outbox_open (path, AOI_OUTBOX_ADDS, NULL, &error));
  g_assert_error (error, AOI_SQL_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_refuses_files (OutboxFixture *self, gconstpointer data)
{
  g_autofree gchar *nowhere = g_build_filename (self->folder, "no", "outbox.db", NULL);
  g_autoptr (GError) error = NULL;

  check_refused (self, "PRAGMA user_version = 99", AOI_SQL_ERROR_NEWER, "newer release");
  check_refused (self, "CREATE TABLE board (id)", AOI_SQL_ERROR_ADDRESS, "something else");
  g_assert_null (aoi_outbox_open (nowhere, AOI_OUTBOX_ADDS, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, nowhere));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, test) \
  g_test_add ("/outbox/" path, OutboxFixture, data, outbox_set_up, test, outbox_tear_down)
  ADD ("order", NULL, test_order);
  ADD ("batch", NULL, test_batch);
  ADD ("hostile", NULL, test_hostile);
  ADD ("bytes", NULL, test_bytes);
  ADD ("age", NULL, test_age);
  ADD ("refused", NULL, test_refused);
  ADD ("refused-again", NULL, test_refused_again);
  ADD ("claim", NULL, test_claim);
  ADD ("sums", NULL, test_sums);
  ADD ("damaged/head", GSIZE_TO_POINTER (0), test_damaged);
  ADD ("damaged/tables", GSIZE_TO_POINTER (4096), test_damaged);
  ADD ("damaged/rows", GSIZE_TO_POINTER (24576), test_damaged);
  ADD ("damaged/open", NULL, test_damaged_open);
  ADD ("removed", NULL, test_removed);
  ADD ("refuses-files", NULL, test_refuses_files);
  return g_test_run ();
}
