/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoiinclude.h"
#include "common/gstaoiwhole.h"
#include "json/gstaoijson.h"

G_BEGIN_DECLS

/**
 * GstAoiJsonMode:
 * @GST_AOI_JSON_ALL: a line for each board
 * @GST_AOI_JSON_FRAMES: also one for each frame of a board that is not complete with it
 * @GST_AOI_JSON_FAILED: a line for each board that is not proven good
 * @GST_AOI_JSON_SUMMARY: a line for each board, without its ROIs
 */
typedef enum {
  GST_AOI_JSON_ALL,
  GST_AOI_JSON_FRAMES,
  GST_AOI_JSON_FAILED,
  GST_AOI_JSON_SUMMARY,
} GstAoiJsonMode;

struct _GstAoiJson {
  GstElement parent;

  GstPad *sinkpad, *srcpad;

  /* Streaming thread. */
  guint64 frame; /* buffers since the start */
  GstClockTime position; /* of the last frame without a line that had a time */
  GstAoiWhole whole; /* a board ends with its line */

  /* Object lock. */
  gboolean timing;
  GstAoiJsonMode mode;
  GstAoiInclude include;
};

void gst_aoi_json_install_properties (GObjectClass *object_class);
void gst_aoi_json_init_properties (GstAoiJson *self);

G_END_DECLS
