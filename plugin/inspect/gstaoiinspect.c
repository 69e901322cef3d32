/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoiinspect
 * @title: aoiinspect
 * @short_description: inspects regions of interest of every frame
 *
 * aoiinspect looks at each frame's regions of interest (ROIs) as a product file says: it reads
 * barcodes and text, compares with golden images and checks colours, in parallel on one thread pool
 * for the whole process. Frames pass through as they are and in order, each with an `aoi-inspection`
 * metadata; each inspection is also posted as an element message of that name, whose fields
 * gst_aoi_message_new() documents.
 *
 * A frame passes only if every enabled ROI reported a pass. Whatever else happens (no product, no
 * golden, a damaged frame, an inspector that fails) is a failure with a reason.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,width=640,height=480 ! aoiinspect ! aoijson ! fdsink
 * ]| Without a product no frame passes, and each says so. With one:
 * |[
 * gst-launch-1.0 multifilesrc location=frame-%05d.raw caps=video/x-bayer,format=gbrg,width=7716,height=5360,framerate=7/1 ! aoiinspect product=boards/20003548 ! aoijson ! filesink location=results.ndjson
 * ]|
 *
 * ## Messages
 *
 * | name | when | fields |
 * | --- | --- | --- |
 * | `aoi-inspection` | for each inspection, see #GstAoiInspect:post-messages | see gst_aoi_message_new() |
 * | `aoi-product` | a product that was set while running was taken or refused | `path` string; `accepted` boolean; `reason` string: what is wrong with it; if accepted `product`, `revision` string and `rois` uint |
 * | `aoi-stats` | each #GstAoiInspect:stats-interval, with a frame | those of #GstAoiInspect:stats |
 *
 * A ROI that cannot be inspected, or a code that a server was asked for in vain, also posts a WARNING, once a cause
 * until it recovers. A bad board is data, never an ERROR.
 *
 * A board of several frames that ends without a frame to carry its report is told of by the serialized
 * downstream event `aoi-report`, with the fields of the metadata, see gst_aoi_report_event_new().
 *
 * ## Linking of barcodes
 *
 * With #GstAoiInspect:barcode-link a server is asked what the code of each device is linked to. That waits for
 * the answers no longer than a frame's deadline, or 3 s, and changes no verdict; the `devices` of messages
 * and metadata say what became of each code.
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,width=640,height=480 ! aoiinspect barcode-link=http://127.0.0.1:9/link device-barcode=A1 ! aoijson ! fdsink
 * ]|
 *
 * ## Statistics
 *
 * #GstAoiInspect:stats and the message `aoi-stats` count since the element left READY:
 *
 * | field | type | meaning |
 * | --- | --- | --- |
 * | `frames-in`, `inspected`, `discarded`, `in-flight` | uint64 | frames; the first is the sum of the others |
 * | `passed`, `failed` | uint64 | boards |
 * | `rois-passed`, `rois-failed`, `rois-error`, `rois-timeout`, `errors` | uint64 | ROIs by status; the last is the sum of the two before it |
 * | `late-results` | uint64 | ROIs that reported after the deadline |
 * | `held-workers` | uint | workers of the process that hang now |
 * | `overruns` | uint64 | frames that took longer than the latency that the element told of |
 * | `queue`, `pixels`, `inspector` | #GstStructure | times of a ROI: `mean`, `p50`, `p99`, `max`, uint64 ns |
 * | `report`, `total` | #GstStructure | times of a frame, likewise |
 * | `mean-latency`, `max-latency` | uint64 | those of `total` |
 * | `busy` | double | share of the workers' time that went into ROIs |
 * | `workers` | uint | workers of the last frame |
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
  problem = g_strdup (self->barcodes_problem);
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
  self->limit = self->max_inflight;
  max_workers = self->max_workers;
  group_timeout = self->group_timeout;
  self->frame_duration = 0;
  GST_OBJECT_UNLOCK (self);
  self->threaded = self->limit > 1 || group_timeout > 0;
  self->n_frames = 0;
  self->format.format = AOI_FORMAT_UNKNOWN;
  gst_aoi_stats_reset (&self->stats);
  gst_aoi_inspect_output_reset (self);
  aoi_engine_set_max_workers (self->engine, max_workers);
  if (!gst_aoi_inspect_open_link (self))
    return FALSE;
  if (gst_aoi_inspect_open_product (self))
    return TRUE;
  gst_aoi_inspect_close_link (self);
  return FALSE;
}

static void
release (GstAoiInspect *self)
{
  gst_aoi_inspect_discard (self);
  gst_aoi_inspect_admit_reset (self);
  gst_aoi_inspect_output_reset (self);
  gst_aoi_inspect_close_product (self);
  gst_aoi_inspect_close_link (self);
}

static GstStateChangeReturn
change_state (GstElement *element, GstStateChange transition)
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
finalize (GObject *object)
{
  GstAoiInspect *self = GST_AOI_INSPECT (object);

  gst_aoi_flight_unref (self->flight);
  gst_aoi_arena_unref (self->arena);
  aoi_engine_unref (self->engine);
  g_clear_pointer (&self->revision, aoi_revision_unref);
  gst_aoi_settings_unref (self->settings);
  gst_aoi_stats_clear (&self->stats);
  g_hash_table_unref (self->warned);
  g_free (self->product);
  g_free (self->session_id);
  g_free (self->device_barcode);
  g_free (self->device_barcodes);
  g_free (self->barcode_link);
  g_free (self->barcodes_problem);
  G_OBJECT_CLASS (gst_aoi_inspect_parent_class)->finalize (object);
}

static void
gst_aoi_inspect_class_init (GstAoiInspectClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GstElementClass *element_class = GST_ELEMENT_CLASS (class);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_inspect_debug, "aoiinspect", 0, "optical inspection");
  object_class->finalize = finalize;
  gst_aoi_inspect_install_properties (object_class);
  element_class->change_state = change_state;
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
  gst_aoi_stats_init (&self->stats);
  self->warned = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  gst_aoi_inspect_init_properties (self);
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
  gst_aoi_inspect_setup_pads (self, gst_element_class_get_pad_template (class, "sink"),
      gst_element_class_get_pad_template (class, "src"));
}
