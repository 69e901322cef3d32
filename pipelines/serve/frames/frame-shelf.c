/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "frames/frame-shelf.h"

#include "frames/frame-show.h"

/* Frames whose memory is their own. */
typedef struct {
  GQueue frames; /* Frame, the newest at the head */
  gsize bytes;
  guint max;
} Row;

struct _FrameShelf {
  guint n_live;
  GMutex lock;
  GQueue live; /* lock: Frame, the newest at the head */
  Row kept; /* lock */
  Row recorded; /* lock */
  GQueue levels; /* lock: Frame with levels, the one used last at the head */
};

/**
 * frame_shelf_new:
 * @n_live: how many frames of the source it keeps, at most %FRAME_SHELF_MAX_LIVE
 *
 * Returns: (transfer full): an empty shelf
 */
FrameShelf *
frame_shelf_new (guint n_live)
{
  FrameShelf *self = g_new0 (FrameShelf, 1);

  self->n_live = n_live;
  self->kept.max = FRAME_SHELF_MAX_KEPT;
  self->recorded.max = FRAME_SHELF_MAX_RECORDED;
  g_mutex_init (&self->lock);
  return self;
}

static void
unref_frame (gpointer frame)
{
  frame_unref (frame);
}

/**
 * frame_shelf_free:
 * @self: (transfer full): a shelf
 */
void
frame_shelf_free (FrameShelf *self)
{
  g_queue_clear_full (&self->live, unref_frame);
  g_queue_clear_full (&self->kept.frames, unref_frame);
  g_queue_clear_full (&self->recorded.frames, unref_frame);
  g_queue_clear_full (&self->levels, unref_frame);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * frame_shelf_get_n_live:
 * @self: a shelf
 *
 * Returns: how many frames of the source it keeps
 */
guint
frame_shelf_get_n_live (const FrameShelf *self)
{
  return self->n_live;
}

/* Holds the lock. What leaves is to be freed without it: that may unmap memory, or wake a camera. */
static void
leave (FrameShelf *self, Frame *frame, GPtrArray *gone)
{
  if (g_queue_remove (&self->levels, frame))
    g_ptr_array_add (gone, frame);
  g_ptr_array_add (gone, frame);
}

/**
 * frame_shelf_add_live:
 * @self: a shelf
 * @frame: (transfer full): the newest of the source
 */
void
frame_shelf_add_live (FrameShelf *self, Frame *frame)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (unref_frame);

  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->live, frame);
  while (self->live.length > self->n_live)
    leave (self, g_queue_pop_tail (&self->live), gone);
  g_mutex_unlock (&self->lock);
}

/* Holds the lock. */
static Row *
get_row (FrameShelf *self, const Frame *frame)
{
  return frame->origin == FRAME_RECORDED ? &self->recorded : &self->kept;
}

/* Holds the lock. Takes what is there already to the head. */
static void
put (Row *row, Frame *frame)
{
  if (g_queue_remove (&row->frames, frame)) {
    g_queue_push_head (&row->frames, frame);
    return;
  }
  g_queue_push_head (&row->frames, frame_ref (frame));
  row->bytes += frame->bytes;
}

/**
 * frame_shelf_keep:
 * @self: a shelf
 * @frame: a frame whose memory is its own, which may be there already
 */
void
frame_shelf_keep (FrameShelf *self, Frame *frame)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (unref_frame);
  Row *row = get_row (self, frame);

  g_mutex_lock (&self->lock);
  put (row, frame);
  while (row->frames.length > row->max
      || (row->frames.length > 1 && row->bytes > FRAME_SHELF_MAX_BYTES)) {
    Frame *oldest = g_queue_pop_tail (&row->frames);

    row->bytes -= oldest->bytes;
    leave (self, oldest, gone);
  }
  g_mutex_unlock (&self->lock);
}

/* Holds the lock. */
static GList *
find_link (GQueue *queue, const gchar *id)
{
  for (GList *link = queue->head; link != NULL; link = link->next)
    if (g_str_equal (((const Frame *) link->data)->id, id))
      return link;
  return NULL;
}

/**
 * frame_shelf_remove:
 * @self: a shelf
 * @id: of a frame
 *
 * Returns: whether it was one of those that are kept, and is gone
 */
