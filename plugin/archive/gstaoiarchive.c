/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoiarchive
 * @title: aoiarchive
 * @short_description: archives boards that failed, with pictures of their ROIs
 *
 * Writes a folder for each board that is not known to have passed, by the metadata of #aoiinspect, and on request for all
 * others or a sample of them. It takes any format that aoiinspect takes.
 *
 * |[
 * ARCHIVE/index.html                                 shows the archive in any browser, without a server
 * ARCHIVE/days.js, ARCHIVE/2026-11-27/index.js       what that page loads
 * ARCHIVE/2026-11-27/PRODUCT/142501.123+0100-7-fail  a record: local time with its offset, number of the board or frame, -fail or -pass
 *     result.json     what aoijson writes
 *     record.json     product, its file and revision, number, verdict, time, and the files of each failed ROI
 *     roi_7.png       ROI 7, which did not pass, turned as its inspector saw it
 *     golden_7.png    the golden that decided, else the one that is tried first
 *     overview.jpg    the frame, if overview-width is set
 * ]|
 *
 * `record.json` says which of two records is older, also in the night in which clocks are put back. Records of version 0.1
 * have no offset in their names; they are read as well.
 *
 * If ROI 7 failed wrongly, `aoi golden add PRODUCT 7 roi_7.png` teaches it: the crop holds exactly the pixels that were
 * inspected. In a board of several frames each crop comes from the ROI's own frame (if a group came twice, from the first
 * frame in which the ROI failed), and the overview shows the last frame. An ROI that was not inspected, since no frame came
 * or it was refused, has no picture, and no ROI has one if another element has changed the frame's size. Names of folders
 * come from the product's name, of which letters, digits, `-`, `_` and inner dots are kept. Barcodes do not become names.
 *
 * The streaming thread copies the pixels of failed ROIs and makes the overview; a thread of its own does the rest. A record
 * is written under a temporary name, taken to the disk and renamed when it is whole; then the page gets its line and
 * `aoi-archived` is posted. After a kill or a power loss a record is either whole or absent, and every announced record is
 * there. A record that could not be announced any more is announced at the next start (`late`): a message may come twice,
 * but none is missing.
 *
 * Without `block` the disk neither delays nor stops the stream. Boards that find no room in the queue or on the disk are lost and
 * counted, and the first of each kind is reported; when there is room again, archiving goes on. A folder that is removed is
 * not created again, but used again when it is back.
 *
 * The limits (`max-bytes`, `max-age`, `min-free`) are held at the start and with each board, before it is written. The oldest
 * records of boards that passed are removed first, then the oldest of boards that failed, but never one that was not
 * announced (until then its folder holds the file `.unsent`). If that is not enough, boards are lost. Files that are no
 * records are never removed. What the folder held before is read in the archive's thread, while boards wait in the queue.
 *
 * EOS waits until everything is written.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,format=RGB ! aoiinspect ! aoiarchive location=archive overview-width=320
 * ]|
 * archives three boards, since none passes without a product.
 *
 * ## Properties
 *
 * | property | default | meaning |
 * | --- | --- | --- |
 * | `location` | none | folder of the archive; it is made if missing (its parents are not). A folder to which somebody else archives is an ERROR |
 * | `keep` | failed | `failed`; `all`; `sample=N`: besides the failed boards the first and each Nth after it that passed. A frame without an inspection has failed. Another value is an ERROR at the start; while running it is refused with a WARNING |
 * | `overview-width` | 0 | greatest width in pixels of a small picture of the frame; 0: none |
 * | `max-bytes` | 0 | bytes of the disk (whole blocks, with the page) that the archive takes at most; 0: any |
 * | `max-age` | 0 | seconds that a record is kept; 0: for ever |
 * | `min-free` | 0 | bytes of the disk that stay free; 0: none |
 * | `queue-size`, `queue-bytes` | 64, 256 * 10^6 | boards, and bytes of their pixels, that may wait to be written, those of incomplete boards included; a single board may have more |
 * | `block` | false | wait while the queue is full, instead of losing boards |
 * | `stop-timeout` | 5 s | nanoseconds that a change to READY waits for the queue to be written. What is left then is lost, and a write at which the disk hangs is left behind |
 * | `stats` | read-only | structure with the counters of the message below |
 *
 * ## Messages
 *
 * | name | field | type | meaning |
 * | --- | --- | --- | --- |
 * | `aoi-archived` | `path`, `record` | string | of the record's folder, and below the archive |
 * | | `product`, `revision` | string | as in the metadata, or NULL |
 * | | `number` | uint64 | of the board, or of the frame that is the board |
 * | | `passed` | boolean | the board is proven good |
 * | | `bytes` | uint64 | that the record takes on the disk |
 * | | `late` | boolean | it was written before this start |
 * | `aoi-archive` | `event` | string | `lost`: boards are lost, once for each kind; `recovered`: boards are archived again and none waits; `unlisted`: there are records that index.html does not show, once; `ended`: EOS, everything is written |
 * | | `reason` | string | why, or NULL |
 * | | `boards` | uint64 | boards that came, the sum of the next four |
 * | | `archived`, `skipped`, `lost`, `queued` | uint64 | on the disk; not kept; lost; waiting, held or being written |
 * | | `records`, `bytes` | uint64 | that the archive holds and takes on the disk |
 * | | `removed` | uint64 | records removed to hold the limits |
 * | | `damaged` | uint64 | frames that are not what their caps say; their records have no pictures |
 *
 * A loss also posts a WARNING, and so does the first damaged frame of each cause.
 */
