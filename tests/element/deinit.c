/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Linked into every element test: GStreamer ends with the program. Only then does its leaks tracer
 * (GST_TRACERS=leaks) look at what lives on; its warning is fatal to a test. */
#include <gst/gst.h>
#include <stdlib.h>

static void __attribute__ ((constructor)) deinit_at_exit (void)
{
  atexit (gst_deinit);
}