gboolean
frame_shelf_remove (FrameShelf *self, const gchar *id)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (unref_frame);
  Row *row = &self->kept;
  GList *link;

  g_mutex_lock (&self->lock);
  link = find_link (&row->frames, id);
  if (link == NULL) {
    row = &self->recorded;
    link = find_link (&row->frames, id);
  }
  if (link != NULL) {
    Frame *frame = link->data;

    g_queue_delete_link (&row->frames, link);
    row->bytes -= frame->bytes;
    leave (self, frame, gone);
  }
  g_mutex_unlock (&self->lock);
  return link != NULL;
}

/**
 * frame_shelf_find:
 * @self: a shelf
 * @id: of a frame
 *
 * Returns: (transfer full) (nullable): it; %NULL: there is none, or none any more
 */
Frame *
frame_shelf_find (FrameShelf *self, const gchar *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GList *link = find_link (&self->live, id);

  if (link == NULL)
    link = find_link (&self->kept.frames, id);
  if (link == NULL)
    link = find_link (&self->recorded.frames, id);
  return link != NULL ? frame_ref (link->data) : NULL;
}

/**
 * frame_shelf_find_record:
 * @self: a shelf
 * @record: where a frame of a recording lies
 *
 * Returns: (transfer full) (nullable): it, if it is there, and its file is still the same
 */
Frame *
frame_shelf_find_record (FrameShelf *self, const FrameRecord *record)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (GList *link = self->recorded.frames.head; link != NULL; link = link->next) {
    const FrameRecord *other = ((const Frame *) link->data)->record;

    if (other->number == record->number && g_str_equal (other->recording, record->recording)
        && g_str_equal (other->file, record->file) && g_str_equal (other->print, record->print))
      return frame_ref (link->data);
  }
  return NULL;
}

/**
 * frame_shelf_find_board:
 * @self: a shelf
 * @board: id of a board
 *
 * Returns: (transfer full) (nullable): the newest frame of the source that shows it
 */
Frame *
frame_shelf_find_board (FrameShelf *self, const gchar *board)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (GList *link = self->live.head; link != NULL; link = link->next)
    if (g_strcmp0 (frame_get_board (link->data), board) == 0)
      return frame_ref (link->data);
  return NULL;
}

/**
 * frame_shelf_get_newest:
 * @self: a shelf
 *
 * Returns: (transfer full) (nullable): the newest frame of the source
 */
Frame *
frame_shelf_get_newest (FrameShelf *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->live.head != NULL ? frame_ref (self->live.head->data) : NULL;
}

/**
 * frame_shelf_list:
 * @self: a shelf
 *
 * Returns: (transfer full) (element-type Frame): all frames: those of the source, then those that are kept, then those of
 *   recordings; the newest first
 */
GPtrArray *
frame_shelf_list (FrameShelf *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *frames = g_ptr_array_new_with_free_func (unref_frame);

  for (GList *link = self->live.head; link != NULL; link = link->next)
    g_ptr_array_add (frames, frame_ref (link->data));
  for (GList *link = self->kept.frames.head; link != NULL; link = link->next)
    g_ptr_array_add (frames, frame_ref (link->data));
  for (GList *link = self->recorded.frames.head; link != NULL; link = link->next)
    g_ptr_array_add (frames, frame_ref (link->data));
  return frames;
}

/* Holds the lock. */
static gboolean
is_here (FrameShelf *self, const Frame *frame)
{
  return g_queue_find (&self->live, frame) != NULL
      || g_queue_find (&self->kept.frames, frame) != NULL
      || g_queue_find (&self->recorded.frames, frame) != NULL;
}

/**
 * frame_shelf_note_levels:
 * @self: a shelf
 * @frame: a frame of which a tile was read
 *
 * Those of which none was read for longest give back their levels.
 */
void
frame_shelf_note_levels (FrameShelf *self, Frame *frame)
{
  Frame *oldest = NULL;

  if (!frame_has_levels (frame))
    return;
  g_mutex_lock (&self->lock);
  if (is_here (self, frame)) {
    if (!g_queue_remove (&self->levels, frame))
      frame_ref (frame);
    g_queue_push_head (&self->levels, frame);
    if (self->levels.length > FRAME_SHELF_MAX_LEVELS)
      oldest = g_queue_pop_tail (&self->levels);
  }
  g_mutex_unlock (&self->lock);
  if (oldest == NULL)
    return;
  frame_drop_levels (oldest);
  frame_unref (oldest);
}
