/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/aoi-cpus.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

/* The kernel refuses masks smaller than its own; 8192 is CONFIG_NR_CPUS_RANGE_END of x86-64. */
#define MAX_CPUS 8192

static guint
cpus_from_affinity (void)
{
  cpu_set_t *set = CPU_ALLOC (MAX_CPUS);
  gsize size = CPU_ALLOC_SIZE (MAX_CPUS);
  guint count = 0;

  CPU_ZERO_S (size, set);
  if (sched_getaffinity (0, size, set) == 0)
    count = CPU_COUNT_S (size, set);
  CPU_FREE (set);
  return count > 0 ? count : g_get_num_processors ();
}

static guint
cpus_of_quota (gint64 quota, gint64 period, guint fallback)
{
  if (quota <= 0 || period <= 0)
    return fallback;
  return (guint) CLAMP ((quota + period - 1) / period, 1, (gint64) fallback);
}

static gboolean
read_first_line (const gchar *folder, const gchar *name, gchar **line)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);

  if (!g_file_get_contents (path, line, NULL, NULL))
    return FALSE;
  g_strdelimit (g_strstrip (*line), "\n", '\0');
  return TRUE;
}

static guint
cpus_of_v2_folder (const gchar *folder, guint fallback)
{
  g_autofree gchar *line = NULL;
  g_auto (GStrv) words = NULL;

  if (!read_first_line (folder, "cpu.max", &line))
    return fallback;
  words = g_strsplit (line, " ", 2);
  if (g_strv_length (words) != 2 || g_str_equal (words[0], "max"))
    return fallback;
  return cpus_of_quota (
      g_ascii_strtoll (words[0], NULL, 10), g_ascii_strtoll (words[1], NULL, 10), fallback);
}

static guint
cpus_of_v1_folder (const gchar *folder, guint fallback)
{
  g_autofree gchar *quota = NULL;
  g_autofree gchar *period = NULL;

  if (!read_first_line (folder, "cpu.cfs_quota_us", &quota)
      || !read_first_line (folder, "cpu.cfs_period_us", &period))
    return fallback;
  return cpus_of_quota (
      g_ascii_strtoll (quota, NULL, 10), g_ascii_strtoll (period, NULL, 10), fallback);
}

/* A quota binds all groups below it, so the least one up to the mount counts. In a container the
 * path is the host's and may not exist below the mount: then the mount itself is the group. */
static guint
least_up_to_mount (const gchar *mount, const gchar *group, guint fallback,
    guint (*cpus_of_folder) (const gchar *, guint))
{
  g_autofree gchar *path = g_strdup (group);
  guint least = cpus_of_folder (mount, fallback);

  while (strlen (path) > 1) {
    g_autofree gchar *folder = g_build_filename (mount, path, NULL);
    gchar *slash = strrchr (path, '/');

    least = MIN (least, cpus_of_folder (folder, fallback));
    if (slash == NULL)
      break;
    *slash = '\0';
  }
  return least;
}

static gboolean
has_cpu_controller (const gchar *controllers)
{
  g_auto (GStrv) names = g_strsplit (controllers, ",", -1);

  return g_strv_contains ((const gchar *const *) names, "cpu");
}

/**
 * aoi_cpus_from_cgroups:
 * @proc_cgroup: the process' `/proc/self/cgroup`
 * @mount: where cgroups are mounted: `/sys/fs/cgroup`
 * @fallback: the answer where no quota is set, and the greatest possible
 *
 * Reads the CPU bandwidth limits of cgroup v1 and v2 (Documentation/admin-guide/cgroup-v2.rst,
 * Documentation/scheduler/sched-bwc.rst of Linux).
 *
 * Returns: how many CPUs the quotas are worth, rounded up, at least 1
 */
guint
aoi_cpus_from_cgroups (const gchar *proc_cgroup, const gchar *mount, guint fallback)
{
  g_autofree gchar *text = NULL;
  g_autofree gchar *v1_mount = g_build_filename (mount, "cpu", NULL);
  g_auto (GStrv) lines = NULL;
  guint least = fallback;

  if (!g_file_get_contents (proc_cgroup, &text, NULL, NULL))
    return fallback;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], ":", 3);

    if (g_strv_length (fields) != 3)
      continue;
    if (g_str_equal (fields[0], "0"))
      least = MIN (least, least_up_to_mount (mount, fields[2], fallback, cpus_of_v2_folder));
    else if (has_cpu_controller (fields[1]))
      least = MIN (least, least_up_to_mount (v1_mount, fields[2], fallback, cpus_of_v1_folder));
  }
  return least;
}

/**
 * aoi_cpus_get_available:
 *
 * The CPUs that this process may use, by its affinity mask and its cgroups' quotas when first asked.
 * Thread-safe.
 *
 * Returns: at least 1
 */
guint
aoi_cpus_get_available (void)
{
  static gsize cpus = 0;

  if (g_once_init_enter (&cpus)) {
    guint count = aoi_cpus_from_cgroups (
        "/proc/self/cgroup", "/sys/fs/cgroup", cpus_from_affinity ());

    g_once_init_leave (&cpus, MAX (count, 1));
  }
  return (guint) cpus;
}
