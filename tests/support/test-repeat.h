/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* How often, or for how many seconds: the run of every day needs few to show a fault that is there, the long one
 * (tests/run.sh --long) many to show that there is none. */
static inline guint
test_repeat (guint few, guint many)
{
  return g_getenv ("AOI_TEST_LONG") != NULL ? many : few;
}
