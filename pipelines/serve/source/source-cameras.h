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

/**
 * SourceTalk:
 * @source: whose camera is asked
 * @end: monotonic, us: from when on nothing more is asked
 *
 * Somebody asks a camera. One thread.
 */
typedef struct {
  Source *source;
  gint64 end;
} SourceTalk;

GPtrArray *source_cameras_list (GError **error);

const gchar *source_get_camera (const Source *self);

gboolean source_talk_begin (SourceTalk *self, Source *source);
GstStructure *source_talk_ask (SourceTalk *self, const gchar *name, const gchar *value);
void source_talk_end (SourceTalk *self);

G_END_DECLS
