/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "frames/frame-shelf.h"

#include "frames/frame-show.h"

struct _FrameShelf {
  guint n_live;
  GMutex lock;
  GQueue live; /* lock: Frame, the newest at the head */
  GQueue kept; /* lock: likewise */
  gsize kept_bytes; /* lock */
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
  g_queue_clear_full (&self->kept, unref_frame);
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

/**
 * frame_shelf_keep:
 * @self: a shelf
 * @frame: a frame whose memory is its own
 */
void
frame_shelf_keep (FrameShelf *self, Frame *frame)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (unref_frame);

  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->kept, frame_ref (frame));
  self->kept_bytes += frame->bytes;
  while (self->kept.length > FRAME_SHELF_MAX_KEPT
      || (self->kept.length > 1 && self->kept_bytes > FRAME_SHELF_MAX_BYTES)) {
    Frame *oldest = g_queue_pop_tail (&self->kept);

    self->kept_bytes -= oldest->bytes;
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
  GList *link;

  g_mutex_lock (&self->lock);
  link = find_link (&self->kept, id);
  if (link != NULL) {
    Frame *frame = link->data;

    g_queue_delete_link (&self->kept, link);
    self->kept_bytes -= frame->bytes;
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
    link = find_link (&self->kept, id);
  return link != NULL ? frame_ref (link->data) : NULL;
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
 * Returns: (transfer full) (element-type Frame): all frames: those of the source, then those that are kept; the newest
 *   first
 */
GPtrArray *
frame_shelf_list (FrameShelf *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *frames = g_ptr_array_new_with_free_func (unref_frame);

  for (GList *link = self->live.head; link != NULL; link = link->next)
    g_ptr_array_add (frames, frame_ref (link->data));
  for (GList *link = self->kept.head; link != NULL; link = link->next)
    g_ptr_array_add (frames, frame_ref (link->data));
  return frames;
}

/* Holds the lock. */
static gboolean
is_here (FrameShelf *self, const Frame *frame)
{
  return g_queue_find (&self->live, frame) != NULL || g_queue_find (&self->kept, frame) != NULL;
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
