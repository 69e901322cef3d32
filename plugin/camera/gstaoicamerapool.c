/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Buffers that the camera writes and downstream reads, as the same memory. While a buffer is downstream it
 * is not with the camera, and while it is with the camera it is mapped for writing and nowhere else. */
#include "camera/gstaoicamerapool.h"

struct _GstAoiCameraPool {
  GstBufferPool parent;

  GMutex lock; /* taken in the thread that releases a buffer; nothing but Aravis' queue within */
  ArvStream *stream; /* lock: (nullable): what gets the buffers; not owned, see _feed() */
  gsize size;
};

/* What an ArvBuffer holds of the pool's. */
typedef struct {
  GstBuffer *buffer;
  GstMapInfo map;
} Loan;

G_DEFINE_TYPE (GstAoiCameraPool, gst_aoi_camera_pool, GST_TYPE_BUFFER_POOL)

static void
loan_free (gpointer data)
{
  Loan *loan = data;

  if (loan->buffer != NULL) {
    gst_buffer_unmap (loan->buffer, &loan->map);
    gst_buffer_unref (loan->buffer);
  }
  g_free (loan);
}

/* A new ArvBuffer each time, so that nothing of an earlier frame, such as its id, is left in it. */
static gboolean
lend (GstAoiCameraPool *self)
{
  GstBufferPoolAcquireParams params = { .flags = GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT };
  g_autofree Loan *loan = g_new0 (Loan, 1);
  gpointer data;

  if (gst_buffer_pool_acquire_buffer (GST_BUFFER_POOL (self), &loan->buffer, &params)
      != GST_FLOW_OK)
    return FALSE;
  if (!gst_buffer_map (loan->buffer, &loan->map, GST_MAP_WRITE))
    g_return_val_if_reached (FALSE); /* plain memory, which nobody else has */
  data = loan->map.data;
  arv_stream_push_buffer (
      self->stream, arv_buffer_new_full (self->size, data, g_steal_pointer (&loan), loan_free));
  return TRUE;
}

static void
lend_all (GstAoiCameraPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->stream != NULL && lend (self))
    continue;
}

/**
 * gst_aoi_camera_pool_feed:
 * @self: an active pool
 * @stream: (nullable): what all free buffers go to, at once and as they come back
 *
 * The stream must live until this was called with another or %NULL. What it holds then comes back when
 * it is freed.
 */
void
gst_aoi_camera_pool_feed (GstAoiCameraPool *self, ArvStream *stream)
{
  g_mutex_lock (&self->lock);
  self->stream = stream;
  g_mutex_unlock (&self->lock);
  lend_all (self);
}

/**
 * gst_aoi_camera_pool_take:
 * @buffer: (transfer full): a filled buffer
 *
 * Returns: (transfer full): the memory of the pool that it was filled into
 */
GstBuffer *
gst_aoi_camera_pool_take (ArvBuffer *buffer)
{
  Loan *loan = (gpointer) arv_buffer_get_user_data (buffer);
  GstBuffer *taken = g_steal_pointer (&loan->buffer);

  gst_buffer_unmap (taken, &loan->map);
  g_object_unref (buffer);
  return taken;
}

/* Written once, so that the first frame finds all its pages there. */
static GstFlowReturn
gst_aoi_camera_pool_alloc_buffer (
    GstBufferPool *pool, GstBuffer **buffer, GstBufferPoolAcquireParams *params)
{
  GstBufferPoolClass *parent = GST_BUFFER_POOL_CLASS (gst_aoi_camera_pool_parent_class);
  GstFlowReturn flow = parent->alloc_buffer (pool, buffer, params);

  if (flow == GST_FLOW_OK)
    gst_buffer_memset (*buffer, 0, 0, -1);
  return flow;
}

static void
gst_aoi_camera_pool_release_buffer (GstBufferPool *pool, GstBuffer *buffer)
{
  GST_BUFFER_POOL_CLASS (gst_aoi_camera_pool_parent_class)->release_buffer (pool, buffer);
  lend_all (GST_AOI_CAMERA_POOL (pool));
}

static void
gst_aoi_camera_pool_finalize (GObject *object)
{
  g_mutex_clear (&GST_AOI_CAMERA_POOL (object)->lock);
  G_OBJECT_CLASS (gst_aoi_camera_pool_parent_class)->finalize (object);
}

static void
gst_aoi_camera_pool_class_init (GstAoiCameraPoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_aoi_camera_pool_finalize;
  GST_BUFFER_POOL_CLASS (klass)->alloc_buffer = gst_aoi_camera_pool_alloc_buffer;
  GST_BUFFER_POOL_CLASS (klass)->release_buffer = gst_aoi_camera_pool_release_buffer;
}

static void
gst_aoi_camera_pool_init (GstAoiCameraPool *self)
{
  g_mutex_init (&self->lock);
}

/**
 * gst_aoi_camera_pool_new:
 * @caps: of the frames
 * @size: bytes that the camera sends for a frame
 * @n_buffers: how many there are, all made at once
 *
 * Returns: (transfer full) (nullable): an active pool, or %NULL if there is not enough memory
 */
GstAoiCameraPool *
gst_aoi_camera_pool_new (GstCaps *caps, gsize size, guint n_buffers)
{
  GstAoiCameraPool *self = g_object_new (GST_TYPE_AOI_CAMERA_POOL, NULL);
  GstStructure *config = gst_buffer_pool_get_config (GST_BUFFER_POOL (self));

  gst_object_ref_sink (self);
  self->size = size;
  gst_buffer_pool_config_set_params (config, caps, size, n_buffers, n_buffers);
  if (!gst_buffer_pool_set_config (GST_BUFFER_POOL (self), config)
      || !gst_buffer_pool_set_active (GST_BUFFER_POOL (self), TRUE))
    gst_clear_object (&self);
  return self;
}
