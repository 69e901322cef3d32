/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/aoi-shared-view.h"

#include <string.h>

#include "image/aoi-pixels-private.h"

struct _AoiViewStore {
  AoiRect rect;
  guint rotation;
  GMutex lock;
  GPtrArray *idle; /* lock: pieces that no frame holds */
};

/**
 * aoi_view_store_new:
 * @rect: of the ROIs, in frame coordinates
 * @rotation: of their views
 *
 * Returns: (transfer full): a store, with memory for one frame as far as there is enough
 */
AoiViewStore *
aoi_view_store_new (const AoiRect *rect, guint rotation)
{
  AoiViewStore *self = g_new0 (AoiViewStore, 1);
  guint8 *gray = g_try_malloc ((gsize) rect->width * rect->height);

  self->rect = *rect;
  self->rotation = rotation;
  g_mutex_init (&self->lock);
  self->idle = g_ptr_array_new_with_free_func (g_free);
  if (gray != NULL)
    g_ptr_array_add (self->idle, gray);
  return self;
}

/**
 * aoi_view_store_free:
 * @self: (transfer full): a store of which no frame holds memory
 */
void
aoi_view_store_free (AoiViewStore *self)
{
  g_ptr_array_unref (self->idle);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * aoi_view_store_is_of:
 * @self: a store
 * @rect: a rectangle
 * @rotation: of a view
 *
 * Returns: whether its pixels are those of that view
 */
gboolean
aoi_view_store_is_of (const AoiViewStore *self, const AoiRect *rect, guint rotation)
{
  return self->rotation == rotation && aoi_rect_equal (&self->rect, rect);
}

/* Returns NULL if there is not enough memory. */
static guint8 *
take (AoiViewStore *self)
{
  guint8 *gray = NULL;

  g_mutex_lock (&self->lock);
  if (self->idle->len > 0)
    gray = g_ptr_array_steal_index (self->idle, self->idle->len - 1);
  g_mutex_unlock (&self->lock);
  return gray != NULL ? gray : g_try_malloc ((gsize) self->rect.width * self->rect.height);
}

/**
 * aoi_shared_view_init:
 * @self: (out caller-allocates): a view of a frame that nobody has read
 * @store: whose memory it will use; must outlive it
 */
void
aoi_shared_view_init (AoiSharedView *self, AoiViewStore *store)
{
  self->store = store;
  self->gray = NULL;
  g_mutex_init (&self->lock);
}

/**
 * aoi_shared_view_clear:
 * @self: a view that nobody reads any more
 *
 * Gives its memory back to the store.
 */
void
aoi_shared_view_clear (AoiSharedView *self)
{
  if (self->gray != NULL) {
    g_mutex_lock (&self->store->lock);
    g_ptr_array_add (self->store->idle, g_steal_pointer (&self->gray));
    g_mutex_unlock (&self->store->lock);
  }
  g_mutex_clear (&self->lock);
}

/* A thread that comes while another reads waits for that, which is a fraction of what reading anew would take.
 * Returns NULL if there is not enough memory. */
static const guint8 *
get_gray (AoiSharedView *self, const AoiView *view, gsize width)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->gray == NULL) {
    self->gray = take (self->store);
    if (self->gray != NULL)
      aoi_pixels_read (view, 1, AOI_READING_PLAIN, self->gray, width);
  }
  return self->gray;
}

/**
 * aoi_shared_view_read_gray:
 * @view: what to read
 * @dest: (out caller-allocates): as for aoi_pixels_read_gray()
 * @stride: bytes from row to row of @dest
 *
 * Reads a view that others read too: from the frame if this is the first time. Any thread.
 *
 * Returns: %FALSE if @view is not shared, or only a part of what is, or there is not enough memory to share it:
 *   it is to be read from the frame then
 */
gboolean
aoi_shared_view_read_gray (const AoiView *view, guint8 *dest, gsize stride)
{
  AoiSharedView *self = view->shared;
  const guint8 *gray;
  gint width, height;

  if (self == NULL || !aoi_view_store_is_of (self->store, &view->rect, view->rotation))
    return FALSE;
  aoi_view_get_size (view, &width, &height);
  gray = get_gray (self, view, (gsize) width);
  if (gray == NULL)
    return FALSE;
  for (gint y = 0; y < height; y++)
    memcpy (dest + (gsize) y * stride, gray + (gsize) y * (gsize) width, (gsize) width);
  return TRUE;
}
