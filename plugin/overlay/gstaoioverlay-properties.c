/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlay-private.h"

#define DEFAULT_MAX_WIDTH 0
#define DEFAULT_GOLDEN FALSE
#define DEFAULT_EVEN_SIDES TRUE

enum {
  PROP_MAX_WIDTH = 1,
  PROP_GOLDEN,
  PROP_EVEN_SIDES,
  PROP_STATS,
};

/**
 * gst_aoi_overlay_get_size:
 * @self: an element
 *
 * Thread-safe.
 *
 * Returns: how large pictures may be
 */
GstAoiOverlaySize
gst_aoi_overlay_get_size (GstAoiOverlay *self)
{
  GstAoiOverlaySize size;

  GST_OBJECT_LOCK (self);
  size = (GstAoiOverlaySize){ self->max_width, self->even_sides };
  GST_OBJECT_UNLOCK (self);
  return size;
}

/**
 * gst_aoi_overlay_get_golden:
 * @self: an element
 *
 * Thread-safe.
 *
 * Returns: whether goldens are drawn beside ROIs that failed
 */
gboolean
gst_aoi_overlay_get_golden (GstAoiOverlay *self)
{
  gboolean golden;

  GST_OBJECT_LOCK (self);
  golden = self->golden;
  GST_OBJECT_UNLOCK (self);
  return golden;
}

static void
reconfigure (GstAoiOverlay *self)
{
  gst_base_transform_reconfigure_sink (GST_BASE_TRANSFORM (self));
  gst_base_transform_reconfigure_src (GST_BASE_TRANSFORM (self));
}

static GstStructure *
get_stats (GstAoiOverlay *self)
{
  guint64 damaged;

  GST_OBJECT_LOCK (self);
  damaged = self->damage.n_frames;
  GST_OBJECT_UNLOCK (self);
  return gst_structure_new ("aoi-overlay-stats", "damaged", G_TYPE_UINT64, damaged, NULL);
}

static void
gst_aoi_overlay_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (object);

  switch (id) {
    case PROP_MAX_WIDTH:
      GST_OBJECT_LOCK (self);
      self->max_width = g_value_get_int (value);
      GST_OBJECT_UNLOCK (self);
      reconfigure (self);
      break;
    case PROP_EVEN_SIDES:
      GST_OBJECT_LOCK (self);
      self->even_sides = g_value_get_boolean (value);
      GST_OBJECT_UNLOCK (self);
      reconfigure (self);
      break;
    case PROP_GOLDEN:
      GST_OBJECT_LOCK (self);
      self->golden = g_value_get_boolean (value);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_aoi_overlay_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (object);

  switch (id) {
    case PROP_MAX_WIDTH:
      g_value_set_int (value, gst_aoi_overlay_get_size (self).max_width);
      break;
    case PROP_EVEN_SIDES:
      g_value_set_boolean (value, gst_aoi_overlay_get_size (self).even_sides);
      break;
    case PROP_STATS:
      g_value_take_boxed (value, get_stats (self));
      break;
    case PROP_GOLDEN:
      g_value_set_boolean (value, gst_aoi_overlay_get_golden (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
install_size_properties (GObjectClass *object_class)
{
  /**
   * GstAoiOverlay:max-width:
   *
   * How wide pictures may be, in pixels: wider frames are reduced to RGB of this width. 0: as wide as
   * the frames.
   */
  g_object_class_install_property (object_class, PROP_MAX_WIDTH,
      g_param_spec_int ("max-width", "Maximum width",
          "How wide pictures may be, in pixels; wider frames are reduced (0 = any width)", 0,
          G_MAXINT, DEFAULT_MAX_WIDTH,
          G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS
              | GST_PARAM_MUTABLE_PLAYING));

  /**
   * GstAoiOverlay:even-sides:
   *
   * Whether pictures that are reduced have an even width and height, which most encoders of video need. They
   * are then up to one pixel smaller. Frames that are drawn on in place keep their size.
   *
   * Since: 0.2
   */
  g_object_class_install_property (object_class, PROP_EVEN_SIDES,
      g_param_spec_boolean ("even-sides", "Even sides",
          "Give pictures that are reduced an even width and height", DEFAULT_EVEN_SIDES,
          G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS
              | GST_PARAM_MUTABLE_PLAYING));
}

/**
 * gst_aoi_overlay_install_properties:
 * @object_class: the element's class
 */
void
gst_aoi_overlay_install_properties (GObjectClass *object_class)
{
  object_class->set_property = gst_aoi_overlay_set_property;
  object_class->get_property = gst_aoi_overlay_get_property;
  install_size_properties (object_class);

  /**
   * GstAoiOverlay:golden:
   *
   * Whether to put beside a compare ROI that failed what its comparison saw: the ROI, the golden that
   * decided, and where how much differs. Up to six a frame, the least similar ones; each takes some
   * milliseconds. Needs the frame as it was inspected: of another size it shows none.
   */
  g_object_class_install_property (object_class, PROP_GOLDEN,
      g_param_spec_boolean ("golden", "Golden",
          "Show the golden and the difference beside compare ROIs that failed", DEFAULT_GOLDEN,
          G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS
              | GST_PARAM_MUTABLE_PLAYING));

  /**
   * GstAoiOverlay:stats:
   *
   * How many frames were damaged since the element left READY.
   *
   * Since: 0.2
   */
  g_object_class_install_property (object_class, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "How many frames were damaged since the element left READY", GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}
