/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "source/source.h"

G_BEGIN_DECLS

/**
 * SourceCamera:
 * @id: as `camera:ID` takes it
 * @name: (nullable): of vendor and model
 * @address: (nullable): in the network
 * @serial: (nullable): its number
 * @protocol: (nullable): such as `GigEVision`
 *
 * A camera that was found.
 */
typedef struct {
  gchar *id, *name, *address, *serial, *protocol;
} SourceCamera;

GPtrArray *source_cameras_list (GError **error);

const gchar *source_get_camera (const Source *self);
GstStructure *source_ask_camera (Source *self, const gchar *name, const gchar *value);

G_END_DECLS
