/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/base/gstbasesrc.h>

G_BEGIN_DECLS

/**
 * GstAoiSegmenter:
 * @src: a source, which the segmenter is a part of
 * @due: the segment has to be pushed before anything else
 * @pushing: a segment is being pushed by gst_aoi_segmenter_push_event()
 * @early: it was pushed so, and that of GstBaseSrc is still to come
 *
 * GstBaseSrc keeps a segment back until the next buffer. Serialized events that come before that buffer
 * belong behind the segment; a segmenter pushes it for them. Belongs to the streaming thread, and to
 * state changes while there is none. Since: 0.2
 */
typedef struct {
  GstBaseSrc *src;
  gboolean due;
  gboolean pushing;
  gboolean early;
} GstAoiSegmenter;

void gst_aoi_segmenter_init (GstAoiSegmenter *self, GstBaseSrc *src);
void gst_aoi_segmenter_begin (GstAoiSegmenter *self);
void gst_aoi_segmenter_push_event (GstAoiSegmenter *self, GstEvent *event);

G_END_DECLS
