/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/base/gstbasesink.h>

#include "storage/aoi-spool.h"

G_BEGIN_DECLS

#define GST_TYPE_AOI_SPOOL_SINK (gst_aoi_spool_sink_get_type ())
#define GST_AOI_SPOOL_SINK(object) \
  (G_TYPE_CHECK_INSTANCE_CAST ((object), GST_TYPE_AOI_SPOOL_SINK, GstAoiSpoolSink))
#define GST_AOI_SPOOL_SINK_CLASS(klass) \
  (G_TYPE_CHECK_CLASS_CAST ((klass), GST_TYPE_AOI_SPOOL_SINK, GstAoiSpoolSinkClass))
#define GST_AOI_SPOOL_SINK_GET_CLASS(object) \
  (G_TYPE_INSTANCE_GET_CLASS ((object), GST_TYPE_AOI_SPOOL_SINK, GstAoiSpoolSinkClass))

typedef struct _GstAoiSpoolSink GstAoiSpoolSink;
typedef struct _GstAoiSpoolSinkClass GstAoiSpoolSinkClass;

/**
 * GstAoiSpoolSink:
 * @parent: the base class
 * @block: whether the stream waits while the queue is full; object lock
 * @stop_timeout: ns that a change to READY waits; object lock
 * @spool: above READY; only state changes set it, under the object lock
 * @counts: of the last run, while there is no spool; object lock
 *
 * A sink that writes in the background.
 */
struct _GstAoiSpoolSink {
  GstBaseSink parent;
  gboolean block;
  guint64 stop_timeout;
  AoiSpool *spool;
  AoiSpoolCounts counts;
};

/**
 * GstAoiSpoolSinkClass:
 * @parent_class: the base class
 * @open: makes the spool before the element is PAUSED, or returns %NULL after an ERROR message
 * @end: no frame will come: gives back or pushes what is reserved in the spool
 * @close: forgets what belongs to the spool, which is finished and about to be freed; with the object lock
 * @ended: EOS came, and all is written
 */
struct _GstAoiSpoolSinkClass {
  GstBaseSinkClass parent_class;
  AoiSpool *(*open) (GstAoiSpoolSink *self);
  void (*end) (GstAoiSpoolSink *self);
  void (*close) (GstAoiSpoolSink *self);
  void (*ended) (GstAoiSpoolSink *self);
};

GType gst_aoi_spool_sink_get_type (void);
gboolean gst_aoi_spool_sink_get_block (GstAoiSpoolSink *self);
void gst_aoi_spool_sink_post (
    GstAoiSpoolSink *self, GstStructure *stats, const gchar *event, const gchar *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiSpoolSink, gst_object_unref)

G_END_DECLS
