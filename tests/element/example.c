/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The example of an application with an inspector of its own. */
#include <string.h>
#include <sys/wait.h>

#include "support.h"

typedef struct {
  gint code;
  gchar *out, *err;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_free (outcome->out);
  g_free (outcome->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* The test picture's first bar is white, its last one dark blue. */
#define WHITE "[10,10,60,110]"
#define BLUE "[570,10,620,110]"

static Outcome
run_example (const gchar *coords, const gchar *min_level)
{
  g_autofree gchar *json = g_strdup_printf (
      "[{\"idx\":7,\"type\":\"brightness\",\"coords\":%s,\"min_level\":%s}]", coords, min_level);
  gchar *product = support_product_new (json);
  const gchar *argv[] = { g_getenv ("OWN_INSPECTOR"), product, NULL };
  g_autoptr (GError) error = NULL;
  Outcome outcome = { 0 };
  gint status;

  g_spawn_sync (NULL, (gchar **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &outcome.out,
      &outcome.err, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  outcome.code = WEXITSTATUS (status);
  support_product_free (product);
  return outcome;
}

static void
test_pass (void)
{
  g_auto (Outcome) outcome = run_example (WHITE, "200");

  g_assert_cmpint (outcome.code, ==, 0);
  g_assert_nonnull (
      strstr (outcome.out, "frame 0: pass\n  ROI 7 brightness: good, 255.0 of 200.0\n"));
  g_assert_nonnull (strstr (outcome.out, "frame 2: pass\n"));
}

static void
test_fail (void)
{
  g_auto (Outcome) outcome = run_example (BLUE, "200");

  g_assert_cmpint (outcome.code, ==, 0);
  g_assert_nonnull (strstr (outcome.out, "frame 0: fail\n  ROI 7 brightness: mean level "));
  g_assert_nonnull (strstr (outcome.out, " is too dark, "));
  g_assert_null (strstr (outcome.out, "pass"));
}

static void
test_refused (void)
{
  g_auto (Outcome) outcome = run_example (WHITE, "\"high\"");

  g_assert_cmpint (outcome.code, ==, 1);
  g_assert_cmpstr (outcome.out, ==, "");
  g_assert_nonnull (strstr (outcome.err, "min_level"));
  g_assert_nonnull (strstr (outcome.err, "high"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/example/pass", test_pass);
  g_test_add_func ("/example/fail", test_fail);
  g_test_add_func ("/example/refused", test_refused);
  return g_test_run ();
}
