/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record/gstaoireplay-private.h"

#define DEFAULT_SPEED 1.0
#define DEFAULT_LOOP FALSE
#define DEFAULT_IS_LIVE FALSE
#define DEFAULT_ON_ERROR GST_AOI_REPLAY_ERROR

enum {
  PROP_LOCATION = 1,
  PROP_SPEED,
  PROP_LOOP,
  PROP_IS_LIVE,
  PROP_ON_ERROR,
};

#define GST_TYPE_AOI_REPLAY_ON_ERROR (gst_aoi_replay_on_error_get_type ())
static GType
gst_aoi_replay_on_error_get_type (void)
{
  static const GEnumValue values[] = {
    { GST_AOI_REPLAY_ERROR, "End with an error", "error" },
    { GST_AOI_REPLAY_SKIP, "Leave the frame out and post a message", "skip" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiReplayOnError", values));
  return (GType) type;
}

/* With the object lock. */
static gboolean
set_locked (GstAoiReplay *self, guint id, const GValue *value)
{
  switch (id) {
    case PROP_LOCATION:
      g_free (self->location);
      self->location = g_value_dup_string (value);
      return TRUE;
    case PROP_SPEED:
      self->speed = g_value_get_double (value);
      return TRUE;
    case PROP_LOOP:
      self->loop = g_value_get_boolean (value);
      return TRUE;
    case PROP_ON_ERROR:
      self->on_error = (GstAoiReplayOnError) g_value_get_enum (value);
      return TRUE;
    default:
      return FALSE;
  }
}

static void
gst_aoi_replay_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstAoiReplay *self = GST_AOI_REPLAY (object);
  gboolean known;

  if (id == PROP_IS_LIVE) {
    gst_base_src_set_live (GST_BASE_SRC (self), g_value_get_boolean (value));
    return;
  }
  GST_OBJECT_LOCK (self);
  known = set_locked (self, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* With the object lock. */
static gboolean
get_locked (GstAoiReplay *self, guint id, GValue *value)
{
  switch (id) {
    case PROP_LOCATION:
      g_value_set_string (value, self->location);
      return TRUE;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      return TRUE;
    case PROP_LOOP:
      g_value_set_boolean (value, self->loop);
      return TRUE;
    case PROP_ON_ERROR:
      g_value_set_enum (value, (gint) self->on_error);
      return TRUE;
    default:
      return FALSE;
  }
}

static void
gst_aoi_replay_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstAoiReplay *self = GST_AOI_REPLAY (object);
  gboolean known;

  if (id == PROP_IS_LIVE) {
    g_value_set_boolean (value, gst_base_src_is_live (GST_BASE_SRC (self)));
    return;
  }
  GST_OBJECT_LOCK (self);
  known = get_locked (self, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/**
 * gst_aoi_replay_install_properties:
 * @object_class: the element's class
 */
void
gst_aoi_replay_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT
      | (GParamFlags) G_PARAM_STATIC_STRINGS;
  const GParamFlags ready = flags | (GParamFlags) GST_PARAM_MUTABLE_READY;
  const GParamFlags playing = flags | (GParamFlags) GST_PARAM_MUTABLE_PLAYING;

  object_class->set_property = gst_aoi_replay_set_property;
  object_class->get_property = gst_aoi_replay_get_property;
  g_object_class_install_property (object_class, PROP_LOCATION,
      g_param_spec_string ("location", "Location", "Folder of the recording", NULL, ready));
  g_object_class_install_property (object_class, PROP_SPEED,
      g_param_spec_double ("speed", "Speed",
          "How many times as fast as recorded, where a sink or is-live keeps time", 0.001, 1000.0,
          DEFAULT_SPEED, ready));
  g_object_class_install_property (object_class, PROP_LOOP,
      g_param_spec_boolean (
          "loop", "Loop", "Begin again after the last frame", DEFAULT_LOOP, playing));
  g_object_class_install_property (object_class, PROP_IS_LIVE,
      g_param_spec_boolean ("is-live", "Is live",
          "Be a live source, which pushes each frame at its time", DEFAULT_IS_LIVE, ready));
  g_object_class_install_property (object_class, PROP_ON_ERROR,
      g_param_spec_enum ("on-error", "On error", "What to do about a frame that is not as recorded",
          GST_TYPE_AOI_REPLAY_ON_ERROR, DEFAULT_ON_ERROR, playing));
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_REPLAY_ON_ERROR, 0);
}
