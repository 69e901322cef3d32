/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `aoi golden` on a disk that gets full at every block: an error that changes nothing, or success. */
#include <errno.h>

#include "golden-product.h"
#include "own-disk.h"

#define DISK "size=512k"

/* More free blocks than any command needs. */
#define ENOUGH 16

typedef struct {
  const gchar *arguments[4];
  gboolean changes_contents;
} Case;

static const Case cases[] = {
  { { "add", "1", "crop.png" }, TRUE },
  { { "remove", "1", "best_golden.jpg" }, TRUE },
  { { "promote", "1", "b.png" }, FALSE },
};

static void
fill_product (const gchar *folder)
{
  product_folder_write (folder, "rois_config_x.json", GOLDEN_ROIS, -1);
  g_free (golden_crop_new (folder, "crop.png", 9));
  g_free (golden_crop_new (folder, GOLDEN_FOLDER "best_golden.jpg", 1));
  g_free (golden_crop_new (folder, GOLDEN_FOLDER "b.png", 2));
}

static gint
run (const gchar *folder, const Case *what, gchar **errors)
{
  g_autofree gchar *crop = g_build_filename (folder, what->arguments[2], NULL);
  gboolean adds = g_str_equal (what->arguments[0], "add");
  const gchar *arguments[] = { golden_tool (), "golden", what->arguments[0], folder,
    what->arguments[1], adds ? crop : what->arguments[2], NULL };
  g_autoptr (GError) error = NULL;
  gint status;

  g_spawn_sync (NULL, (gchar **) arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
      errors, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* Names and sizes of all files, except the lock. */
static void
list_tree (const gchar *path, GString *tree)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (!g_str_equal (name, ".lock"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, golden_compare);
  for (guint i = 0; i < names->len; i++) {
    g_autofree gchar *child = g_build_filename (path, g_ptr_array_index (names, i), NULL);
    GStatBuf info;

    g_assert_cmpint (g_stat (child, &info), ==, 0);
    if (S_ISDIR (info.st_mode)) {
      g_string_append_printf (tree, "%s/\n", child);
      list_tree (child, tree);
    } else {
      g_string_append_printf (tree, "%s %ld\n", child, (long) info.st_size);
    }
  }
}

/* Returns whether there was space enough. */
static gboolean
check_with (const gchar *folder, const Case *what, guint blocks)
{
  g_autoptr (GString) tree = g_string_new (NULL);
  g_autoptr (GString) tree_after = g_string_new (NULL);
  g_autofree gchar *before = golden_product_get_contents (folder);
  g_autofree gchar *after = NULL;
  g_autofree gchar *errors = NULL;
  gint code;

  own_disk_fill (folder, blocks);
  list_tree (folder, tree);
  code = run (folder, what, &errors);
  list_tree (folder, tree_after);
  after = golden_product_get_contents (folder);
  if (code == 0) {
    g_assert_cmpint (g_str_equal (before, after), ==, !what->changes_contents);
    g_assert_cmpstr (tree_after->str, !=, tree->str);
    return TRUE;
  }
  g_assert_cmpint (code, ==, 2);
  g_assert_nonnull (strstr (errors, folder));
  g_assert_nonnull (strstr (errors, g_strerror (ENOSPC)));
  g_assert_cmpstr (tree_after->str, ==, tree->str);
  g_assert_cmpstr (after, ==, before);
  return FALSE;
}

static void
test_in_namespace (void)
{
  g_autofree gchar *folder = product_folder_new ();
  guint refused = 0;

  if (!own_disk_mount (folder, DISK)) {
    g_rmdir (folder);
    exit (OWN_DISK_NOT_PERMITTED);
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gboolean done = FALSE;

    for (guint blocks = 0; blocks <= ENOUGH; blocks++) {
      fill_product (folder);
      done = check_with (folder, &cases[i], blocks);
      refused += !done;
      g_assert_cmpint (umount (folder), ==, 0);
      g_assert_cmpint (mount ("none", folder, "tmpfs", 0, DISK), ==, 0);
    }
    g_assert_true (done);
  }
  g_assert_cmpuint (refused, >=, G_N_ELEMENTS (cases));
  g_assert_cmpint (umount (folder), ==, 0);
  g_rmdir (folder);
}

static void
test_full (void)
{
  own_disk_run ("--in-namespace");
}

int
main (int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], "--in-namespace")) {
    test_in_namespace ();
    return 0;
  }
  g_test_init (&argc, &argv, NULL);
  g_set_prgname (argv[0]);
  g_test_add_func ("/golden-disk/full", test_full);
  return g_test_run ();
}
