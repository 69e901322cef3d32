/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>

#include "gstaoijson.h"

static gboolean
plugin_init (GstPlugin *plugin)
{
  return GST_ELEMENT_REGISTER (aoijson, plugin);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, aoiplugin,
    "Automated optical inspection of ROIs in camera frames", plugin_init, PACKAGE_VERSION, "LGPL",
    "aoiinspect", "Unknown package origin")
