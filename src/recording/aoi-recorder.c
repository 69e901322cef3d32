/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recording/aoi-recorder.h"

/* A frame in the queue. */
typedef struct {
  AoiSpoolItem base;
  AoiRecordingFrame *frame;
  GBytes *bytes;
} Item;

/* Of the spool's thread. */
typedef struct {
  AoiRecordingWriter *writer;
  guint64 carried; /* lost since the last frame that was written */
} Recorder;

static void
free_item (AoiSpoolItem *base)
{
  Item *item = (Item *) base;

  aoi_recording_frame_free (item->frame);
  g_bytes_unref (item->bytes);
  g_free (item);
}

static gboolean
write_item (
    gpointer writer, AoiSpool *spool, AoiSpoolItem *const *items, guint n_items, GError **error)
{
  Recorder *self = writer;
  Item *item = (Item *) items[0];
  gboolean written;

  item->frame->lost = item->base.lost + self->carried;
  written = aoi_recording_writer_write (self->writer, item->frame, item->bytes, error);
  self->carried = written ? 0 : item->frame->lost + 1;
  return written;
}

static void
close_writer (gpointer writer)
{
  Recorder *self = writer;

  aoi_recording_writer_close (self->writer);
  g_free (self);
}

static const AoiSpoolClass recorder_class = {
  .name = "aoirecord",
  .full = "the queue is full: frames come faster than the disk takes them",
  .stopped = "recording was stopped before all frames were written",
  .write = write_item,
  .free_item = free_item,
  .close = close_writer,
};

/**
 * aoi_recorder_new:
 * @writer: (transfer full): where frames go
 * @limits: of the queue, whose items are frames
 * @listener: is called for losses
 *
 * Returns: (transfer full): a spool of frames that runs; aoi_spool_finish() ends it
 */
AoiSpool *
aoi_recorder_new (
    AoiRecordingWriter *writer, const AoiSpoolLimits *limits, const AoiSpoolListener *listener)
{
  Recorder *self = g_new0 (Recorder, 1);

  self->writer = writer;
  return aoi_spool_new (&recorder_class, self, limits, listener);
}

/**
 * aoi_recorder_push:
 * @spool: of aoi_recorder_new()
 * @frame: (transfer full): all that is known of the frame but its file
 * @bytes: (transfer full): its file, of the size that was reserved
 */
void
aoi_recorder_push (AoiSpool *spool, AoiRecordingFrame *frame, GBytes *bytes)
{
  Item *item = g_new (Item, 1);

  *item = (Item){ { g_bytes_get_size (bytes), 0 }, frame, bytes };
  aoi_spool_push (spool, &item->base);
}
