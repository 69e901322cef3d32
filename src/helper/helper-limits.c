/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a helper may take of the machine. */
#include "helper/helper-limits.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "jail/aoi-wire.h"

/* What a helper may allocate beside what it shares, in bytes: libraries, their data, and so many times the pixels. */
#define MEMORY (G_GUINT64_CONSTANT (768) * 1024 * 1024)
#define MEMORY_PER_BYTE 6

/**
 * helper_limits_begin:
 * @parent: process id of the process that has started this one
 *
 * To be called first of all: from now on this process ends with its parent, becomes nobody else, and shows its
 * memory to nobody.
 *
 * Returns: %FALSE if the parent has ended already
 */
gboolean
helper_limits_begin (gint parent)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  return getppid () == parent;
}

static gboolean
set (gint resource, rlim_t most)
{
  const struct rlimit limit = { most, most };

  return setrlimit (resource, &limit) == 0;
}

/**
 * helper_limits_set:
 * @shared_bytes: of the memory that is shared
 *
 * To be called when all is loaded and no thread is started any more. The time on a CPU is limited by the parent,
 * which moves the limit on.
 *
 * Returns: what could not be limited, as a set of #AoiWireLacks
 */
guint
helper_limits_set (gsize shared_bytes)
{
  gboolean good = set (RLIMIT_CORE, 0) && set (RLIMIT_FSIZE, 0) && set (RLIMIT_NPROC, 0)
      && set (RLIMIT_NOFILE, AOI_WIRE_N_FDS) && set (RLIMIT_MSGQUEUE, 0);

#ifndef AOI_SANITIZED
  good = good && set (RLIMIT_DATA, MEMORY + MEMORY_PER_BYTE * (rlim_t) shared_bytes);
#endif
  return good ? 0 : AOI_WIRE_LACKS_LIMITS;
}
