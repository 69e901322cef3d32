/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/base/gstbasesink.h>

#include "common/gstaoidamage.h"
#include "common/gstaoiframe.h"
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

/* Flags of properties, which have their defaults from the start: what is taken at the start, and at any time. */
#define GST_AOI_SPOOL_SINK_READY \
  (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY)
#define GST_AOI_SPOOL_SINK_PLAYING \
  (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING)

/* The base class's properties; those of a subclass begin behind. */
enum {
  GST_AOI_SPOOL_SINK_PROP_LOCATION = 1,
  GST_AOI_SPOOL_SINK_PROP_MAX_ITEMS,
  GST_AOI_SPOOL_SINK_PROP_MAX_BYTES,
  GST_AOI_SPOOL_SINK_PROP_BLOCK,
  GST_AOI_SPOOL_SINK_PROP_STOP_TIMEOUT,
  GST_AOI_SPOOL_SINK_PROP_STATS,
  GST_AOI_SPOOL_SINK_N_PROPS,
};

/**
 * GstAoiSpoolSinkText:
 * @name: of a property
 * @nick: for people
 * @blurb: what it is
 *
 * How a sink calls a property.
 */
typedef struct {
  const gchar *name, *nick, *blurb;
} GstAoiSpoolSinkText;

/**
 * GstAoiSpoolSinkInfo:
 * @message: name of the element messages
 * @stats: name of the structure of the property `stats`
 * @items: the field that counts all that came, such as `boards`
 * @written: the field that counts what is on the disk, such as `archived`
 * @cannot_open: begins the ERROR when it cannot start, such as `Cannot archive`
 * @are_lost: begins the WARNING of losses, such as `Boards are not archived`
 * @recovered: the log's line when losses end
 * @location: the property that says where to write, usually `location`
 * @block_blurb: of the property `block`
 * @stats_blurb: of the property `stats`
 * @max_items: the property that limits the items of the queue
 * @max_bytes: the property that limits their bytes
 * @default_max_items: of @max_items
 * @default_max_bytes: of @max_bytes
 *
 * What a sink calls the things that all sinks have. A constant.
 */
typedef struct {
  const gchar *message, *stats;
  const gchar *items, *written;
  const gchar *cannot_open, *are_lost, *recovered;
  const gchar *block_blurb, *stats_blurb;
  GstAoiSpoolSinkText location, max_items, max_bytes;
  guint default_max_items;
  guint64 default_max_bytes;
} GstAoiSpoolSinkInfo;

/**
 * GstAoiSpoolSink:
 * @parent: the base class
 * @location: where to write; object lock
 * @limits: of the queue; object lock
 * @block: whether the stream waits while the queue is full; object lock
 * @stop_timeout: ns that a change to READY waits; object lock
 * @counts: of the last run, while there is no spool; object lock
 * @damage: frames that are not what their caps say; object lock
 * @spool: above READY; only state changes set it, under the object lock
 * @format: of the frames; the streaming thread's
 * @n_frames: frames without an inspection; the streaming thread's
 *
 * A sink that writes in the background.
 */
struct _GstAoiSpoolSink {
  GstBaseSink parent;
  gchar *location;
  AoiSpoolLimits limits;
  gboolean block;
  guint64 stop_timeout;
  AoiSpoolCounts counts;
  GstAoiDamage damage;
  AoiSpool *spool;
  GstAoiFrameFormat format;
  guint64 n_frames;
};

/**
 * GstAoiSpoolSinkClass:
 * @parent_class: the base class
 * @info: of gst_aoi_spool_sink_class_set_info()
 * @set: sets a property of the subclass; returns whether there is such a one; with the object lock
 * @get: gets one, likewise
 * @check: (nullable): whether it can start with its properties; returns %FALSE after an ERROR message
 * @open: makes the spool before the element is PAUSED, or sets the error
 * @notify: (nullable): gets what the writer says by aoi_spool_notify(), and the element
 * @end: (nullable): no frame will come: gives back or pushes what is reserved in the spool
 * @close: (nullable): forgets what belongs to the spool, which is finished and about to be freed; with the
 *   object lock
 * @add_stats: (nullable): adds fields of the subclass to the counters; with the object lock
 *
 * What a subclass does: its own properties and its own format of files. Its frames it takes by
 * #GstBaseSinkClass.render, with gst_aoi_spool_sink_reserve() and aoi_spool_push().
 */
struct _GstAoiSpoolSinkClass {
  GstBaseSinkClass parent_class;
  const GstAoiSpoolSinkInfo *info;
  gboolean (*set) (GstAoiSpoolSink *self, guint id, const GValue *value);
  gboolean (*get) (GstAoiSpoolSink *self, guint id, GValue *value);
  gboolean (*check) (GstAoiSpoolSink *self);
  AoiSpool *(*open) (GstAoiSpoolSink *self, const gchar *location, const AoiSpoolLimits *limits,
      const AoiSpoolListener *listener, GError **error);
  AoiSpoolNotify notify;
  void (*end) (GstAoiSpoolSink *self);
  void (*close) (GstAoiSpoolSink *self);
  void (*add_stats) (GstAoiSpoolSink *self, const AoiSpoolCounts *counts, GstStructure *structure);
};

GType gst_aoi_spool_sink_get_type (void);
void
gst_aoi_spool_sink_class_set_info (GstAoiSpoolSinkClass *klass, const GstAoiSpoolSinkInfo *info);
gboolean gst_aoi_spool_sink_is_running (const GstAoiSpoolSink *self);
AoiReport *gst_aoi_spool_sink_get_report (GstAoiSpoolSink *self, GstBuffer *buffer);
GstFlowReturn
gst_aoi_spool_sink_reserve (GstAoiSpoolSink *self, gsize reserved, gsize size, gboolean *has_room);
void gst_aoi_spool_sink_post (GstAoiSpoolSink *self, const gchar *event, const gchar *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiSpoolSink, gst_object_unref)

G_END_DECLS
