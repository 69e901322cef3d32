/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoistore
 * @title: aoistore
 * @short_description: keeps every board in a database
 *
 * Writes each inspected board into a database, by the metadata of #aoiinspect: SQLite, which is one file and needs no server, or
 * PostgreSQL. It takes buffers of any kind, and boards that come without a frame. A board is written exactly once, by its `id`,
 * whatever is killed: it is written in one transaction with its devices, its ROIs and its part of the sums by hour.
 *
 * |[
 * board             id, station, product, revision, number, session, time, verdict, reason, times, code
 * device, roi       of each board: type, status, score, threshold, reason, and as JSON what was measured
 * judgement         what people said of a ROI of a board, by whom and when
 * product_revision  the text of the product file that a verdict was made by
 * board_hour        sums by hour, station and product; roi_hour: by ROI, too
 * ]|
 *
 * The verdict of a board is `pass`, `fail`, or `not inspected` if no ROI was found bad but it is not proven good either, such as
 * without a product. A frame without an inspection is a board that was not inspected. Boards of several frames are stored when
 * they are complete, or as they are when nothing more will come of them.
 *
 * The streaming thread queues a reference to the report; a thread of the element's own writes, many boards at once when they
 * come fast. `aoi-stored` is posted when a board is in the database and outlives a loss of power. While the database is away,
 * full, locked or being restarted, boards wait in the outbox, a file, and are stored when it is back; the stream neither waits
 * nor fails. A SQLite file that is damaged is kept under another name, and a new one begun. A file that was never a
 * database of boards is left as it is, with an ERROR at the start, and so is a database with the schema of a newer release; one of an
 * earlier release is taken to this one's.
 *
 * A password in the address is refused: PostgreSQL's library reads it from `~/.pgpass` or the file that PGPASSFILE names.
 *
 * EOS waits until every board is in the database or in the outbox.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,format=RGB ! aoiinspect ! aoistore database=boards.db
 * ]|
 * stores three boards that were not inspected, since there is no product.
 *
 * ## Properties
 *
 * | property | default | meaning |
 * | --- | --- | --- |
 * | `database` | none | path of a SQLite database, `sqlite:PATH`, or `postgresql://USER@HOST/NAME`. A SQLite database is made if it is missing; of PostgreSQL the tables are, not the database |
 * | `outbox` | see right | file in which boards wait while the database is away. Unset it is `DATABASE.outbox` for SQLite and `aoiinspect/outbox.db` in the user's data folder for PostgreSQL. Empty: there is none, and boards are lost then |
 * | `max-age` | 0 | seconds that a board is kept; 0: for ever. Boards that somebody has judged stay, those that wait to be judged (the newest 100,000 of them), and those that wait in the outbox for any target |
 * | `max-boards` | 0 | boards that the database keeps, of all stations, with the same exceptions; 0: any number |
 * | `queue-size`, `queue-bytes` | 1000, 64 * 10^6 | boards, and bytes of their results, that may wait to be written |
 * | `block` | false | wait while the queue is full, instead of losing boards |
 * | `stop-timeout` | 5 s | nanoseconds that a change to READY waits for the queue to be written. What is left then is lost |
 * | `stats` | read-only | structure with the counters of the message below |
 *
 * ## Messages
 *
 * | name | field | type | meaning |
 * | --- | --- | --- | --- |
 * | `aoi-stored` | `id` | string | of the board |
 * | | `station`, `product` | string | as in the metadata; empty: it has none |
 * | | `number` | uint64 | of the board, or of the frame that is the board |
 * | | `verdict` | string | `pass`, `fail` or `not inspected` |
 * | `aoi-store` | `event` | string | `away`: boards wait in the outbox, once for each cause; `back`: the database takes boards again; `notice`: a damaged file was kept aside, a board was refused, or boards wait in the outbox for another database; `lost`: boards are lost, once for each kind; `recovered`: none is lost any more; `ended`: EOS, everything is written |
 * | | `reason` | string | why, or NULL |
 * | | `boards` | uint64 | boards that came, the sum of the next four |
 * | | `written`, `skipped`, `lost`, `queued` | uint64 | in the database or the outbox; none; lost; waiting or being written |
 * | | `waiting` | uint64 | boards that wait in the outbox |
 * | | `removed` | uint64 | boards removed to hold the limits |
 * | | `unjudged` | uint64 | those of them that waited to be judged: more than 100,000 did |
 * | | `overdue` | uint64 | boards that stay beyond the limits since they wait to be judged |
 *
 * `away`, `notice` and `lost` also post a WARNING.
 */
#include "store/gstaoistore-private.h"

#include <string.h>

#include "store/aoi-storer.h"

GST_DEBUG_CATEGORY_STATIC (gst_aoi_store_debug);
#define GST_CAT_DEFAULT gst_aoi_store_debug

#define STORED_NAME "aoi-stored"

G_DEFINE_TYPE (GstAoiStore, gst_aoi_store, GST_TYPE_AOI_BOARD_SINK)
GST_ELEMENT_REGISTER_DEFINE (aoistore, "aoistore", GST_RANK_NONE, GST_TYPE_AOI_STORE)

