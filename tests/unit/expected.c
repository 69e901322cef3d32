/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-expected.h"

static void
test_learns (void)
{
  g_autoptr (AoiExpected) expected = aoi_expected_lookup ("learns", 2);

  g_assert_cmpuint (aoi_expected_get (expected, 0), ==, 0);
  aoi_expected_update (expected, 0, 8000);
  g_assert_cmpuint (aoi_expected_get (expected, 0), ==, 8000);
  aoi_expected_update (expected, 0, 16000);
  g_assert_cmpuint (aoi_expected_get (expected, 0), ==, 9000);
  for (guint i = 0; i < 200; i++)
    aoi_expected_update (expected, 0, 0);
  g_assert_cmpuint (aoi_expected_get (expected, 0), <, 10);
  g_assert_cmpuint (aoi_expected_get (expected, 0), >, 0);
  g_assert_cmpuint (aoi_expected_get (expected, 1), ==, 0);
}

/* Remembered after its users are freed; not for a product that differs. */
static void
test_remembers (void)
{
  AoiExpected *first = aoi_expected_lookup ("remembers", 3);
  g_autoptr (AoiExpected) again = NULL, other = NULL, shorter = NULL;

  aoi_expected_update (first, 2, 500);
  aoi_expected_unref (first);
  again = aoi_expected_lookup ("remembers", 3);
  other = aoi_expected_lookup ("forgets", 3);
  shorter = aoi_expected_lookup ("remembers", 2);
  g_assert_cmpuint (aoi_expected_get (again, 2), ==, 500);
  g_assert_cmpuint (aoi_expected_get (other, 2), ==, 0);
  g_assert_cmpuint (aoi_expected_get (shorter, 1), ==, 0);
}

/* Many products do not pile up; one in use keeps what it has. */
static void
test_forgets (void)
{
  g_autoptr (AoiExpected) kept = aoi_expected_lookup ("kept", 1), again = NULL;

  aoi_expected_update (kept, 0, 700);
  for (guint i = 0; i < 1000; i++) {
    g_autofree gchar *hash = g_strdup_printf ("product %u", i);

    aoi_expected_unref (aoi_expected_lookup (hash, 1));
  }
  again = aoi_expected_lookup ("kept", 1);
  g_assert_cmpuint (aoi_expected_get (kept, 0), ==, 700);
  g_assert_cmpuint (aoi_expected_get (again, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expected/learns", test_learns);
  g_test_add_func ("/expected/remembers", test_remembers);
  g_test_add_func ("/expected/forgets", test_forgets);
  return g_test_run ();
}
