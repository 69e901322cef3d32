/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of boards: their form, their order, and that no two are equal, in threads and forked processes neither. */
#include "base/aoi-uuid.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_THREADS 4
#define N_EACH 5000

/* The example of RFC 9562, A.6: 2022-02-22T14:22:22-05:00. */
static void
test_known (void)
{
  gint64 time_us;

  g_assert_true (aoi_uuid_get_time ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", &time_us));
  g_assert_cmpint (time_us, ==, G_GINT64_CONSTANT (1645557742000000));
}

static void
test_form (void)
{
  static const gint64 times[] = { 1, 999, 1000, 1795900000123456, G_GINT64_CONSTANT (1) << 57 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree gchar *uuid = aoi_uuid_new (times[i]);
    gint64 time_us;

    g_assert_true (g_uuid_string_is_valid (uuid));
    g_assert_cmpint (uuid[14], ==, '7');
    g_assert_nonnull (strchr ("89ab", uuid[19]));
    g_assert_true (aoi_uuid_get_time (uuid, &time_us));
    g_assert_cmpint (time_us, ==, times[i] / 1000 * 1000);
  }
}

static void
test_refused (void)
{
  static const gchar *const bad[] = { "", "x", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-18c4-dc0c0c07398f", "017f22e2079b0-7cc3-98c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398fa",
    "g17f22e2-79b0-7cc3-98c4-dc0c0c07398f" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (aoi_uuid_get_time (bad[i], NULL));
}

/* They sort as the times do, two microseconds apart already. */
static void
test_order (void)
{
  g_autofree gchar *before = aoi_uuid_new (1795900000000000);

  for (gint64 time = 1795900000000002; time < 1795900000002500; time += 2) {
    gchar *uuid = aoi_uuid_new (time);

    g_assert_cmpstr (before, <, uuid);
    g_free (before);
    before = uuid;
  }
}

static gpointer
make_many (gpointer data)
{
  GPtrArray *uuids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_EACH; i++)
    g_ptr_array_add (uuids, aoi_uuid_new (1795900000000000));
  return uuids;
}

static void
test_unique (void)
{
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("maker", make_many, NULL);
  for (guint i = 0; i < N_THREADS; i++) {
    g_autoptr (GPtrArray) uuids = g_thread_join (threads[i]);

    for (guint k = 0; k < uuids->len; k++)
      g_assert_true (g_hash_table_add (all, g_strdup (g_ptr_array_index (uuids, k))));
  }
}

static void
test_fork (void)
{
  g_autofree gchar *warm = aoi_uuid_new (1);
  gchar child_uuid[AOI_UUID_LENGTH + 1] = "";
  g_autofree gchar *own = NULL;
  gint ends[2];
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0) {
    g_autofree gchar *uuid = aoi_uuid_new (1);

    _exit (write (ends[1], uuid, AOI_UUID_LENGTH) == AOI_UUID_LENGTH ? 0 : 1);
  }
  own = aoi_uuid_new (1);
  g_assert_cmpint (read (ends[0], child_uuid, AOI_UUID_LENGTH), ==, AOI_UUID_LENGTH);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  g_assert_cmpstr (own, !=, child_uuid);
  close (ends[0]);
  close (ends[1]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uuid/known", test_known);
  g_test_add_func ("/uuid/form", test_form);
  g_test_add_func ("/uuid/refused", test_refused);
  g_test_add_func ("/uuid/order", test_order);
  g_test_add_func ("/uuid/unique", test_unique);
  g_test_add_func ("/uuid/fork", test_fork);
  return g_test_run ();
}
