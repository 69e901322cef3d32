/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * GstAoiCameraHold:
 *
 * Listens to a signal that an object emits on a thread of its own, and releases the object on the thread that
 * asks for it. While it emits, an object is referenced by the emission: if that were the last reference, the
 * object would be finalized on its own thread, which it waits for then, and the process would end. Aravis'
 * devices are such objects.
 */
typedef struct _GstAoiCameraHold GstAoiCameraHold;

GstAoiCameraHold *gst_aoi_camera_hold_new (
    GObject *object, const gchar *signal, void (*emitted) (gpointer data), gpointer data);
void gst_aoi_camera_hold_free (GstAoiCameraHold *self, GObject *owner);

G_END_DECLS
