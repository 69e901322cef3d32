/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/gstaoiarena.h"

/* Lies before each block; its size keeps what follows aligned for any type. */
typedef union {
  gsize size;
  gchar align[64];
} Header;

struct _GstAoiArena {
  gatomicrefcount refs;
  GMutex lock;
  GPtrArray *idle; /* lock: Header * */
};

/**
 * gst_aoi_arena_new:
 *
 * Returns: (transfer full): an empty arena
 */
GstAoiArena *
gst_aoi_arena_new (void)
{
  GstAoiArena *self = g_new0 (GstAoiArena, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->idle = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * gst_aoi_arena_ref:
 * @self: an arena
 *
 * Returns: (transfer full): @self
 */
GstAoiArena *
gst_aoi_arena_ref (GstAoiArena *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * gst_aoi_arena_unref:
 * @self: (transfer full): an arena; blocks that are in use hold a reference of their user's
 */
void
gst_aoi_arena_unref (GstAoiArena *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->idle);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static Header *
pop_idle (GstAoiArena *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->idle->len == 0)
    return NULL;
  return g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);
}

/**
 * gst_aoi_arena_take:
 * @self: an arena
 * @size: bytes
 *
 * Takes the block that was used last; one that is too small for a new product goes.
 *
 * Returns: (nullable): a block of at least @size bytes with any contents, or %NULL if there is not
 *   enough memory
 */
gpointer
gst_aoi_arena_take (GstAoiArena *self, gsize size)
{
  Header *header = pop_idle (self);

  if (header != NULL && header->size < size)
    g_clear_pointer (&header, g_free);
  if (header == NULL) {
    header = g_try_malloc (sizeof (Header) + size);
    if (header == NULL)
      return NULL;
    header->size = size;
  }
  return header + 1;
}

/**
 * gst_aoi_arena_give:
 * @self: an arena
 * @block: a block of it
 *
 * Any thread.
 */
void
gst_aoi_arena_give (GstAoiArena *self, gpointer block)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (self->idle, (Header *) block - 1);
}
