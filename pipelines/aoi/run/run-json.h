/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/base/gstbasesink.h>

G_BEGIN_DECLS

#define RUN_TYPE_JSON_SINK (run_json_sink_get_type ())
G_DECLARE_FINAL_TYPE (RunJsonSink, run_json_sink, RUN, JSON_SINK, GstBaseSink)

gboolean run_json_sink_open (RunJsonSink *self, const gchar *path, GError **error);

G_END_DECLS
