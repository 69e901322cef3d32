/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starts GStreamer, which reads or makes its registry, and finds the elements of this build there. */
#include <gst/gst.h>

int
main (int argc, char **argv)
{
  g_autoptr (GstElementFactory) factory = NULL;

  gst_init (&argc, &argv);
  factory = gst_element_factory_find ("aoiinspect");
  return factory != NULL ? 0 : 1;
}