#include "archive/gstaoiarchive-private.h"

#include "lib/gstaoimessage.h"
#include "lib/gstaoimeta.h"

GST_DEBUG_CATEGORY_STATIC (gst_aoi_archive_debug);
#define GST_CAT_DEFAULT gst_aoi_archive_debug

#define ARCHIVED_NAME "aoi-archived"

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_FRAME_CAPS));

G_DEFINE_TYPE (GstAoiArchive, gst_aoi_archive, GST_TYPE_AOI_SPOOL_SINK)
GST_ELEMENT_REGISTER_DEFINE (aoiarchive, "aoiarchive", GST_RANK_NONE, GST_TYPE_AOI_ARCHIVE)

static void
post_archived (GstAoiArchive *self, const AoiArchiveReceipt *receipt)
{
  GstStructure *structure = gst_structure_new (ARCHIVED_NAME, "path", G_TYPE_STRING, receipt->path,
      "record", G_TYPE_STRING, receipt->record, "product", G_TYPE_STRING, receipt->product,
      "revision", G_TYPE_STRING, receipt->revision, "number", G_TYPE_UINT64, receipt->number,
      "passed", G_TYPE_BOOLEAN, receipt->passed, "bytes", G_TYPE_UINT64, receipt->bytes, "late",
      G_TYPE_BOOLEAN, receipt->late, NULL);

  gst_element_post_message (
      GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), structure));
}

/* The archive's thread. */
static void
gst_aoi_archive_notify (gconstpointer what, gpointer data)
{
  const AoiArchiverNews *news = what;
  GstAoiArchive *self = data;

  if (news->receipt != NULL)
    post_archived (self, news->receipt);
  if (news->unlisted == NULL)
    return;
  GST_ELEMENT_WARNING (self, RESOURCE, WRITE,
      ("Records are archived, but the page does not show all: %s", news->unlisted), (NULL));
  gst_aoi_spool_sink_post (&self->parent, "unlisted", news->unlisted);
}

static gboolean
gst_aoi_archive_check (GstAoiSpoolSink *sink)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (sink);
  g_autofree gchar *problem = NULL;

  GST_OBJECT_LOCK (self);
  problem = g_strdup (self->keep_problem);
  GST_OBJECT_UNLOCK (self);
  if (problem != NULL)
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS, ("keep cannot be used: %s", problem), (NULL));
  return problem == NULL;
}

static AoiSpool *
gst_aoi_archive_open (GstAoiSpoolSink *sink, const gchar *location, const AoiSpoolLimits *limits,
    const AoiSpoolListener *listener, GError **error)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (sink);
  AoiArchiveLimits kept;
  AoiArchive *archive;

  GST_OBJECT_LOCK (self);
  kept = (AoiArchiveLimits){ self->max_bytes, (gint64) self->max_age * G_USEC_PER_SEC,
    self->min_free };
  GST_OBJECT_UNLOCK (self);
  archive = aoi_archive_open (location, &kept, error);
  if (archive == NULL)
    return NULL;
  gst_aoi_archive_board_init (self);
  self->archive = archive;
  return aoi_archiver_new (archive, limits, listener);
}

static void
gst_aoi_archive_end (GstAoiSpoolSink *sink)
{
  gst_aoi_archive_board_end (GST_AOI_ARCHIVE (sink));
}

