/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a process wakes its helper. An eventfd would do, but who writes to one sleeps when the other end has filled it. */
#include "jail/aoi-futex.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

/**
 * aoi_futex_wait:
 * @at: a number in memory that is shared
 * @value: what it is
 *
 * Sleeps until aoi_futex_wake() as long as the number is @value. May return before.
 */
void
aoi_futex_wait (const guint32 *at, guint32 value)
{
  syscall (SYS_futex, at, FUTEX_WAIT, value, NULL, NULL, 0);
}

/**
 * aoi_futex_wake:
 * @at: a number in memory that is shared, which was changed
 *
 * Wakes one who waits there. Never sleeps.
 */
void
aoi_futex_wake (const guint32 *at)
{
  syscall (SYS_futex, at, FUTEX_WAKE, 1, NULL, NULL, 0);
}
