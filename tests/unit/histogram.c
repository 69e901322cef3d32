/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/aoi-histogram.h"

static int
compare (const void *a, const void *b)
{
  const gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static void
test_empty (void)
{
  const AoiHistogram histogram = { 0 };

  g_assert_cmpuint (aoi_histogram_get_mean (&histogram), ==, 0);
  g_assert_cmpuint (aoi_histogram_get_quantile (&histogram, 0.5), ==, 0);
}

/* Mean and maximum are exact, quantiles never too low and at most an eighth too high. */
static void
test_random (void)
{
  const gdouble shares[] = { 0.0, 0.01, 0.5, 0.9, 0.99, 1.0 };
  static gint64 values[5000];

  for (guint round = 0; round < 20; round++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (round);
    AoiHistogram histogram = { 0 };
    guint64 sum = 0;

    for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
      values[i] = (gint64) exp (g_rand_double_range (rand, 0, 2 + round * 1.5));
      sum += (guint64) values[i];
      aoi_histogram_add (&histogram, values[i]);
    }
    qsort (values, G_N_ELEMENTS (values), sizeof (gint64), compare);
    g_assert_cmpuint (histogram.count, ==, G_N_ELEMENTS (values));
    g_assert_cmpuint (histogram.max, ==, values[G_N_ELEMENTS (values) - 1]);
    g_assert_cmpuint (aoi_histogram_get_mean (&histogram), ==, sum / G_N_ELEMENTS (values));
    for (guint i = 0; i < G_N_ELEMENTS (shares); i++) {
      const gsize rank = (gsize) ceil (shares[i] * G_N_ELEMENTS (values));
      const guint64 exact = (guint64) values[MAX (rank, 1) - 1];
      const guint64 quantile = aoi_histogram_get_quantile (&histogram, shares[i]);

      g_assert_cmpuint (quantile, >=, exact);
      g_assert_cmpuint (quantile, <=, exact + exact / 8);
    }
  }
}

static void
test_ends (void)
{
  AoiHistogram histogram = { 0 };

  aoi_histogram_add (&histogram, -5);
  g_assert_cmpuint (aoi_histogram_get_quantile (&histogram, 1), ==, 0);
  aoi_histogram_add (&histogram, G_MAXINT64);
  g_assert_cmpuint (histogram.max, ==, G_MAXINT64);
  g_assert_cmpuint (aoi_histogram_get_quantile (&histogram, 1), ==, G_MAXINT64);
  g_assert_cmpuint (aoi_histogram_get_quantile (&histogram, 0.5), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/histogram/empty", test_empty);
  g_test_add_func ("/histogram/random", test_random);
  g_test_add_func ("/histogram/ends", test_ends);
  return g_test_run ();
}
