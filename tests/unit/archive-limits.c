/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an archive may take, and what goes when that is too much. */
#include <sys/stat.h>

#include "archive-writer.h"

/* Under a sanitizer each allocation costs a hundred times as much. */
#ifdef __SANITIZE_ADDRESS__
#define N_MANY 100
#else
#define N_MANY 1000
#endif

/* What a folder takes, by a way of the test's own. */
static guint64
measure (const gchar *path)
{
  struct stat info;
  guint64 bytes;

  g_assert_cmpint (lstat (path, &info), ==, 0);
  bytes = (guint64) info.st_blocks * 512;
  if (S_ISDIR (info.st_mode)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const gchar *name;

    while ((name = g_dir_read_name (dir)) != NULL) {
      g_autofree gchar *child = g_build_filename (path, name, NULL);

      bytes += measure (child);
    }
  }
  return bytes;
}

/* Never above; below by no more than a record, as it is estimated before it is written, and what the index
 * gives back when it leaves out lines of records that were removed. */
static void
check_within (Fixture *self, guint64 max)
{
  g_autofree gchar *index = g_build_filename (self->location, ARCHIVE_DAY, "index.js", NULL);
  const guint64 bytes = measure (self->location);

  g_assert_cmpuint (bytes, ==, get_usage (self).bytes);
  g_assert_cmpuint (bytes, <=, max);
  g_assert_cmpuint (bytes + measure (index) + self->reported.bytes + 8 * 4096, >=, max);
}

static gchar *
name_failed (guint number)
{
  return g_strdup_printf (
      ARCHIVE_DAY "/board/12%02u%02u.000+0000-%u-fail", number / 60, number % 60, number);
}

/* Of a thousand records, every second of a board that passed, a third fits: failures all stay but the
 * oldest, and no board that passed. After a start it is the same. */
static void
test_max_bytes (Fixture *self, gconstpointer data)
{
  g_autofree gchar *last = name_failed (N_MANY - 1);
  guint64 max;

  open_archive (self);
  add_good (self, 0, FALSE);
  max = self->limits.max_bytes = self->reported.bytes * N_MANY / 3;
  g_clear_pointer (&self->archive, aoi_archive_close);
  open_archive (self);
  for (guint i = 1; i < N_MANY; i++)
    add_good (self, i, i % 2 == 0);
  check_within (self, max);
  g_assert_cmpuint (get_usage (self).removed + get_usage (self).records, ==, N_MANY);
  g_assert_false (has (self, ARCHIVE_DAY "/board/120001.000+0000-1-fail"));
  g_assert_true (has (self, last));
  g_clear_pointer (&self->archive, aoi_archive_close);
  self->limits.max_bytes = max / 2;
  open_archive (self);
  g_assert_true (aoi_archive_load (self->archive, &self->listener, NULL));
  check_within (self, max / 2);
  g_assert_true (has (self, last));
}

/* Boards that passed go first, however new they are. */
static void
test_good_first (Fixture *self, gconstpointer data)
{
  open_archive (self);
  for (guint i = 0; i < 10; i++)
    add_good (self, i, i >= 5);
  self->limits.max_bytes = get_usage (self).bytes - 4 * self->reported.bytes;
  g_clear_pointer (&self->archive, aoi_archive_close);
  open_archive (self);
  g_assert_true (aoi_archive_load (self->archive, &self->listener, NULL));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120000.000+0000-0-fail"));
  g_assert_false (has (self, ARCHIVE_DAY "/board/120005.000+0000-5-pass"));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120009.000+0000-9-pass"));
}

/* What was not announced is no room for others. */
static void
test_unsent_stay (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->reported.refuses = TRUE;
  self->limits.max_bytes = 400 * 1024;
  open_archive (self);
  for (guint i = 0; error == NULL; i++)
    add (self, "board", i, FALSE, &error);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "max-bytes=409600"));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120000.000+0000-0-fail"));
  g_assert_cmpuint (get_usage (self).removed, ==, 0);
  /* Once they are reported, they may be removed. */
  g_clear_pointer (&self->archive, aoi_archive_close);
  self->reported.refuses = FALSE;
  open_archive (self);
  add_good (self, 1000, FALSE);
  g_assert_false (has (self, ARCHIVE_DAY "/board/120000.000+0000-0-fail"));
}

static void
test_max_age (Fixture *self, gconstpointer data)
{
  const gint64 age = g_get_real_time () - (NOON + 5 * G_USEC_PER_SEC + G_USEC_PER_SEC / 2);

  open_archive (self);
  for (guint i = 0; i < 10; i++)
    add_good (self, i, i % 2 == 0);
  g_clear_pointer (&self->archive, aoi_archive_close);
  if (age <= 0) {
    g_test_skip ("SKIP: the clock is before the records of the test");
    return;
  }
  self->limits.max_age = age;
  open_archive (self);
  g_assert_true (aoi_archive_load (self->archive, &self->listener, NULL));
  g_assert_cmpuint (get_usage (self).records, <=, 4);
  g_assert_cmpuint (get_usage (self).removed, >=, 6);
  g_assert_false (has (self, ARCHIVE_DAY "/board/120005.000+0000-5-fail"));
}

/* A disk that can never have so much free. */
static void
test_min_free (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->limits.min_free = G_MAXUINT64 / 2;
  open_archive (self);
  g_assert_false (add (self, "board", 1, FALSE, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "min-free"));
}

int
main (int argc, char **argv)
{
  start_test (&argc, &argv);
  ADD ("limits/max-bytes", test_max_bytes);
  ADD ("limits/good-first", test_good_first);
  ADD ("limits/unsent-stay", test_unsent_stay);
  ADD ("limits/max-age", test_max_age);
  ADD ("limits/min-free", test_min_free);
  return g_test_run ();
}
