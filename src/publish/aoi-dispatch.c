/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From reports to the outbox, in the background. */
#include "publish/aoi-dispatch.h"

#include <string.h>

/* Boards that are written in one transaction. */
#define BATCH 64

/* How long an outbox that is away, locked or full is left alone, us. */
#define PAUSE_US (200 * G_TIME_SPAN_MILLISECOND)

/* What a report takes in the queue: it holds no picture. */
#define REPORT_BYTES 1024
#define ROI_BYTES 512

/* A report in the queue. */
typedef struct {
  AoiSpoolItem base;
  AoiReport *report;
  AoiJsonFlags flags;
} Item;

/* Belongs to the spool's thread. */
typedef struct {
  gchar *path, *target;
  AoiOutboxLimits bounds;
  AoiOutbox *outbox;
  AoiSpool *spool;
  gboolean away; /* and said so */
} Dispatch;

static void
free_item (AoiSpoolItem *base)
{
  Item *item = (Item *) base;

  aoi_report_unref (item->report);
  g_free (item);
}

static void
tell_damage (const gchar *sentence, gpointer data)
{
  Dispatch *self = data;

  aoi_spool_notify (self->spool, &(AoiDispatchNews){ .damage = sentence });
}

static gboolean
ensure_outbox (Dispatch *self, GError **error)
{
  const AoiOutboxListener listener = { tell_damage, self };

  if (self->outbox == NULL)
    self->outbox = aoi_outbox_open (self->path, AOI_OUTBOX_ADDS, &listener, error);
  return self->outbox != NULL;
}

static void
begin (gpointer writer, AoiSpool *spool)
{
  Dispatch *self = writer;

  self->spool = spool;
  /* What keeps it from being opened keeps boards from being written, and is reported with them. */
  ensure_outbox (self, NULL);
}

/* The code that names the board: of its first device that has one. */
static const gchar *
get_code (AoiReport *report)
{
  for (guint i = 0; i < aoi_report_get_n_devices (report); i++) {
    const gchar *barcode = aoi_report_get_device (report, i)->barcode;

    if (!g_str_equal (barcode, "N/A"))
      return barcode;
  }
  return NULL;
}

static void
make_message (const Item *item, AoiOutboxMessage *message)
{
  const AoiReportInfo *info = aoi_report_get_info (item->report);

  *message = (AoiOutboxMessage){
    .id = info->id,
    .passing = aoi_report_get_passed (item->report),
    .created_us = info->timestamp_us,
    .station = info->station,
    .product = info->product,
    .code = get_code (item->report),
    .payload = aoi_report_to_json (item->report, item->flags),
  };
}

static void
tell_state (Dispatch *self)
{
  AoiOutboxState state = { 0 };

  if (aoi_outbox_get_state (self->outbox, self->target, &state, NULL))
    aoi_spool_notify (self->spool, &(AoiDispatchNews){ .state = &state });
}

static void
tell_away (Dispatch *self, const GError *error)
{
  if (!self->away)
    aoi_spool_notify (self->spool, &(AoiDispatchNews){ .away = error->message });
  self->away = TRUE;
}

/* Until they are written, or nobody waits for it any more: the queue bounds what comes meanwhile. */
static gboolean
add (Dispatch *self, const AoiOutboxMessage *messages, guint n, gboolean *kept, GError **error)
{
  for (;;) {
    g_autoptr (GError) local = NULL;

    if (ensure_outbox (self, &local)
        && aoi_outbox_add (self->outbox, self->target, &self->bounds, messages, n, kept, &local))
      return TRUE;
    tell_away (self, local);
    if (!g_error_matches (local, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED)
        && aoi_spool_pause (self->spool, PAUSE_US))
      continue;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
}

static gboolean
write_items (
    gpointer writer, AoiSpool *spool, AoiSpoolItem *const *items, guint n_items, GError **error)
{
  Dispatch *self = writer;
  g_autofree AoiOutboxMessage *messages = g_new (AoiOutboxMessage, n_items);
  g_autofree gboolean *kept = g_new0 (gboolean, n_items);
  gboolean good;

  for (guint i = 0; i < n_items; i++)
    make_message ((const Item *) items[i], &messages[i]);
  good = add (self, messages, n_items, kept, error);
  for (guint i = 0; i < n_items; i++) {
    if (good && kept[i])
      aoi_spool_notify (spool, &(AoiDispatchNews){ .queued = messages[i].id });
    g_free ((gchar *) messages[i].payload);
  }
  if (good)
    tell_state (self);
  if (good && self->away) {
    aoi_spool_notify (spool, &(AoiDispatchNews){ .is_back = TRUE });
    self->away = FALSE;
  }
  return good;
}

static void
close_dispatch (gpointer writer)
{
  Dispatch *self = writer;

  g_clear_pointer (&self->outbox, aoi_outbox_close);
  g_free (self->path);
  g_free (self->target);
  g_free (self);
}

static const AoiSpoolClass dispatch_class = {
  .name = "aoioutbox",
  .full = "the queue is full: boards come faster than the outbox takes them",
  .stopped = "publishing was stopped before all boards were in the outbox",
  .batch = BATCH,
  .begin = begin,
  .write = write_items,
  .free_item = free_item,
  .close = close_dispatch,
};

/**
 * aoi_dispatch_new:
 * @outbox: path of the outbox
 * @target: name of the target in it
 * @bounds: of what waits for it
 * @limits: of the queue, whose items are reports
 * @listener: is called for losses, and notified of #AoiDispatchNews
 *
 * Returns: (transfer full): a spool of reports that runs; aoi_spool_finish() ends it
 */
AoiSpool *
aoi_dispatch_new (const gchar *outbox, const gchar *target, const AoiOutboxLimits *bounds,
    const AoiSpoolLimits *limits, const AoiSpoolListener *listener)
{
  Dispatch *self = g_new0 (Dispatch, 1);

  self->path = g_strdup (outbox);
  self->target = g_strdup (target);
  self->bounds = *bounds;
  return aoi_spool_new (&dispatch_class, self, limits, listener);
}

/**
 * aoi_dispatch_measure:
 * @report: of a board
 *
 * Returns: bytes that it takes in the queue, about
 */
gsize
aoi_dispatch_measure (AoiReport *report)
{
  return REPORT_BYTES + ROI_BYTES * aoi_report_get_n_rois (report);
}

/**
 * aoi_dispatch_push:
 * @spool: of aoi_dispatch_new()
 * @report: of a board
 * @flags: what of it is published
 * @reserved: bytes that were reserved for it
 */
void
aoi_dispatch_push (AoiSpool *spool, AoiReport *report, AoiJsonFlags flags, gsize reserved)
{
  Item *item = g_new (Item, 1);

  *item = (Item){ { reserved, 0 }, aoi_report_ref (report), flags };
  aoi_spool_push (spool, &item->base);
}
