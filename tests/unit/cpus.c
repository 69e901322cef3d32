/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/aoi-cpus.h"

static void
put (const gchar *root, const gchar *path, const gchar *text)
{
  g_autofree gchar *file = g_build_filename (root, path, NULL);
  g_autofree gchar *folder = g_path_get_dirname (file);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
}

static void
remove_tree (const gchar *root)
{
  g_autofree gchar *command = g_strdup_printf ("rm -rf '%s'", root);

  g_assert_cmpint (system (command), ==, 0);
}

static guint
cpus_in (const gchar *root, guint fallback)
{
  g_autofree gchar *self = g_build_filename (root, "self", NULL);
  g_autofree gchar *mount = g_build_filename (root, "cgroup", NULL);

  return aoi_cpus_from_cgroups (self, mount, fallback);
}

static void
test_v2 (void)
{
  g_autofree gchar *root = g_dir_make_tmp ("aoi-cpus-XXXXXX", NULL);

  put (root, "self", "0::/line.slice/inspect.service\n");
  put (root, "cgroup/line.slice/inspect.service/cpu.max", "max 100000\n");
  g_assert_cmpuint (cpus_in (root, 16), ==, 16);
  put (root, "cgroup/line.slice/cpu.max", "250000 100000\n");
  g_assert_cmpuint (cpus_in (root, 16), ==, 3);
  put (root, "cgroup/line.slice/inspect.service/cpu.max", "50000 100000\n");
  g_assert_cmpuint (cpus_in (root, 16), ==, 1);
  remove_tree (root);
}

static void
test_v2_container (void)
{
  g_autofree gchar *root = g_dir_make_tmp ("aoi-cpus-XXXXXX", NULL);

  put (root, "self", "0::/docker/of-the-host\n");
  put (root, "cgroup/cpu.max", "400000 100000\n");
  g_assert_cmpuint (cpus_in (root, 16), ==, 4);
  g_assert_cmpuint (cpus_in (root, 2), ==, 2);
  remove_tree (root);
}

static void
test_v1 (void)
{
  g_autofree gchar *root = g_dir_make_tmp ("aoi-cpus-XXXXXX", NULL);

  put (root, "self", "5:memory:/other\n4:cpu,cpuacct:/line\n");
  put (root, "cgroup/cpu/line/cpu.cfs_quota_us", "-1\n");
  put (root, "cgroup/cpu/line/cpu.cfs_period_us", "100000\n");
  g_assert_cmpuint (cpus_in (root, 8), ==, 8);
  put (root, "cgroup/cpu/line/cpu.cfs_quota_us", "150000\n");
  g_assert_cmpuint (cpus_in (root, 8), ==, 2);
  remove_tree (root);
}

static void
test_nonsense (void)
{
  g_autofree gchar *root = g_dir_make_tmp ("aoi-cpus-XXXXXX", NULL);

  g_assert_cmpuint (cpus_in (root, 5), ==, 5);
  put (root, "self", "0::/\n:::\nnothing\n");
  put (root, "cgroup/cpu.max", "many few\n");
  g_assert_cmpuint (cpus_in (root, 5), ==, 5);
  remove_tree (root);
}

/* The answer is taken once a process, so a child asks under another mask. */
static void
test_affinity (void)
{
  int status;
  pid_t child = fork ();

  if (child == 0) {
    cpu_set_t one;

    CPU_ZERO (&one);
    CPU_SET (sched_getcpu (), &one);
    if (sched_setaffinity (0, sizeof one, &one) != 0)
      _exit (2);
    _exit (aoi_cpus_get_available () == 1 ? 0 : 1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpuint (aoi_cpus_get_available (), >=, 1);
  g_assert_cmpuint (aoi_cpus_get_available (), <=, g_get_num_processors ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpus/affinity", test_affinity);
  g_test_add_func ("/cpus/v2", test_v2);
  g_test_add_func ("/cpus/v2-container", test_v2_container);
  g_test_add_func ("/cpus/v1", test_v1);
  g_test_add_func ("/cpus/nonsense", test_nonsense);
  return g_test_run ();
}
