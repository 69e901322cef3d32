/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A module that was built for another version of libaoi is named and not opened: tests/old. */
#include <unistd.h>

#include "aoi-error.h"
#include "aoi-inspector.h"
#include "product-folder.h"
#include "product/aoi-module-needs.h"

static void
test_refused (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *path = g_build_filename (folder, "aoi-old.so", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (g_getenv ("OLD_MODULE"), path), ==, 0);
  g_assert_true (g_setenv ("AOI_INSPECTORS", folder, TRUE));
  g_test_expect_message ("aoi", G_LOG_LEVEL_WARNING,
      "*/aoi-old.so was built for another version (libaoi.so.0, this is libaoi.so.*); build it again");
  g_assert_null (aoi_inspector_lookup ("old", &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED);
  product_folder_remove (folder);
}

static void
check_need (const gchar *path, const gchar *name, const gchar *expected)
{
  g_autofree gchar *need = aoi_module_dup_other_need (path, name);

  g_assert_cmpstr (need, ==, expected);
}

/* Only the number behind the name makes a library another one. */
static void
test_needs (void)
{
  const gchar *module = g_getenv ("OLD_MODULE");

  check_need (module, "libaoi.so.1", "libaoi.so.0");
  check_need (module, "libaoi.so.10", "libaoi.so.0");
  check_need (module, "libaoi.so.0", NULL);
  check_need (module, "libao.so.1", NULL);
  check_need ("/nowhere/aoi.so", "libaoi.so.1", NULL);
}

/* Files that were cut off or damaged are read within their bounds: a sanitizer sees it if not. */
static void
test_damaged (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *path = g_build_filename (folder, "m.so", NULL);
  g_autofree gchar *whole = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);
  gsize size;

  g_assert_true (g_file_get_contents (g_getenv ("OLD_MODULE"), &whole, &size, NULL));
  for (guint i = 0; i < 400; i++) {
    g_autofree gchar *data = g_memdup2 (whole, size);
    const gsize length = i % 2 == 0 ? size : (gsize) g_rand_int_range (rand, 0, (gint32) size);
    g_autofree gchar *need = NULL;

    for (guint k = 0; k < 8; k++)
      data[g_rand_int_range (rand, 0, 1024)] = (gchar) g_rand_int_range (rand, 0, 256);
    product_folder_write (folder, "m.so", data, (gssize) length);
    need = aoi_module_dup_other_need (path, "libaoi.so.1");
    g_assert_true (need == NULL || g_str_has_prefix (need, "libaoi.so."));
  }
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/module-version/refused", test_refused);
  g_test_add_func ("/module-version/needs", test_needs);
  g_test_add_func ("/module-version/damaged", test_damaged);
  return g_test_run ();
}
