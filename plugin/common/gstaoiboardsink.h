/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoispoolsink.h"
#include "common/gstaoiwhole.h"

G_BEGIN_DECLS

#define GST_TYPE_AOI_BOARD_SINK (gst_aoi_board_sink_get_type ())
#define GST_AOI_BOARD_SINK(object) \
  (G_TYPE_CHECK_INSTANCE_CAST ((object), GST_TYPE_AOI_BOARD_SINK, GstAoiBoardSink))
#define GST_AOI_BOARD_SINK_CLASS(klass) \
  (G_TYPE_CHECK_CLASS_CAST ((klass), GST_TYPE_AOI_BOARD_SINK, GstAoiBoardSinkClass))
#define GST_AOI_BOARD_SINK_GET_CLASS(object) \
  (G_TYPE_INSTANCE_GET_CLASS ((object), GST_TYPE_AOI_BOARD_SINK, GstAoiBoardSinkClass))

typedef struct _GstAoiBoardSink GstAoiBoardSink;
typedef struct _GstAoiBoardSinkClass GstAoiBoardSinkClass;

/**
 * GstAoiBoardSink:
 * @parent: the base class
 * @whole: which board is open; the streaming thread's, and state changes' while there is none
 *
 * A sink that writes whole boards in the background, and needs no pixel of them: it takes any caps, and boards that come
 * without a frame by the event `aoi-report`.
 */
struct _GstAoiBoardSink {
  GstAoiSpoolSink parent;
  GstAoiWhole whole;
};

/**
 * GstAoiBoardSinkClass:
 * @parent_class: the base class
 * @take: reserves room for a whole board and pushes it into the spool; returns %GST_FLOW_OK, or why waiting for room
 *   ended. Streaming thread, with the preroll lock
 */
struct _GstAoiBoardSinkClass {
  GstAoiSpoolSinkClass parent_class;
  GstFlowReturn (*take) (GstAoiBoardSink *self, AoiReport *report);
};

GType gst_aoi_board_sink_get_type (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiBoardSink, gst_object_unref)

G_END_DECLS
