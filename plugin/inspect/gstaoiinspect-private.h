/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/aoi-board-tracker.h"
#include "engine/aoi-board.h"
#include "inspect/gstaoiflight.h"
#include "common/gstaoiframe.h"
#include "inspect/gstaoiinspect.h"
#include "inspect/link/gstaoilinker.h"
#include "inspect/gstaoisettings.h"
#include "inspect/gstaoistats.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (gst_aoi_inspect_debug);

/* What a warning is about, beside the numbers of ROIs, which begin at 1. */
#define GST_AOI_INSPECT_WARN_FRAME 0
#define GST_AOI_INSPECT_WARN_LINK (-1)

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
  gchar *barcode_link; /* NULL: none */
  gchar *barcodes_problem; /* why a value set before the start cannot be used; NULL: none such */
  GstAoiSettings *settings; /* of the three above; replaced, never changed */
  AoiRevision *revision; /* taken by the next frame; NULL: no product */
  guint load_serial; /* counts changes of the product, so that the last one wins */
  guint settled_serial; /* the change that was taken or refused last */
  gboolean loading; /* a thread loads products until the last change is settled */
  gboolean opened; /* a changed product is loaded in the background */
  gint barcode_effort; /* of products loaded from now on */
  guint max_workers;
  guint max_inflight;
  gboolean copy_rois;
  gboolean attach_roi_meta;
  GstAoiInspectPost post_messages;
  guint64 deadline; /* ns; 0: none */
  guint64 group_timeout; /* ns; 0: none */
  guint64 latency; /* ns; GST_CLOCK_TIME_NONE: from frame rate and max-inflight */
  guint64 stats_interval; /* ns; 0: never */
  GstClockTime frame_duration;

  /* Streaming thread. */
  GstAoiFrameFormat format;
  guint64 n_frames;
  AoiRevision *board_revision; /* of the board that frames came of last; NULL: they had no groups */
  guint64 board_number;

  /* Set while the pads are inactive. */
  gboolean threaded; /* frames leave on the source pad's task */
  guint limit; /* frames in flight */
  GstAoiLinker *linker; /* NULL: no server is asked for links of codes */

  /* The thread that pushes: the source pad's task, or with one frame in flight the streaming thread. */
  GstSegment segment;
  GHashTable *warned; /* what a warning is about -> reason of the last one */
  gint64 link_until; /* monotonic, ns: how long answers may be waited for */
  gint64 link_waited; /* ns that they were, since the last thing left */
  AoiBoardTracker boards;
  AoiBoard *board; /* that is open; NULL: none */
  GstAoiSettings *board_settings;
  AoiReportInfo board_info; /* of its last frame */
  gint64 board_begun; /* monotonic, ns: arrival of its first frame */
  gint64 board_started_us; /* wall clock, then */
  gint64 board_last; /* monotonic, ns: its last frame left */
  gint64 last_stats; /* monotonic, ns */
  gint64 last_log; /* monotonic, ns */
};

/* gstaoiinspect-properties.c */
void gst_aoi_inspect_install_properties (GObjectClass *class);
void gst_aoi_inspect_init_properties (GstAoiInspect *self);
GstClockTime gst_aoi_inspect_get_latency (GstAoiInspect *self);

/* gstaoiinspect-stream.c */
void gst_aoi_inspect_setup_pads (GstAoiInspect *self, GstPadTemplate *sink, GstPadTemplate *src);
void gst_aoi_inspect_discard (GstAoiInspect *self);

/* gstaoiinspect-admit.c: streaming thread */
GstAoiItem *gst_aoi_inspect_admit (GstAoiInspect *self, GstBuffer *buffer, gint64 arrived);
GstAoiItem *gst_aoi_inspect_admit_event (GstAoiInspect *self, GstEvent *event);
void gst_aoi_inspect_admit_reset (GstAoiInspect *self);

/* gstaoiinspect-board.c: the thread that pushes */
void gst_aoi_inspect_open_board (GstAoiInspect *self, GstAoiItem *item);
AoiReport *gst_aoi_inspect_add_to_board (GstAoiInspect *self, GstAoiItem *item, AoiReport *report);
void gst_aoi_inspect_give_up_group (GstAoiInspect *self, GstAoiItem *item);
void gst_aoi_inspect_end_board (GstAoiInspect *self);
void gst_aoi_inspect_begin_run (GstAoiInspect *self);
gint64 gst_aoi_inspect_get_board_end (GstAoiInspect *self);
void gst_aoi_inspect_board_reset (GstAoiInspect *self);

/* gstaoiinspect-link.c: open and close while the pads are inactive, the others on the thread that pushes */
gboolean gst_aoi_inspect_open_link (GstAoiInspect *self);
void gst_aoi_inspect_close_link (GstAoiInspect *self);
void gst_aoi_inspect_prepare (GstAoiItem *item, gpointer element);
void gst_aoi_inspect_begin_links (GstAoiInspect *self, gint64 expires);
AoiReport *
gst_aoi_inspect_link (GstAoiInspect *self, AoiReport *report, GPtrArray *links, gint64 made);

/* gstaoiinspect-output.c: the thread that pushes */
AoiReport *gst_aoi_inspect_make_report (GstAoiItem *item);
void gst_aoi_inspect_warn (GstAoiInspect *self, gint about, const gchar *reason);
void gst_aoi_inspect_post_report (GstAoiInspect *self, GstBuffer *buffer, AoiReport *report);
GstFlowReturn gst_aoi_inspect_output (GstAoiInspect *self, GstAoiItem *item);
void gst_aoi_inspect_output_reset (GstAoiInspect *self);

/* gstaoiinspect-product.c */
gboolean gst_aoi_inspect_open_product (GstAoiInspect *self);
void gst_aoi_inspect_close_product (GstAoiInspect *self);
void gst_aoi_inspect_reload_product (GstAoiInspect *self);
AoiRevision *gst_aoi_inspect_ref_revision (GstAoiInspect *self);

G_END_DECLS
