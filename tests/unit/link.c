/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/link/gstaoilinkanswer.h"
#include "inspect/link/gstaoilinkbreaker.h"
#include "inspect/link/gstaoilinkcache.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static void
test_answer_length (void)
{
  g_autofree gchar *body = g_strnfill (GST_AOI_LINK_MAX_ANSWER + 1, 'x');
  g_autofree gchar *whole = NULL;
  const gchar *problem;

  whole = gst_aoi_link_answer_parse (body, GST_AOI_LINK_MAX_ANSWER, &problem);
  g_assert_nonnull (whole);
  g_assert_null (problem);
  g_assert_null (gst_aoi_link_answer_parse (body, GST_AOI_LINK_MAX_ANSWER + 1, &problem));
  g_assert_cmpstr (problem, ==, "answer is too long");
}

static void
test_cache_age (void)
{
  GstAoiLinkCache *cache = gst_aoi_link_cache_new ();

  gst_aoi_link_cache_insert (cache, "A", "L-A", 5);
  g_assert_null (gst_aoi_link_cache_lookup (cache, "B", 5));
  g_assert_cmpstr (gst_aoi_link_cache_lookup (cache, "A", 4 + GST_AOI_LINK_CACHE_AGE), ==, "L-A");
  g_assert_null (gst_aoi_link_cache_lookup (cache, "A", 5 + GST_AOI_LINK_CACHE_AGE));
  gst_aoi_link_cache_insert (cache, "A", "L-2", 5 + GST_AOI_LINK_CACHE_AGE);
  gst_aoi_link_cache_insert (cache, "A", "L-3", 6 + GST_AOI_LINK_CACHE_AGE);
  g_assert_cmpstr (gst_aoi_link_cache_lookup (cache, "A", 7 + GST_AOI_LINK_CACHE_AGE), ==, "L-3");
  gst_aoi_link_cache_free (cache);
}

/* What was not asked for longest goes. */
static void
test_cache_bound (void)
{
  GstAoiLinkCache *cache = gst_aoi_link_cache_new ();
  guint n_kept = 0;
  gchar code[16];

  for (guint i = 0; i < 3 * GST_AOI_LINK_CACHE_CODES; i++) {
    g_snprintf (code, sizeof code, "%u", i);
    gst_aoi_link_cache_insert (cache, code, code, 0);
    g_assert_nonnull (gst_aoi_link_cache_lookup (cache, "0", 0));
  }
  for (guint i = 0; i < 3 * GST_AOI_LINK_CACHE_CODES; i++) {
    g_snprintf (code, sizeof code, "%u", i);
    n_kept += gst_aoi_link_cache_lookup (cache, code, 0) != NULL;
  }
  g_assert_cmpuint (n_kept, ==, GST_AOI_LINK_CACHE_CODES);
  gst_aoi_link_cache_free (cache);
}

static void
test_breaker (void)
{
  GstAoiLinkBreaker breaker = { 0 };
  const gint64 pause = GST_AOI_LINK_BREAKER_PAUSE;

  for (guint i = 0; i < GST_AOI_LINK_BREAKER_FAILURES; i++) {
    g_assert_cmpint (gst_aoi_link_breaker_admit (&breaker, SECOND), ==, GST_AOI_LINK_ASK);
    gst_aoi_link_breaker_failed (&breaker, SECOND);
  }
  g_assert_cmpint (gst_aoi_link_breaker_admit (&breaker, SECOND), ==, GST_AOI_LINK_SKIP);
  g_assert_cmpint (gst_aoi_link_breaker_admit (&breaker, pause), ==, GST_AOI_LINK_SKIP);
  g_assert_cmpint (gst_aoi_link_breaker_admit (&breaker, SECOND + pause), ==, GST_AOI_LINK_PROBE);
  g_assert_cmpint (gst_aoi_link_breaker_admit (&breaker, SECOND + pause), ==, GST_AOI_LINK_SKIP);
  gst_aoi_link_breaker_failed (&breaker, 4 * SECOND + pause);
  g_assert_cmpint (
      gst_aoi_link_breaker_admit (&breaker, SECOND + 2 * pause), ==, GST_AOI_LINK_SKIP);
  g_assert_cmpint (
      gst_aoi_link_breaker_admit (&breaker, 4 * SECOND + 2 * pause), ==, GST_AOI_LINK_PROBE);
  gst_aoi_link_breaker_answered (&breaker);
  g_assert_cmpint (
      gst_aoi_link_breaker_admit (&breaker, 5 * SECOND + 2 * pause), ==, GST_AOI_LINK_ASK);
}

/* Failures that an answer parts are not in a row. */
static void
test_breaker_row (void)
{
  GstAoiLinkBreaker breaker = { 0 };

  for (guint i = 0; i < 10 * GST_AOI_LINK_BREAKER_FAILURES; i++) {
    g_assert_cmpint (gst_aoi_link_breaker_admit (&breaker, SECOND), ==, GST_AOI_LINK_ASK);
    if (i % GST_AOI_LINK_BREAKER_FAILURES == 0)
      gst_aoi_link_breaker_answered (&breaker);
    else
      gst_aoi_link_breaker_failed (&breaker, SECOND);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/answer-length", test_answer_length);
  g_test_add_func ("/link/cache-age", test_cache_age);
  g_test_add_func ("/link/cache-bound", test_cache_bound);
  g_test_add_func ("/link/breaker", test_breaker);
  g_test_add_func ("/link/breaker-row", test_breaker_row);
  return g_test_run ();
}