static void
post_stored (GstAoiStore *self, const AoiStoreBoard *board)
{
  GstStructure *structure = gst_structure_new (STORED_NAME, "id", G_TYPE_STRING, board->id,
      "station", G_TYPE_STRING, board->station, "product", G_TYPE_STRING, board->product, "number",
      G_TYPE_UINT64, board->number, "verdict", G_TYPE_STRING, board->verdict, NULL);

  gst_element_post_message (
      GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), structure));
}

/* The spool's thread. */
static void
gst_aoi_store_notify (gconstpointer what, gpointer data)
{
  const AoiStorerNews *news = what;
  GstAoiStore *self = data;

  GST_OBJECT_LOCK (self);
  self->waiting = news->waiting;
  self->removed = news->removed;
  self->unjudged = news->unjudged;
  self->overdue = news->overdue;
  GST_OBJECT_UNLOCK (self);
  if (news->stored != NULL)
    post_stored (self, news->stored);
  if (news->away != NULL) {
    GST_ELEMENT_WARNING (self, RESOURCE, WRITE,
        ("The database is away, boards wait in the outbox: %s", news->away), (NULL));
    gst_aoi_spool_sink_post (GST_AOI_SPOOL_SINK (self), "away", news->away);
  }
  if (news->notice != NULL) {
    GST_ELEMENT_WARNING (self, RESOURCE, WRITE, ("%s", news->notice), (NULL));
    gst_aoi_spool_sink_post (GST_AOI_SPOOL_SINK (self), "notice", news->notice);
  }
  if (news->is_back)
    gst_aoi_spool_sink_post (GST_AOI_SPOOL_SINK (self), "back", NULL);
}

static gchar *
get_outbox (const gchar *outbox, const gchar *database, const gchar *folder)
{
  if (outbox != NULL)
    return outbox[0] != '\0' ? g_strdup (outbox) : NULL;
  return aoi_storer_dup_outbox (database, folder);
}

static AoiSpool *
gst_aoi_store_open (GstAoiSpoolSink *sink, const gchar *location, const AoiSpoolLimits *limits,
    const AoiSpoolListener *listener, GError **error)
{
  GstAoiStore *self = GST_AOI_STORE (sink);
  AoiStorerSettings settings = {
    .address = location, .address_name = "database", .outbox_name = "outbox"
  };
  g_autofree gchar *folder = g_build_filename (g_get_user_data_dir (), "aoiinspect", NULL);
  g_autofree gchar *outbox = NULL;
  gboolean is_default;

  GST_OBJECT_LOCK (self);
  is_default = self->outbox == NULL;
  outbox = get_outbox (self->outbox, location, folder);
  settings.limits.age_us = (gint64) self->max_age * G_USEC_PER_SEC;
  settings.limits.boards = self->max_boards;
  self->waiting = self->removed = self->unjudged = self->overdue = 0;
  GST_OBJECT_UNLOCK (self);
  if (is_default && strstr (location, "://") != NULL)
    g_mkdir_with_parents (folder, 0700);
  settings.outbox = outbox;
  return aoi_storer_new (&settings, limits, listener, error);
}

static void
gst_aoi_store_add_stats (
    GstAoiSpoolSink *sink, const AoiSpoolCounts *counts, GstStructure *structure)
{
  const GstAoiStore *self = GST_AOI_STORE (sink);

  gst_structure_set (structure, "waiting", G_TYPE_UINT64, self->waiting, "removed", G_TYPE_UINT64,
      self->removed, "unjudged", G_TYPE_UINT64, self->unjudged, "overdue", G_TYPE_UINT64,
      self->overdue, NULL);
}

static GstFlowReturn
gst_aoi_store_take (GstAoiBoardSink *sink, AoiReport *report)
{
  GstAoiSpoolSink *spool_sink = GST_AOI_SPOOL_SINK (sink);
  const gsize size = aoi_storer_measure (report);
  gboolean has_room;
  const GstFlowReturn ret = gst_aoi_spool_sink_reserve (spool_sink, 0, size, &has_room);

  if (ret == GST_FLOW_OK && has_room)
    aoi_storer_push (spool_sink->spool, report, size);
  return ret;
}

static void
gst_aoi_store_finalize (GObject *object)
{
  g_free (GST_AOI_STORE (object)->outbox);
  G_OBJECT_CLASS (gst_aoi_store_parent_class)->finalize (object);
}

static void
gst_aoi_store_class_init (GstAoiStoreClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstAoiSpoolSinkClass *spool_class = GST_AOI_SPOOL_SINK_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_store_debug, "aoistore", 0, "database of boards");
  G_OBJECT_CLASS (klass)->finalize = gst_aoi_store_finalize;
  gst_aoi_store_install_properties (spool_class);
  spool_class->open = gst_aoi_store_open;
  spool_class->notify = gst_aoi_store_notify;
  spool_class->add_stats = gst_aoi_store_add_stats;
  GST_AOI_BOARD_SINK_CLASS (klass)->take = gst_aoi_store_take;

  gst_element_class_set_static_metadata (element_class, "AOI store", "Sink/File",
      "Keeps every board in a database", "The aoiinspect developers");
  gst_element_class_add_static_metadata (element_class, "example",
      "gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,format=RGB ! aoiinspect ! aoistore database=boards.db");
}

static void
gst_aoi_store_init (GstAoiStore *self)
{
}
