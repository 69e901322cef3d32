/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoiframe.h"
#include "inspect/gstaoiboards.h"
#include "inspect/gstaoiflight.h"
#include "inspect/gstaoiinspect.h"
#include "inspect/gstaoilinking.h"
#include "inspect/gstaoireporter.h"
#include "inspect/gstaoisettings.h"
#include "inspect/gstaoistats.h"

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

/**
 * GstAoiInspectIsolate:
 * @GST_AOI_INSPECT_ISOLATE_NONE: all inspectors run in this process
 * @GST_AOI_INSPECT_ISOLATE_PROCESS: those that call foreign code run in processes of their own
 */
typedef enum {
  GST_AOI_INSPECT_ISOLATE_NONE,
  GST_AOI_INSPECT_ISOLATE_PROCESS,
} GstAoiInspectIsolate;

/**
 * GstAoiInspectSettings:
 * @product: (nullable): path of the product
 * @station: (nullable): name of the station; %NULL: that of the host
 * @run: of the four above it; replaced, never changed
 * @barcode_link: (nullable): address of the server that is asked
 * @barcodes_problem: (nullable): why a value set before the start cannot be used
 * @revision: (nullable): taken by the next frame
 * @load_serial: counts changes of the product, so that the last one wins
 * @settled_serial: the change that was taken or refused last
 * @loading: a thread loads products until the last change is settled
 * @opened: a changed product is loaded in the background
 * @announcer: (nullable): the thread that posts what became of a load
 * @announced: signalled when it has
 * @barcode_effort: of products loaded from now on
 * @strict: likewise: whether they are refused for what they say in vain
 * @isolate: likewise: where inspectors run that call foreign code
 * @deadline: ns; 0: none
 * @group_timeout: ns; 0: none
 * @latency: ns; %GST_CLOCK_TIME_NONE: from frame rate and @max_inflight
 * @stats_interval: ns; 0: never
 * @frame_duration: as the caps say, ns; 0: unknown
 *
 * What the application has set, and what becomes of it. Under the object lock; any thread.
 */
typedef struct {
  gchar *product;
  gchar *station;
  gchar *session_id;
  gchar *device_barcode;
  gchar *device_barcodes;
  GstAoiSettings *run;
  gchar *barcode_link;
  gchar *barcodes_problem;
  AoiRevision *revision;
  guint load_serial;
  guint settled_serial;
  gboolean loading;
  gboolean opened;
  GThread *announcer;
  GCond announced;
  gint barcode_effort;
  gboolean strict;
  GstAoiInspectIsolate isolate;
  guint max_workers;
  guint max_inflight;
  gboolean copy_rois;
  gboolean attach_roi_meta;
  GstAoiInspectPost post_messages;
  guint64 deadline;
  guint64 group_timeout;
  guint64 latency;
  guint64 stats_interval;
  GstClockTime frame_duration;
} GstAoiInspectSettings;

/**
 * GstAoiInspectInput:
 * @format: of the frames, as their caps say
 * @n_frames: how many frames came
 * @board_revision: (nullable): of the board that frames came of last; %NULL: they had no groups
 * @board_placements: (nullable): where its devices lie, with @board_revision
 * @board_number: of that board
 *
 * The streaming thread's, which runs gst_aoi_inspect_chain(); the pad's stream lock is held.
 */
typedef struct {
  GstAoiFrameFormat format;
  guint64 n_frames;
  AoiRevision *board_revision;
  AoiPlacements *board_placements;
  guint64 board_number;
} GstAoiInspectInput;

/**
 * GstAoiInspectOutput:
 * @reporter: posts messages
 * @boards: the boards of several frames that are not complete
 * @linking: asks a server for what barcodes are linked to
 * @last_stats: monotonic time of the last message, ns
 * @last_log: monotonic time of the last line in the log, ns
 *
 * The pushing thread's: the source pad's task, or with one frame in flight the streaming thread. No lock:
 * others use it only in state changes and flushes, while that thread is stopped.
 */
typedef struct {
  GstAoiReporter reporter;
  GstAoiBoards boards;
  GstAoiLinking linking;
  gint64 last_stats;
  gint64 last_log;
} GstAoiInspectOutput;

struct _GstAoiInspect {
  GstElement parent;
  GstPad *sinkpad;
  GstPad *srcpad;

  /* Thread-safe by themselves. */
  AoiEngine *engine;
  GstAoiFlight *flight;
  GstAoiArena *arena;
  GstAoiStats stats;

  /* Set while the pads are inactive. */
  gboolean threaded; /* frames leave on the source pad's task */
  guint limit; /* frames in flight */

  GstAoiInspectSettings settings;
  GstAoiInspectInput input;
  GstAoiInspectOutput output;
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

/* gstaoiinspect-output.c: the thread that pushes, except for open, close, flush and reset */
gboolean gst_aoi_inspect_open_output (GstAoiInspect *self);
void gst_aoi_inspect_close_output (GstAoiInspect *self);
void gst_aoi_inspect_flush_output (GstAoiInspect *self);
void gst_aoi_inspect_reset_output (GstAoiInspect *self);
void gst_aoi_inspect_prepare (GstAoiItem *item, gpointer element);
gint64 gst_aoi_inspect_get_board_end (GstAoiInspect *self);
void gst_aoi_inspect_end_board (GstAoiInspect *self);
GstFlowReturn gst_aoi_inspect_output (GstAoiInspect *self, GstAoiItem *item);

/* gstaoiinspect-product.c */
gboolean gst_aoi_inspect_open_product (GstAoiInspect *self);
void gst_aoi_inspect_close_product (GstAoiInspect *self);
void gst_aoi_inspect_reload_product (GstAoiInspect *self);
AoiRevision *gst_aoi_inspect_ref_revision (GstAoiInspect *self);

G_END_DECLS
