/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>

#include "archive/gstaoiarchive.h"
#include "base/aoi-types.h"
#include "inspect/gstaoiinspect.h"
#include "json/gstaoijson.h"
#ifdef HAVE_ARAVIS
#include "camera/gstaoicameradeviceprovider.h"
#include "camera/gstaoicamerasrc.h"
#endif
#ifdef HAVE_OVERLAY
#include "overlay/gstaoioverlay.h"
#endif
#ifdef HAVE_PUBLISH
#include "publish/gstaoipublish.h"
#endif
#ifdef HAVE_RECORD
#include "record/gstaoirecord.h"
#include "record/gstaoireplay.h"
#endif
#ifdef HAVE_STORE
#include "store/gstaoistore.h"
#endif

static gboolean
plugin_init (GstPlugin *plugin)
{
  gboolean registered = FALSE;

  aoi_types_prepare ();
  registered |= GST_ELEMENT_REGISTER (aoiarchive, plugin);
  registered |= GST_ELEMENT_REGISTER (aoiinspect, plugin);
  registered |= GST_ELEMENT_REGISTER (aoijson, plugin);
#ifdef HAVE_ARAVIS
  registered |= GST_ELEMENT_REGISTER (aoicamerasrc, plugin);
  registered |= GST_DEVICE_PROVIDER_REGISTER (aoicameradeviceprovider, plugin);
#endif
#ifdef HAVE_OVERLAY
  registered |= GST_ELEMENT_REGISTER (aoioverlay, plugin);
#endif
#ifdef HAVE_PUBLISH
  registered |= GST_ELEMENT_REGISTER (aoipublish, plugin);
#endif
#ifdef HAVE_RECORD
  registered |= GST_ELEMENT_REGISTER (aoirecord, plugin);
  registered |= GST_ELEMENT_REGISTER (aoireplay, plugin);
#endif
#ifdef HAVE_STORE
  registered |= GST_ELEMENT_REGISTER (aoistore, plugin);
#endif
  return registered;
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, aoiplugin,
    "Automated optical inspection of ROIs in camera frames", plugin_init, PACKAGE_VERSION, "LGPL",
    "aoiinspect", "Unknown package origin")
