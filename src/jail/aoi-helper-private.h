/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "jail/aoi-helper.h"
#include "jail/aoi-same-cpu.h"

G_BEGIN_DECLS

/* What the files of AoiHelper share. */
struct _AoiHelper {
  guint generation; /* the process's; of another one the helper belongs to the parent of a fork */
  pid_t pid; /* -1: none, or waited for */
  gint pidfd; /* readable when the process has ended; -1: the kernel has none */
  gint fds[AOI_WIRE_N_FDS]; /* from AOI_WIRE_MEMORY_FD on; -1: none */
  AoiWireHead *memory;
  gsize size;
  guint32 serial;
  guint32 before; /* the last request that it had answered when it was asked */
  gboolean ready;
  gboolean was_killed; /* by somebody else, while it started */
  AoiSameCpu same_cpu;
  gint64 renewed; /* when it was last granted time on a CPU, monotonic, ns */
};

typedef enum {
  AOI_WAIT_REPLY,
  AOI_WAIT_END,
  AOI_WAIT_CANCELLED,
  AOI_WAIT_LATE,
} AoiWait;

AoiWait aoi_helper_wait (AoiHelper *self, gint64 until, GCancellable *cancellable);
gboolean aoi_helper_has_ended (AoiHelper *self);
void aoi_helper_signal (gint fd);
AoiHelperOutcome aoi_helper_reap (AoiHelper *self, gchar **reason);
void aoi_helper_kill (AoiHelper *self);

G_END_DECLS
