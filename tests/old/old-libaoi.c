/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stands for libaoi of version 0.1: a process that has this release's must not load it. */
#include <stdlib.h>

int aoi_inspector_register (const void *inspector, void **error);

__attribute__ ((constructor)) static void
on_load (void)
{
  abort ();
}

int
aoi_inspector_register (const void *inspector, void **error)
{
  return 1;
}
