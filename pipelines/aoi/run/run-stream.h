/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "run/run.h"

G_BEGIN_DECLS

/**
 * RunStreamKind:
 * @RUN_STREAM_PICTURES: image files, one behind the other
 * @RUN_STREAM_RAW: frames of nothing but pixels
 * @RUN_STREAM_VIDEO: what GStreamer has to find out
 *
 * What a stream holds.
 */
typedef enum {
  RUN_STREAM_PICTURES,
  RUN_STREAM_RAW,
  RUN_STREAM_VIDEO,
} RunStreamKind;

RunStream *run_stream_open (const gchar *path, const RunOptions *options, GError **error);
void run_stream_free (RunStream *self);
RunStreamKind run_stream_get_kind (const RunStream *self);
const gchar *run_stream_get_path (const RunStream *self);
void run_stream_cancel (RunStream *self);
GstSample *run_stream_read_frame (RunStream *self, const RunOptions *options, GError **error);
GBytes *run_stream_read_bytes (RunStream *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunStream, run_stream_free)

G_END_DECLS
