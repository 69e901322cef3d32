/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoiinspect
 * @title: aoiinspect
 * @short_description: inspects regions of interest of every frame
 *
 * aoiinspect inspects the regions of interest (ROIs) of each frame as a product says: it reads barcodes and text,
 * compares parts with golden samples and checks colours, in parallel on one thread pool for the whole process. Frames
 * pass through unchanged and in order. Each gets the metadata `aoi-inspection` (see #gstaoimeta), and each inspection is
 * posted as an element message of that name (see #gstaoimessage).
 *
 * A board passes only if every enabled ROI reported a pass; only a product that says so leaves out those of devices
 * that are marked bad. Anything else (no product, no golden, a damaged frame, an
 * inspector that fails) is a failure with a reason. A bad board is data, never an ERROR.
 *
 * The element takes `video/x-bayer` (8 bits; bggr, gbrg, grbg, rggb) and `video/x-raw` (GRAY8, GRAY16, RGB and BGR with or
 * without a fourth byte, I420, YV12, NV12, NV21, Y42B, Y444, YUY2, UYVY). Caps do not change.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,width=640,height=480 ! aoiinspect ! aoijson ! fdsink
 * ]|
 * Without a product no board passes, and each line says so. With one:
 * |[
 * gst-launch-1.0 multifilesrc location=frame-%05d.raw caps=video/x-bayer,format=gbrg,width=7716,height=5360,framerate=7/1 ! aoiinspect product=boards/20003548 ! aoijson ! filesink location=results.ndjson
 * ]|
 *
 * ## Properties
 *
 * | property | default | meaning |
 * | --- | --- | --- |
 * | `product` | none | product folder, or its `rois_config_*.json`. At the start a bad product is an ERROR. A product that is set while the element runs is loaded in the background and taken between two frames; a bad one is refused, and the old one kept. Without a product no board passes |
 * | `max-workers` | 0 | how many ROIs are inspected at once; 0: as many as CPUs (affinity and cgroup quota count). More than CPUs suits inspectors that wait |
 * | `max-inflight` | 2 | how many frames are inspected at once, 1 to 64. With 1, frames leave in the thread that brings them |
 * | `barcode-effort` | 3 | how much is tried to read a barcode, 1 to 5, in ROIs without `barcode_effort`. It is taken when a product is loaded; a value other than 3 is part of the revision |
 * | `strict` | false | refuse a product that has unknown keys or ROIs that can never pass, instead of posting a WARNING. It is taken when a product is loaded |
 * | `isolate` | none | where decoders of barcodes and text run. `process`: in processes of their own, one a worker, which can open no file and no network; what ends or hangs there is an `error` of its ROI, and the process is replaced. It is taken when a product is loaded |
 * | `copy-rois` | false | copy the pixels of the ROIs at once, for sources that overwrite frames after they pushed them |
 * | `deadline` | 0 | nanoseconds from a frame's admission to its report, 0: none. ROIs that have not reported by then are `timeout`, and the board does not pass. An inspector that hangs holds one frame and one worker, which is replaced (up to 32 of them); its ROI is `timeout` at once until the call returns |
 * | `group-timeout` | 0 | nanoseconds without a frame after which a board that lacks capture groups ends; 0: it ends when the next one begins |
 * | `latency` | -1 | nanoseconds that are added to the latency of a live pipeline if there is no `deadline`, which is added otherwise; -1: the duration of a frame times `max-inflight` |
 * | `post-messages` | all | which inspections are posted on the bus: `all`, `failed` or `none` |
 * | `device-barcode` | none | code of all devices whose barcode was not read |
 * | `device-barcodes` | none | codes by device (1 to 64), which take precedence over `device-barcode`: `1=CODE;2=CODE`. A code may contain `=`, but no `;`. A value of another form is an ERROR at the start; while running it is refused with a WARNING, and the old value kept |
 * | `barcode-link` | none | http or https address of a server that is asked what each device's code is linked to. Another address, or a build without libsoup, is an ERROR at the start |
 * | `station` | none | name of the station, for JSON, messages and databases; without one it is the name of the host |
 * | `session-id` | none | name of the run, for the JSON |
 * | `attach-roi-meta` | false | also attach a GstVideoRegionOfInterestMeta for each ROI |
 * | `stats-interval` | 0 | nanoseconds between `aoi-stats` messages; 0: none |
 * | `stats` | read-only | what the element has done, see below |
 *
 * `max-inflight`, `group-timeout`, `barcode-effort`, `isolate` and `barcode-link` can be changed in NULL and READY, the others at any
 * time. With `max-inflight=1` and no deadline the thread that brings frames is one of the workers, so that a state change
 * waits for the ROI that it is inspecting.
 *
 * ## Boards of several frames
 *
 * ROIs that share `focus` and `exposure` form a capture group. A source that takes one frame for each group attaches the
 * metadata `aoi-capture` (see #gstaoicapture). Such a frame is inspected for the ROIs of its group only. The frame that
 * completes the board carries the report on all groups. A board that ends without a frame to carry its report is reported
 * by the serialized downstream event `aoi-report`, with the fields of the metadata, see gst_aoi_report_event_new().
 *
 * Numbers of boards are unique within a run. A STREAM-START or SEGMENT event begins a run and ends the board that is open,
 * so that a source that is restarted, or plays a recording once more, may count from 0 again.
 *
 * ## Linking of barcodes
 *
 * With `barcode-link` a server is asked what the code of each device is linked to. Frames wait for the answers no longer
 * than their deadline, or 3 s, and no verdict depends on them. The `devices` of messages and metadata say what became of
 * each code.
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,width=640,height=480 ! aoiinspect barcode-link=http://127.0.0.1:9/link device-barcode=A1 ! aoijson ! fdsink
 * ]|
 *
 * ## Messages
 *
 * | name | when | fields |
 * | --- | --- | --- |
 * | `aoi-inspection` | an inspection, see `post-messages` | see #gstaoimessage |
 * | `aoi-product` | a product that was set while running was taken or refused | `path` string; `accepted` boolean; `reason` string: what is wrong with it; if accepted `product`, `revision` string and `rois` uint |
 * | `aoi-stats` | every `stats-interval`, with a frame | those of `stats` |
 *
 * An ROI or frame that cannot be inspected also posts a WARNING, and so does a code for which the server gave
 * no usable answer: once for each cause, until it recovers.
 *
 * ## Statistics
 *
 * The structure `stats` and the message `aoi-stats` count since the element left READY:
 *
 * | field | type | meaning |
 * | --- | --- | --- |
 * | `frames-in`, `inspected`, `discarded`, `in-flight` | uint64 | frames that came; that left with a report; that a flush or stop discarded; that are inside. The first is always the sum of the others |
 * | `passed`, `failed` | uint64 | boards |
 * | `rois-passed`, `rois-failed`, `rois-skipped`, `rois-error`, `rois-timeout`, `errors` | uint64 | ROIs by status; the last is the sum of the two before it |
 * | `late-results` | uint64 | ROIs that reported after the deadline |
 * | `held-workers` | uint | workers of the process that hang now |
 * | `helpers-replaced` | uint64 | processes of decoders that ended and were replaced since this process began, see `isolate` |
 * | `overruns` | uint64 | frames that took longer than the latency that the element reported |
 * | `queue`, `pixels`, `inspector` | #GstStructure | times of an ROI: until its inspector began, reading pixels, the rest of the inspector |
 * | `report`, `total` | #GstStructure | times of a frame: making report, metadata and message; from arrival to push |
 * | - in each | uint64 | `mean`, `p50`, `p99` (at most an eighth too high) and `max` in ns |
 * | `mean-latency`, `max-latency` | uint64 | those of `total` |
 * | `busy` | double | share of the workers' time that went into ROIs |
 * | `workers` | uint | workers of the last frame |
 *
 * The same is logged once a second with `GST_DEBUG=aoiinspect:4`.
 */
#include "inspect/gstaoiinspect-private.h"

GST_DEBUG_CATEGORY (gst_aoi_inspect_debug);
#define GST_CAT_DEFAULT gst_aoi_inspect_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_FRAME_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_FRAME_CAPS));

G_DEFINE_TYPE (GstAoiInspect, gst_aoi_inspect, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (aoiinspect, "aoiinspect", GST_RANK_NONE, GST_TYPE_AOI_INSPECT)

/* Returns FALSE after an ERROR message. */
static gboolean
check_device_barcodes (GstAoiInspect *self)
{
  g_autofree gchar *problem = NULL;

  GST_OBJECT_LOCK (self);
  problem = g_strdup (self->settings.barcodes_problem);
  GST_OBJECT_UNLOCK (self);
  if (problem == NULL)
    return TRUE;
  GST_ELEMENT_ERROR (
      self, RESOURCE, SETTINGS, ("device-barcodes cannot be used: %s", problem), (NULL));
  return FALSE;
}

static gboolean
prepare (GstAoiInspect *self)
{
  guint64 group_timeout;
  guint max_workers;

  if (!check_device_barcodes (self))
    return FALSE;
  GST_OBJECT_LOCK (self);
  self->limit = self->settings.max_inflight;
  max_workers = self->settings.max_workers;
  group_timeout = self->settings.group_timeout;
  self->settings.frame_duration = 0;
  GST_OBJECT_UNLOCK (self);
  self->threaded = self->limit > 1 || group_timeout > 0;
  self->input.n_frames = 0;
  self->input.format.format = AOI_FORMAT_UNKNOWN;
  gst_aoi_stats_reset (&self->stats);
  aoi_engine_set_max_workers (self->engine, max_workers);
  if (!gst_aoi_inspect_open_output (self))
    return FALSE;
  if (gst_aoi_inspect_open_product (self))
    return TRUE;
  gst_aoi_inspect_close_output (self);
  return FALSE;
}

static void
release (GstAoiInspect *self)
{
  gst_aoi_inspect_discard (self);
  gst_aoi_inspect_admit_reset (self);
  gst_aoi_inspect_close_product (self);
  gst_aoi_inspect_close_output (self);
}

static GstStateChangeReturn
gst_aoi_inspect_change_state (GstElement *element, GstStateChange transition)
{
  GstAoiInspect *self = GST_AOI_INSPECT (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !prepare (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_aoi_inspect_parent_class)->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED && ret == GST_STATE_CHANGE_FAILURE))
    release (self);
  return ret;
}

static void
gst_aoi_inspect_finalize (GObject *object)
{
  GstAoiInspect *self = GST_AOI_INSPECT (object);

  gst_aoi_flight_unref (self->flight);
  gst_aoi_arena_unref (self->arena);
  aoi_engine_unref (self->engine);
  g_clear_pointer (&self->settings.revision, aoi_revision_unref);
  gst_aoi_settings_unref (self->settings.run);
  gst_aoi_stats_clear (&self->stats);
  gst_aoi_reporter_clear (&self->output.reporter);
  g_cond_clear (&self->settings.announced);
  g_free (self->settings.product);
  g_free (self->settings.station);
  g_free (self->settings.session_id);
  g_free (self->settings.device_barcode);
  g_free (self->settings.device_barcodes);
  g_free (self->settings.barcode_link);
  g_free (self->settings.barcodes_problem);
  G_OBJECT_CLASS (gst_aoi_inspect_parent_class)->finalize (object);
}

static void
gst_aoi_inspect_class_init (GstAoiInspectClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GstElementClass *element_class = GST_ELEMENT_CLASS (class);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_inspect_debug, "aoiinspect", 0, "optical inspection");
  object_class->finalize = gst_aoi_inspect_finalize;
  gst_aoi_inspect_install_properties (object_class);
  element_class->change_state = gst_aoi_inspect_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Automated optical inspection",
      "Filter/Analyzer/Video",
      "Inspects the regions of interest that a product file names: barcodes, comparison with golden "
      "images, text and colours",
      "The aoiinspect developers");
  gst_element_class_add_static_metadata (element_class, "example",
      "gst-launch-1.0 videotestsrc num-buffers=3 ! aoiinspect ! aoijson ! fdsink");
}

static void
gst_aoi_inspect_init (GstAoiInspect *self)
{
  GstElementClass *class = GST_ELEMENT_GET_CLASS (self);

  self->engine = aoi_engine_new (0);
  self->flight = gst_aoi_flight_new (gst_aoi_inspect_prepare, self);
  self->arena = gst_aoi_arena_new ();
  g_cond_init (&self->settings.announced);
  gst_aoi_stats_init (&self->stats);
  gst_aoi_reporter_init (&self->output.reporter, GST_ELEMENT (self));
  gst_aoi_inspect_init_properties (self);
  gst_aoi_inspect_setup_pads (self, gst_element_class_get_pad_template (class, "sink"),
      gst_element_class_get_pad_template (class, "src"));
}
