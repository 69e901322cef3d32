/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "camera/gstaoicamerahold.h"

struct _GstAoiCameraHold {
  GObject *object; /* referenced by its owner until the hold is freed */
  void (*emitted) (gpointer data);
  gpointer data;
  gulong handler;

  GMutex lock;
  GCond changed;
  gboolean listens; /* lock: an emission may still call the handler */
  gboolean is_last; /* lock: nobody else references the object */
};

static void
note (GstAoiCameraHold *self, gboolean *what, gboolean value)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *what = value;
  g_cond_broadcast (&self->changed);
}

static void
wait_until (GstAoiCameraHold *self, const gboolean *what, gboolean value)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (*what != value)
    g_cond_wait (&self->changed, &self->lock);
}

/* The object's thread. */
static void
on_signal (GObject *object, GstAoiCameraHold *self)
{
  self->emitted (self->data);
}

/* The thread that disconnects, or the object's if it emits meanwhile. */
static void
on_disconnected (gpointer data, GClosure *closure)
{
  GstAoiCameraHold *self = data;

  note (self, &self->listens, FALSE);
}

/* The thread that drops the last reference but that of the hold. */
static void
on_toggled (gpointer data, GObject *object, gboolean is_last)
{
  GstAoiCameraHold *self = data;

  note (self, &self->is_last, is_last);
}

/**
 * gst_aoi_camera_hold_new:
 * @object: what emits; it joins its thread when it is finalized
 * @signal: a signal without arguments
 * @emitted: called on the object's thread
 * @data: for @emitted, until the hold is freed
 *
 * Returns: (transfer full): a hold, to be freed before the last reference to @object is dropped
 */
GstAoiCameraHold *
gst_aoi_camera_hold_new (
    GObject *object, const gchar *signal, void (*emitted) (gpointer data), gpointer data)
{
  GstAoiCameraHold *self = g_new0 (GstAoiCameraHold, 1);

  self->object = object;
  self->emitted = emitted;
  self->data = data;
  self->listens = TRUE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->handler = g_signal_connect_data (
      object, signal, G_CALLBACK (on_signal), self, on_disconnected, 0);
  return self;
}

/**
 * gst_aoi_camera_hold_free:
 * @self: (transfer full): a hold
 * @owner: (transfer full): what references the object; the object itself, or what ends with this reference
 *
 * Releases @owner and with it the object, which is finalized before this function returns. Waits for an
 * emission that is under way, and for whoever else references the object. @emitted is not called any more
 * then. Not to be called by @emitted.
 */
void
gst_aoi_camera_hold_free (GstAoiCameraHold *self, GObject *owner)
{
  GObject *object = self->object;

  /* An emission that has found the handler keeps it until it has referenced the object, too. */
  g_signal_handler_disconnect (object, self->handler);
  wait_until (self, &self->listens, FALSE);
  g_object_add_toggle_ref (object, on_toggled, self);
  g_object_unref (owner);
  wait_until (self, &self->is_last, TRUE);
  g_object_remove_toggle_ref (object, on_toggled, self);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}
