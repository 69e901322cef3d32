/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gstaoiflight.h"
#include "gstaoiframe.h"
#include "gstaoiinspect.h"
#include "gstaoisettings.h"
#include "gstaoistats.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (gst_aoi_inspect_debug);

/**
 * GstAoiInspectPost:
 * @GST_AOI_INSPECT_POST_ALL: a message for every inspection
 * @GST_AOI_INSPECT_POST_FAILED: for those that did not pass
 * @GST_AOI_INSPECT_POST_NONE: none
 */
typedef enum {
  GST_AOI_INSPECT_POST_ALL,
  GST_AOI_INSPECT_POST_FAILED,
  GST_AOI_INSPECT_POST_NONE,
} GstAoiInspectPost;

struct _GstAoiInspect {
  GstElement parent;
  GstPad *sinkpad;
  GstPad *srcpad;

  AoiEngine *engine;
  GstAoiFlight *flight;
  GstAoiArena *arena;
  GstAoiStats stats;

  /* Object lock. */
  gchar *product;
  gchar *session_id;
  gchar *device_barcode;
  gchar *device_barcodes;
  gchar *barcodes_problem; /* why a value set before the start cannot be used; NULL: none such */
  GstAoiSettings *settings; /* of the three above; replaced, never changed */
  AoiRevision *revision; /* taken by the next frame; NULL: no product */
  guint load_serial; /* counts changes of the product, so that the last one wins */
  gboolean opened; /* a changed product is loaded in the background */
  gint barcode_effort; /* of products loaded from now on */
  guint max_workers;
  guint max_inflight;
  gboolean copy_rois;
  gboolean attach_roi_meta;
  GstAoiInspectPost post_messages;
  guint64 latency; /* ns; GST_CLOCK_TIME_NONE: from frame rate and max-inflight */
  guint64 stats_interval; /* ns; 0: never */
  GstClockTime frame_duration;

  /* Streaming thread. */
  GstAoiFrameFormat format;
  guint64 n_frames;

  /* Set while the pads are inactive. */
  gboolean threaded; /* frames leave on the source pad's task */
  guint limit; /* frames in flight */

  /* The thread that pushes: the source pad's task, or with one frame in flight the streaming thread. */
  GstSegment segment;
  GHashTable *warned; /* ROI number -> reason of the last warning; 0: the frame as a whole */
  gint64 last_stats; /* monotonic, us */
};

/* gstaoiinspect-stream.c */
void gst_aoi_inspect_setup_pads (GstAoiInspect *self, GstPadTemplate *sink, GstPadTemplate *src);
void gst_aoi_inspect_discard (GstAoiInspect *self);

/* gstaoiinspect-output.c: the thread that pushes */
GstFlowReturn gst_aoi_inspect_output (GstAoiInspect *self, GstAoiItem *item);
void gst_aoi_inspect_output_reset (GstAoiInspect *self);

/* gstaoiinspect-product.c */
gboolean gst_aoi_inspect_open_product (GstAoiInspect *self);
void gst_aoi_inspect_close_product (GstAoiInspect *self);
void gst_aoi_inspect_reload_product (GstAoiInspect *self);
AoiRevision *gst_aoi_inspect_ref_revision (GstAoiInspect *self);

GstClockTime gst_aoi_inspect_get_latency (GstAoiInspect *self);

G_END_DECLS
