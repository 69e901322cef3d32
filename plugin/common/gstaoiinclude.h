/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-report-json.h"

G_BEGIN_DECLS

/**
 * GstAoiInclude:
 * @text: (nullable): names with commas between them, as they were set
 * @left_out: what they leave out of the JSON
 * @problem: (nullable): why the start is refused
 *
 * The property `include` of an element that writes JSON. Zero-initialised it is all parts. The element's object lock.
 */
typedef struct {
  gchar *text;
  AoiJsonFlags left_out;
  gchar *problem;
} GstAoiInclude;

void gst_aoi_include_set (GstAoiInclude *self, GstElement *element, const gchar *text);
gboolean gst_aoi_include_check (GstAoiInclude *self, GstElement *element);
void gst_aoi_include_clear (GstAoiInclude *self);

G_END_DECLS
