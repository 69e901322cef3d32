/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiSpool:
 *
 * Writes items in a thread of its own, from a queue that is bounded in items and bytes. All functions are
 * thread-safe.
 */
typedef struct _AoiSpool AoiSpool;

/**
 * AoiSpoolItem:
 * @size: bytes that are reserved for it
 * @lost: items lost since the one before was pushed; filled in by aoi_spool_push()
 * @pushed_us: monotonic, when it was pushed; likewise
 *
 * What each item begins with.
 */
typedef struct {
  gsize size;
  guint64 lost;
  gint64 pushed_us;
} AoiSpoolItem;

/**
 * AoiSpoolClass:
 * @name: of the thread
 * @full: what is reported when there is no room
 * @stopped: what is reported of items that are left when the time to write them is over
 * @batch: how many items are written at once at most; 0: one
 * @begin: (nullable): called once, before the first item
 * @write: takes items to the disk, all of them or none, or says why not
 * @idle: (nullable): called when nothing waits to be written; returns us until it wants to be called again, or -1: after the
 *   next item
 * @free_item: frees one
 * @close: frees the writer, in the thread or in the last aoi_spool_unref()
 *
 * How items are written. @begin, @write and @idle run in the spool's thread, without a lock.
 */
typedef struct {
  const gchar *name;
  const gchar *full;
  const gchar *stopped;
  guint batch;
  void (*begin) (gpointer writer, AoiSpool *spool);
  gboolean (*write) (
      gpointer writer, AoiSpool *spool, AoiSpoolItem *const *items, guint n_items, GError **error);
  gint64 (*idle) (gpointer writer, AoiSpool *spool);
  void (*free_item) (AoiSpoolItem *item);
  void (*close) (gpointer writer);
} AoiSpoolClass;

/**
 * AoiSpoolLimits:
 * @items: the most that may be reserved and not yet written
 * @bytes: the most that these may have together; a single item may have more
 */
typedef struct {
  guint items;
  guint64 bytes;
} AoiSpoolLimits;

/**
 * AoiSpoolCounts:
 * @written: items that are on the disk
 * @skipped: items that were found not worth writing
 * @lost: items that should have been written and are not
 * @queued: items that are reserved, waiting or being written
 * @bytes: of the items written
 * @oldest_us: monotonic, when the oldest of those was pushed that wait or are being written; 0: there is none
 *
 * What became of the items. Each is in exactly one of the first four.
 */
typedef struct {
  guint64 written;
  guint64 skipped;
  guint64 lost;
  guint64 queued;
  guint64 bytes;
  gint64 oldest_us;
} AoiSpoolCounts;

/**
 * AoiSpoolLoss:
 * @AOI_SPOOL_QUEUE_FULL: the disk is slower than the items come
 * @AOI_SPOOL_WRITE_FAILED: the disk is full, the folder lost, or the like
 * @AOI_SPOOL_UNSUITABLE: there is nothing in it that could be written
 * @AOI_SPOOL_STOPPED: the time to write what was left was over
 *
 * Why items are lost.
 */
typedef enum {
  AOI_SPOOL_QUEUE_FULL,
  AOI_SPOOL_WRITE_FAILED,
  AOI_SPOOL_UNSUITABLE,
  AOI_SPOOL_STOPPED,
} AoiSpoolLoss;

/**
 * AoiSpoolReport:
 * @reason: (nullable): why items are lost, once a kind of loss; %NULL when items are written again and
 *   none wait
 * @data: the caller's
 *
 * Called in any thread without a lock, never after aoi_spool_finish() has returned.
 */
typedef void (*AoiSpoolReport) (const gchar *reason, gpointer data);

/**
 * AoiSpoolNotify:
 * @what: what the writer has to say, borrowed
 * @data: the caller's
 *
 * Called in the spool's thread without a lock, never after aoi_spool_finish() has returned.
 */
typedef void (*AoiSpoolNotify) (gconstpointer what, gpointer data);

/**
 * AoiSpoolListener:
 * @report: is called for losses
 * @notify: (nullable): gets what aoi_spool_notify() is called with
 * @data: for both
 */
typedef struct {
  AoiSpoolReport report;
  AoiSpoolNotify notify;
  gpointer data;
} AoiSpoolListener;

/**
 * AoiSpoolRoom:
 * @AOI_SPOOL_ROOM: there is room for the item, which is reserved
 * @AOI_SPOOL_NO_ROOM: there is none, the item is counted as lost
 * @AOI_SPOOL_WOKEN: aoi_spool_set_flushing() ended the waiting
 */
typedef enum {
  AOI_SPOOL_ROOM,
  AOI_SPOOL_NO_ROOM,
  AOI_SPOOL_WOKEN,
} AoiSpoolRoom;

AoiSpool *aoi_spool_new (const AoiSpoolClass *klass, gpointer writer, const AoiSpoolLimits *limits,
    const AoiSpoolListener *listener);
void aoi_spool_finish (AoiSpool *self, gint64 timeout);
void aoi_spool_unref (AoiSpool *self);
gboolean aoi_spool_has_room (AoiSpool *self, gsize size);
AoiSpoolRoom aoi_spool_reserve (AoiSpool *self, gsize size, gboolean wait);
AoiSpoolRoom aoi_spool_grow (AoiSpool *self, gsize reserved, gsize more, gboolean wait);
void aoi_spool_push (AoiSpool *self, AoiSpoolItem *item);
void aoi_spool_skip (AoiSpool *self, gsize reserved);
void aoi_spool_lose (AoiSpool *self, AoiSpoolLoss loss, const gchar *reason, gsize reserved);
gboolean aoi_spool_notify (AoiSpool *self, gconstpointer what);
gboolean aoi_spool_pause (AoiSpool *self, gint64 us);
gboolean aoi_spool_drain (AoiSpool *self);
void aoi_spool_set_flushing (AoiSpool *self, gboolean flushing);
void aoi_spool_get_counts (AoiSpool *self, AoiSpoolCounts *counts);

G_END_DECLS
