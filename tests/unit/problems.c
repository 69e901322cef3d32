/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-error.h"
#include "aoi-problems.h"

static void
test_none (void)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (aoi_problems_get_count (problems), ==, 0);
  g_assert_true (aoi_problems_check (problems, &error));
  g_assert_no_error (error);
}

static void
test_lines (void)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (GError) error = NULL;

  aoi_problems_add (problems, "a.json", "rois[3].coords", "x2 (%d) is %s", 100, "small");
  aoi_problems_add (problems, "b.json", NULL, "100%% wrong");
  g_assert_cmpuint (aoi_problems_get_count (problems), ==, 2);
  g_assert_false (aoi_problems_check (problems, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_cmpstr (
      error->message, ==, "a.json: rois[3].coords: x2 (100) is small\nb.json: 100% wrong");
  g_assert_false (aoi_problems_check (problems, NULL));
}

static void
check_many (guint n_problems, const gchar *ending)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < n_problems; i++)
    aoi_problems_add (problems, "f", "p", "%u", i);
  g_assert_cmpuint (aoi_problems_get_count (problems), ==, n_problems);
  g_assert_false (aoi_problems_check (problems, &error));
  lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (
      g_strv_length (lines), ==, MIN (n_problems, AOI_PROBLEMS_MAX) + (ending != NULL ? 1 : 0));
  g_assert_cmpstr (lines[0], ==, "f: p: 0");
  g_assert_cmpstr (lines[AOI_PROBLEMS_MAX - 1], ==, "f: p: 9");
  g_assert_cmpstr (lines[AOI_PROBLEMS_MAX], ==, ending);
}

static void
test_many (void)
{
  check_many (AOI_PROBLEMS_MAX, NULL);
  check_many (AOI_PROBLEMS_MAX + 1, "(and 1 more)");
  check_many (5000, "(and 4990 more)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problems/none", test_none);
  g_test_add_func ("/problems/lines", test_lines);
  g_test_add_func ("/problems/many", test_many);
  return g_test_run ();
}
