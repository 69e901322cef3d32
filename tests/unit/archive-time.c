/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The night in autumn in which a clock shows an hour twice: what is older stays older. */
#include "archive-writer.h"
#include "archive/aoi-archive-place.h"

/* 2026-10-25: at 01:00 UTC clocks go from 03:00 back to 02:00. */
#define CHANGE ((gint64) 1792890000 * G_USEC_PER_SEC)
#define BEFORE (CHANGE - 30 * G_TIME_SPAN_MINUTE)
#define AFTER (CHANGE + 10 * G_TIME_SPAN_MINUTE)

#define NAME_BEFORE "2026-10-25/board/023000.000+0200-1-fail"
#define NAME_AFTER "2026-10-25/board/021000.000+0100-2-fail"
#define OLD_BEFORE "2026-10-25/board/023000.000-1-fail"
#define OLD_AFTER "2026-10-25/board/021000.000-2-fail"

static void
add_at (Fixture *self, guint64 number, gint64 time)
{
  g_autoptr (AoiArchiveRecord) record = make_plain ("board", number, FALSE);
  g_autoptr (GError) error = NULL;

  record->time = time;
  aoi_archive_add (self->archive, record, &self->listener, &error);
  g_assert_no_error (error);
}

static void
rename_record (Fixture *self, const gchar *from, const gchar *to)
{
  g_autofree gchar *old_path = g_build_filename (self->location, from, NULL);
  g_autofree gchar *new_path = g_build_filename (self->location, to, NULL);

  g_assert_cmpint (g_rename (old_path, new_path), ==, 0);
}

/* The archive gets too small for both records that it holds. */
static void
shrink (Fixture *self)
{
  self->limits.max_bytes = get_usage (self).bytes - 1;
  g_clear_pointer (&self->archive, aoi_archive_close);
  open_archive (self);
  g_assert_true (aoi_archive_load (self->archive, &self->listener, NULL));
  g_assert_cmpuint (get_usage (self).records, ==, 1);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  open_archive (self);
  add_at (self, 1, BEFORE);
  add_at (self, 2, AFTER);
  g_assert_true (has (self, NAME_BEFORE));
  g_assert_true (has (self, NAME_AFTER));
}

static void
test_order (Fixture *self, gconstpointer data)
{
  open_archive (self);
  add_at (self, 1, BEFORE);
  add_at (self, 2, AFTER);
  shrink (self);
  g_assert_false (has (self, NAME_BEFORE));
  g_assert_true (has (self, NAME_AFTER));
}

/* In the run that wrote them, too. */
static void
test_order_at_once (Fixture *self, gconstpointer data)
{
  open_archive (self);
  add_at (self, 1, BEFORE);
  add_at (self, 2, AFTER);
  /* A third record takes some blocks more, as it is estimated. */
  self->limits.max_bytes = get_usage (self).bytes + self->reported.bytes + 3 * 4096;
  g_clear_pointer (&self->archive, aoi_archive_close);
  open_archive (self);
  add_at (self, 3, AFTER + G_USEC_PER_SEC);
  g_assert_false (has (self, NAME_BEFORE));
  g_assert_true (has (self, NAME_AFTER));
}

/* Records of version 0.1: record.json holds what their names do not. */
static void
test_old_names (Fixture *self, gconstpointer data)
{
  open_archive (self);
  add_at (self, 1, BEFORE);
  add_at (self, 2, AFTER);
  rename_record (self, NAME_BEFORE, OLD_BEFORE);
  rename_record (self, NAME_AFTER, OLD_AFTER);
  shrink (self);
  g_assert_false (has (self, OLD_BEFORE));
  g_assert_true (has (self, OLD_AFTER));
}

static void
test_age (Fixture *self, gconstpointer data)
{
  const gboolean old = GPOINTER_TO_INT (data);

  if (g_get_real_time () < AFTER) {
    g_test_skip ("SKIP: the clock is before the records of the test");
    return;
  }
  open_archive (self);
  add_at (self, 1, BEFORE);
  add_at (self, 2, AFTER);
  if (old) {
    rename_record (self, NAME_BEFORE, OLD_BEFORE);
    rename_record (self, NAME_AFTER, OLD_AFTER);
  }
  g_clear_pointer (&self->archive, aoi_archive_close);
  self->limits.max_age = g_get_real_time () - CHANGE;
  open_archive (self);
  g_assert_true (aoi_archive_load (self->archive, &self->listener, NULL));
  g_assert_false (has (self, old ? OLD_BEFORE : NAME_BEFORE));
  g_assert_true (has (self, old ? OLD_AFTER : NAME_AFTER));
}

static const struct {
  const gchar *place;
  gboolean exact, passed;
  gint64 time; /* seconds from 2026-07-01 12:00 UTC */
} places[] = {
  { "2026-07-01/board/140000.000+0200-7-fail", TRUE, FALSE, 0 },
  { "2026-07-01/board/140000.000+0200-7.1-pass", TRUE, TRUE, 0 },
  { "2026-07-01/board/120000.000+0000-0-pass", TRUE, TRUE, 0 },
  { "2026-07-01/board/083000.000-0330-12-fail", TRUE, FALSE, 0 },
  { "2026-07-02/board/020000.000+1400-12-fail", TRUE, FALSE, 0 },
  { "2026-07-01/board/140000.000-7-fail", FALSE, FALSE, 0 },
  { "2026-07-01/board/140000.000-1234-pass", FALSE, TRUE, 0 },
  { "2026-07-01/board/140000.000-1234.5-fail", FALSE, FALSE, 0 },
  { "2026-07-01/board/140001.000-0-fail", FALSE, FALSE, 1 },
};

static void
test_parse (void)
{
  static const gchar *const others[] = { "2026-07-01/board/140000-7-fail",
    "2026-07-01/board/140000.000+0200-fail", "2026-07-01/board/140000.000+0200-7",
    "2026-07-01/board/140000.000+02-7-fail", "2026-13-01/board/140000.000+0200-7-fail",
    "2026-07-01", "" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    gboolean exact, passed;
    gint64 time;

    g_assert_true (aoi_archive_place_parse (places[i].place, &time, &exact, &passed));
    g_assert_cmpint (exact, ==, places[i].exact);
    g_assert_cmpint (passed, ==, places[i].passed);
    g_assert_cmpint (time / G_USEC_PER_SEC - 1782907200, ==, places[i].time);
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    gboolean exact, passed;
    gint64 time;

    g_assert_false (aoi_archive_place_parse (others[i], &time, &exact, &passed));
  }
}

int
main (int argc, char **argv)
{
  start_test (&argc, &argv);
  g_setenv ("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE);
  ADD ("time/names", test_names);
  ADD ("time/order", test_order);
  ADD ("time/order-at-once", test_order_at_once);
  ADD ("time/old-names", test_old_names);
  g_test_add ("/archive/time/age", Fixture, GINT_TO_POINTER (FALSE), set_up, test_age, tear_down);
  g_test_add ("/archive/time/age-of-old-names", Fixture, GINT_TO_POINTER (TRUE), set_up, test_age,
      tear_down);
  g_test_add_func ("/archive/time/parse", test_parse);
  return g_test_run ();
}
