/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "conf/conf-group.h"

G_BEGIN_DECLS

#define SOURCE_GROUP "source"

/**
 * SourceKind:
 * @SOURCE_NONE: there is no source: only what clients send is inspected
 * @SOURCE_CAMERA: a camera of aoicamerasrc
 * @SOURCE_RECORDING: a folder of aoirecord
 * @SOURCE_PICTURES: a folder of pictures
 * @SOURCE_VIDEO: a file that GStreamer decodes
 * @SOURCE_LAUNCH: a part of a pipeline, as gst-launch-1.0 takes it
 *
 * Where frames come from.
 */
typedef enum {
  SOURCE_NONE,
  SOURCE_CAMERA,
  SOURCE_RECORDING,
  SOURCE_PICTURES,
  SOURCE_VIDEO,
  SOURCE_LAUNCH,
} SourceKind;

/**
 * SourceSettings:
 * @source: (nullable): `camera:NAME`, a folder of a recording or of pictures, a video file, or `launch:` and a part of a pipeline
 * @product: (nullable): name of the product that is inspected at first
 * @caps: (nullable): what frames the source is to give
 * @properties: (nullable): of the camera or recording: `NAME=VALUE`, with white space between
 * @also: (nullable): a part of a pipeline that gets the inspected frames, too
 * @inflight: frames that are inspected at once; 0: as many as the element has by default
 * @deadline_ms: in which an ROI has to report; 0: none
 * @loop: begin again when the source ends
 * @kind: what @source is; filled in by source_settings_complete()
 * @name: (nullable): of the camera or file
 *
 * What a station's source is to be: what its command line and its file say.
 */
typedef struct {
  gchar *source;
  gchar *product;
  gchar *caps;
  gchar *properties;
  gchar *also;
  gint inflight;
  gint deadline_ms;
  gboolean loop;
  SourceKind kind;
  gchar *name;
} SourceSettings;

extern const ConfGroup source_settings_group;

void source_settings_add_options (SourceSettings *self, GOptionContext *context);
gboolean source_settings_complete (SourceSettings *self, GError **error);
void source_settings_clear (SourceSettings *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SourceSettings, source_settings_clear)

G_END_DECLS
