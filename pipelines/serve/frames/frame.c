/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "frames/frame.h"

#include "base/aoi-uuid.h"
#include "frames/frame-levels.h"

/**
 * frame_new:
 * @origin: where it comes from
 * @image: its pixels
 * @bytes: of them
 * @release: called with @owner, on any thread, when nobody reads @image any more
 * @owner: (transfer full): what keeps @image
 *
 * Returns: (transfer full): a frame, taken now
 */
Frame *
frame_new (FrameOrigin origin, const AoiImage *image, gsize bytes, void (*release) (gpointer owner),
    gpointer owner)
{
  Frame *self = g_new0 (Frame, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->origin = origin;
  self->time_us = g_get_real_time ();
  self->id = aoi_uuid_new (self->time_us);
  self->image = *image;
  self->bytes = bytes;
  self->release = release;
  self->owner = owner;
  return self;
}

static void
release_picture (gpointer owner)
{
  aoi_picture_free (owner);
}

/**
 * frame_new_from_picture:
 * @origin: where it comes from
 * @picture: (transfer full): a still picture
 *
 * Returns: (transfer full): it as a frame
 */
Frame *
frame_new_from_picture (FrameOrigin origin, AoiPicture *picture)
{
  AoiImage image;

  aoi_picture_describe (picture, &image);
  return frame_new (origin, &image, g_bytes_get_size (picture->pixels), release_picture, picture);
}

/**
 * frame_copy:
 * @self: a frame, whose memory somebody waits for
 * @origin: of the copy
 *
 * Returns: (transfer full): the same pixels and report in memory of its own
 */
Frame *
frame_copy (const Frame *self, FrameOrigin origin)
{
  const gsize size = aoi_image_copy_size (&self->image, &self->image.valid);
  guint8 *memory = g_malloc (size);
  AoiImage image;
  Frame *copy;

  aoi_image_copy_part (&self->image, &self->image.valid, memory, &image);
  copy = frame_new (origin, &image, size, g_free, memory);
  copy->time_us = self->time_us;
  copy->report = self->report != NULL ? aoi_report_ref (self->report) : NULL;
  return copy;
}

/**
 * frame_record_free:
 * @self: (transfer full): a record
 */
void
frame_record_free (FrameRecord *self)
{
  g_free (self->recording);
  g_free (self->file);
  g_free (self->print);
  g_free (self);
}

/**
 * frame_take_record:
 * @self: a frame that nobody else knows, or that has its record
 * @record: (transfer full): where it lies
 */
void
frame_take_record (Frame *self, FrameRecord *record)
{
  if (self->record == NULL)
    self->record = record;
  else
    frame_record_free (record);
}

/**
 * frame_ref:
 * @self: a frame
 *
 * Returns: (transfer full): @self
 */
Frame *
frame_ref (Frame *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * frame_unref:
 * @self: (transfer full): a frame
 */
void
frame_unref (Frame *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  self->release (self->owner);
  g_clear_pointer (&self->levels, frame_levels_unref);
  g_clear_pointer (&self->report, aoi_report_unref);
  g_clear_pointer (&self->record, frame_record_free);
  g_clear_pointer (&self->shown, g_bytes_unref);
  g_mutex_clear (&self->lock);
  g_free (self->id);
  g_free (self);
}

/**
 * frame_get_board:
 * @self: a frame
 *
 * Returns: (transfer none) (nullable): which board is on it
 */
const gchar *
frame_get_board (const Frame *self)
{
  return self->report != NULL ? aoi_report_get_info (self->report)->id : NULL;
}

/**
 * frame_origin_to_string:
 * @origin: an origin
 *
 * Returns: what programs call it
 */
const gchar *
frame_origin_to_string (FrameOrigin origin)
{
  static const gchar *const names[] = {
    [FRAME_LIVE] = "live",
    [FRAME_UPLOADED] = "uploaded",
    [FRAME_CAPTURED] = "captured",
    [FRAME_RECORDED] = "recorded",
  };

  return names[origin];
}
