/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ends a decoder in `aoi run` costs a ROI of that board where nothing else is said. The decoder is that of
 * tests/rogue, which aborts at bright boards. */
#include "run-support.h"

#define ROGUE "{\"idx\":1,\"type\":\"rogue\",\"coords\":[0,0,20,16],\"act\":\"abort\"}"

static void
assert_has (const gchar *text, const gchar *part)
{
  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is not in: %s", part, text);
}

static void
test_default (void)
{
  g_autofree gchar *folder = run_support_new (ROGUE);
  g_auto (Run) result = { 0 };

  RUN (&result, folder, "@/product", "@/raw", SHAPE);
  g_assert_cmpint (result.code, ==, 1);
  assert_has (result.output, "the rogue decoder ended by signal 6");
  assert_has (result.output, "3 boards: 1 passed, 2 failed");
  product_folder_remove (folder);
}

static void
test_unknown (void)
{
  g_autofree gchar *folder = run_support_new (ROGUE);
  g_auto (Run) result = { 0 };

  RUN (&result, folder, "@/product", "@/raw", SHAPE, "--isolate", "some");
  assert_bad (&result, "--isolate must be none or process, is \"some\"");
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-isolate/default", test_default);
  g_test_add_func ("/run-isolate/unknown", test_unknown);
  return g_test_run ();
}
