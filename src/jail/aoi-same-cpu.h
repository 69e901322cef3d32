/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sched.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* A helper and the thread that waits for it, which take turns. Used by one thread at a time; zeros at first. */
typedef struct {
  gint cpu; /* where the helper ran when it could run anywhere */
  guint left; /* requests for which both stay there; then the kernel chooses anew */
  gint64 begun; /* the request, monotonic, ns */
  gint64 spent; /* by the helper on a CPU until then, ns */
  gboolean held; /* the thread, and the CPU is ours */
  gboolean helper_held;
  cpu_set_t anywhere; /* where the thread may run, while it is held */
  cpu_set_t helper_anywhere; /* where the helper may run, while it is held */
} AoiSameCpu;

void aoi_same_cpu_begin (AoiSameCpu *self, pid_t helper);
void aoi_same_cpu_give_up (AoiSameCpu *self, pid_t helper);
void aoi_same_cpu_end (AoiSameCpu *self, pid_t helper, guint32 cpu);

G_END_DECLS
