/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which files a helper may open: those of libraries and their data while it loads, then none. */
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper/helper-limits.h"
#include "jail/aoi-program.h"
#include "jail/aoi-wire.h"

/* The kernel's interface, of which the headers of Debian 12 know the first part. */
#define RULESET_VERSION 1
#define RULE_PATH_BENEATH 1
#define ACCESS_WRITE_FILE (1 << 1)
#define ACCESS_READ_FILE (1 << 2)
#define ACCESS_READ_DIR (1 << 3)

typedef struct {
  guint64 files;
  guint64 network;
  guint64 scopes;
} Ruleset;

typedef struct __attribute__ ((packed)) {
  guint64 allowed;
  gint32 parent;
} Beneath;

/* All that a version of Landlock can forbid, and how much of the structure it knows. */
static gsize
describe_all (glong version, Ruleset *ruleset)
{
  static const guint n_files[] = { 0, 13, 14, 15, 15, 16 };
  const guint known = (guint) MIN (version, (glong) G_N_ELEMENTS (n_files) - 1);

  *ruleset = (Ruleset){ .files = (G_GUINT64_CONSTANT (1) << n_files[known]) - 1 };
  if (version >= 4)
    ruleset->network = 3;
  if (version >= 6)
    ruleset->scopes = 3;
  return version >= 6 ? sizeof *ruleset : version >= 4 ? 16 : 8;
}

/* Returns -1 if the kernel has no Landlock. */
static gint
ruleset_new (void)
{
  const glong version = syscall (SYS_landlock_create_ruleset, NULL, 0, RULESET_VERSION);
  Ruleset ruleset;
  gsize size;

  if (version < 1)
    return -1;
  size = describe_all (version, &ruleset);
  return (gint) syscall (SYS_landlock_create_ruleset, &ruleset, size, 0);
}

static void
allow (gint ruleset, const gchar *path, guint64 access)
{
  Beneath beneath = { access, open (path, O_PATH | O_CLOEXEC) };

  if (beneath.parent < 0)
    return;
  if (syscall (SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &beneath, 0) != 0) {
    beneath.allowed &= ~(guint64) ACCESS_READ_DIR; /* of a file, which has none */
    syscall (SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &beneath, 0);
  }
  close (beneath.parent);
}

/* Takes the ruleset. */
static guint
restrict_by (gint ruleset)
{
  const gboolean good = ruleset >= 0 && syscall (SYS_landlock_restrict_self, ruleset, 0) == 0;

  if (ruleset >= 0)
    close (ruleset);
  return good ? 0 : AOI_WIRE_LACKS_LANDLOCK;
}

/**
 * helper_files_allow_libraries:
 * @modules: (array zero-terminated=1): files of inspectors
 *
 * Forbids to write files, and to read others than libraries and their data.
 *
 * Returns: %AOI_WIRE_LACKS_LANDLOCK, or 0
 */
guint
helper_files_allow_libraries (gchar *const *modules)
{
  static const gchar *const folders[] = { "/usr", "/lib", "/lib64", "/etc/ld.so.cache",
    "/sys/devices/system/cpu" };
  const gchar *tessdata = g_getenv ("TESSDATA_PREFIX");
  g_autofree gchar *own = aoi_program_dup_library_folder ();
  const gint ruleset = ruleset_new ();

  if (ruleset < 0)
    return AOI_WIRE_LACKS_LANDLOCK;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    allow (ruleset, folders[i], ACCESS_READ_FILE | ACCESS_READ_DIR);
  for (guint i = 0; modules[i] != NULL; i++)
    allow (ruleset, modules[i], ACCESS_READ_FILE);
  if (tessdata != NULL)
    allow (ruleset, tessdata, ACCESS_READ_FILE | ACCESS_READ_DIR);
  allow (ruleset, own, ACCESS_READ_FILE | ACCESS_READ_DIR);
  allow (ruleset, "/dev/null", ACCESS_READ_FILE | ACCESS_WRITE_FILE);
  return restrict_by (ruleset);
}

/**
 * helper_files_forbid:
 *
 * Forbids to open any file, and with a kernel that can, any network.
 *
 * Returns: %AOI_WIRE_LACKS_LANDLOCK, or 0
 */
guint
helper_files_forbid (void)
{
  return restrict_by (ruleset_new ());
}