static void
gst_aoi_archive_close (GstAoiSpoolSink *sink)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (sink);

  aoi_archive_get_usage (self->archive, &self->usage);
  self->archive = NULL;
  gst_aoi_archive_board_clear (self);
}

static void
gst_aoi_archive_add_stats (
    GstAoiSpoolSink *sink, const AoiSpoolCounts *counts, GstStructure *structure)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (sink);
  AoiArchiveUsage usage = self->usage;

  if (gst_aoi_spool_sink_is_running (sink))
    aoi_archive_get_usage (self->archive, &usage);
  gst_structure_set (structure, "removed", G_TYPE_UINT64, usage.removed, "records", G_TYPE_UINT64,
      usage.records, "bytes", G_TYPE_UINT64, usage.bytes, "damaged", G_TYPE_UINT64,
      sink->damage.n_frames, NULL);
}

static GstFlowReturn
gst_aoi_archive_render (GstBaseSink *sink, GstBuffer *buffer)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (sink);
  g_autoptr (AoiReport) report = gst_aoi_spool_sink_get_report (&self->parent, buffer);
  g_autofree gchar *damage = NULL;
  g_auto (GstAoiArchiveShot) shot;

  gst_aoi_archive_shot_init (&shot, report, &self->parent.format, buffer, &damage);
  if (damage != NULL)
    gst_aoi_damage_add (&self->parent.damage, GST_ELEMENT (self), damage);
  return aoi_report_get_complete (report) ? gst_aoi_archive_board_take (self, &shot)
                                          : gst_aoi_archive_board_hold (self, &shot);
}

/* A board that no frame carries. GstBaseSink calls this with the preroll lock, as it does for frames. */
static void
take_event (GstAoiArchive *self, GstEvent *event)
{
  g_autoptr (AoiReport) report = gst_aoi_report_event_parse (event);
  g_autofree gchar *damage = NULL;
  GstAoiArchiveShot shot;

  if (report == NULL)
    return;
  gst_aoi_archive_shot_init (&shot, report, &self->parent.format, NULL, &damage);
  gst_aoi_archive_board_take (self, &shot);
  gst_aoi_archive_shot_clear (&shot);
}

static gboolean
gst_aoi_archive_event (GstBaseSink *sink, GstEvent *event)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (sink);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
    case GST_EVENT_SEGMENT:
    case GST_EVENT_FLUSH_STOP:
      gst_aoi_archive_begin_run (self);
      break;
    case GST_EVENT_EOS:
      gst_aoi_archive_board_end (self);
      break;
    case GST_EVENT_CUSTOM_DOWNSTREAM:
      take_event (self, event);
      break;
    default:
      break;
  }
  return GST_BASE_SINK_CLASS (gst_aoi_archive_parent_class)->event (sink, event);
}

static void
gst_aoi_archive_finalize (GObject *object)
{
  GstAoiArchive *self = GST_AOI_ARCHIVE (object);

  g_free (self->keep_text);
  g_free (self->keep_problem);
  G_OBJECT_CLASS (gst_aoi_archive_parent_class)->finalize (object);
}

static void
gst_aoi_archive_class_init (GstAoiArchiveClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);
  GstAoiSpoolSinkClass *spool_class = GST_AOI_SPOOL_SINK_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_archive_debug, "aoiarchive", 0, "archive of boards");
  G_OBJECT_CLASS (klass)->finalize = gst_aoi_archive_finalize;
  gst_aoi_archive_install_properties (spool_class);
  spool_class->check = gst_aoi_archive_check;
  spool_class->open = gst_aoi_archive_open;
  spool_class->notify = gst_aoi_archive_notify;
  spool_class->end = gst_aoi_archive_end;
  spool_class->close = gst_aoi_archive_close;
  spool_class->add_stats = gst_aoi_archive_add_stats;
  sink_class->render = gst_aoi_archive_render;
  sink_class->event = gst_aoi_archive_event;

  gst_element_class_set_static_metadata (element_class, "AOI archive", "Sink/File",
      "Archives boards that failed, with pictures of what failed", "The aoiinspect developers");
  gst_element_class_add_static_metadata (element_class, "example",
      "gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,format=RGB ! aoiinspect ! aoiarchive location=archive");
  gst_element_class_add_static_pad_template (element_class, &sink_template);
}

static void
gst_aoi_archive_init (GstAoiArchive *self)
{
}
