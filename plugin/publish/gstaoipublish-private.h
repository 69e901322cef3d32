/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoiboardsink.h"
#include "common/gstaoiinclude.h"
#include "publish/aoi-courier.h"
#include "publish/aoi-dispatch.h"
#include "publish/gstaoipublish.h"

G_BEGIN_DECLS

/**
 * GstAoiPublishMode:
 * @GST_AOI_PUBLISH_ALL: each board
 * @GST_AOI_PUBLISH_FAILED: each board that is not proven good
 * @GST_AOI_PUBLISH_SUMMARY: each board, without its ROIs
 */
typedef enum {
  GST_AOI_PUBLISH_ALL,
  GST_AOI_PUBLISH_FAILED,
  GST_AOI_PUBLISH_SUMMARY,
} GstAoiPublishMode;

struct _GstAoiPublish {
  GstAoiBoardSink parent;

  /* Object lock. */
  AoiPublishSettings *settings;
  gchar *target; /* NULL: as uri says */
  GstAoiPublishMode mode;
  GstAoiInclude include;
  guint64 max_bytes, max_age;
  AoiCourier *courier; /* above READY */
  gchar *name; /* of the target, above READY */
  AoiCourierState last; /* of the last run, while there is no courier */

  /* Streaming thread, and state changes while there is none. */
  gboolean needs_all; /* the whole result JSON, by the protocol */
};

void gst_aoi_publish_install_properties (GstAoiSpoolSinkClass *klass);

G_END_DECLS
