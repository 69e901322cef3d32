/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "camera/gstaoicameraplan.h"

G_BEGIN_DECLS

/**
 * GstAoiCameraTrigger:
 * @GST_AOI_CAMERA_TRIGGER_FREE: frames as fast as the camera's frame rate, boards as fast as they can
 * @GST_AOI_CAMERA_TRIGGER_SOFTWARE: a frame or board a `capture` signal or event
 * @GST_AOI_CAMERA_TRIGGER_LINE: a frame or board an edge on an input of the camera
 *
 * What starts a frame, or with a plan a board.
 */
typedef enum {
  GST_AOI_CAMERA_TRIGGER_FREE,
  GST_AOI_CAMERA_TRIGGER_SOFTWARE,
  GST_AOI_CAMERA_TRIGGER_LINE
} GstAoiCameraTrigger;

/**
 * GstAoiCameraPlanKind:
 * @GST_AOI_CAMERA_PLAN_OFF: frames as they come
 * @GST_AOI_CAMERA_PLAN_PRODUCT: the capture groups of the product
 * @GST_AOI_CAMERA_PLAN_GROUPS: capture groups that the property lists
 *
 * Where the settings of a board come from.
 */
typedef enum {
  GST_AOI_CAMERA_PLAN_OFF,
  GST_AOI_CAMERA_PLAN_PRODUCT,
  GST_AOI_CAMERA_PLAN_GROUPS
} GstAoiCameraPlanKind;

/**
 * GstAoiCameraEcho:
 * @GST_AOI_CAMERA_ECHO_NONE: frames do not report the focus
 * @GST_AOI_CAMERA_ECHO_OFFSET_X: it is the image's horizontal offset
 * @GST_AOI_CAMERA_ECHO_OFFSET_Y: it is the image's vertical offset
 *
 * Where in the leader of a frame the camera reports the focus under which it was taken.
 */
typedef enum {
  GST_AOI_CAMERA_ECHO_NONE,
  GST_AOI_CAMERA_ECHO_OFFSET_X,
  GST_AOI_CAMERA_ECHO_OFFSET_Y
} GstAoiCameraEcho;

/**
 * GstAoiCameraUse:
 * @GST_AOI_CAMERA_USE_AUTO: it is used if it can be had
 * @GST_AOI_CAMERA_USE_ON: it is used, or it is an error
 * @GST_AOI_CAMERA_USE_OFF: it is not used
 *
 * Whether something is used that not every camera or process has.
 */
typedef enum {
  GST_AOI_CAMERA_USE_AUTO,
  GST_AOI_CAMERA_USE_ON,
  GST_AOI_CAMERA_USE_OFF
} GstAoiCameraUse;

/**
 * GstAoiCameraFeature:
 * @name: of a GenICam feature
 * @value: as text
 *
 * A feature to set.
 */
typedef struct {
  gchar *name;
  gchar *value;
} GstAoiCameraFeature;

/**
 * GstAoiCameraRegion:
 * @x: offset, or -1 to leave it
 * @y: offset, or -1 to leave it
 * @width: what the caps have if downstream does not care, or 0
 * @height: likewise
 *
 * The part of the sensor that is read.
 */
typedef struct {
  gint x;
  gint y;
  gint width;
  gint height;
} GstAoiCameraRegion;

/**
 * GstAoiCameraSettings:
 * @camera: (nullable): id or address; %NULL: the first that is found
 * @product: (nullable): product folder or file
 * @exposure: microseconds, 0: as the camera has it
 * @gain: as the camera counts it, negative: as it has it
 * @frame_rate: frames a second, 0: as caps or camera have it
 * @features: (element-type GstAoiCameraFeature): set after each connect, in this order
 * @packet_size: bytes, 0: what the network takes
 * @socket: a packet socket, which reads packets past the network stack
 * @retention: ms without a packet of a frame after which it is incomplete
 * @held: frames that downstream may hold at once
 * @reconnect: ms between tries, 0: none
 * @idle_timeout: ms without a frame after which the camera counts as lost, 0: none
 * @settle_time: ms to wait after the setting was changed
 * @settle_feature: what reads so when the setting is reached; name %NULL: the wait is not shortened
 * @focus_feature: the camera's name for the focus
 * @echo: where a frame's leader reports the focus
 * @chunks: chunk data of frames, which report their setting
 * @trigger: what starts a frame or board
 * @line: (nullable): trigger source
 * @plan: where the settings of a board come from
 * @groups: (nullable) (element-type GstAoiCameraGroup): of %GST_AOI_CAMERA_PLAN_GROUPS
 * @retries: how often a group is taken again
 * @forward_incomplete: push frames of which packets are lost
 *
 * What the element's properties say, from its start on. Immutable.
 */
typedef struct {
  gchar *camera;
  gchar *product;
  gdouble exposure;
  gdouble gain;
  gdouble frame_rate;
  GstAoiCameraRegion region;
  GPtrArray *features;
  guint packet_size;
  GstAoiCameraUse socket;
  guint retention;
  guint held;
  guint reconnect;
  guint idle_timeout;
  guint settle_time;
  GstAoiCameraFeature settle_feature;
  gchar *focus_feature;
  GstAoiCameraEcho echo;
  GstAoiCameraUse chunks;
  GstAoiCameraTrigger trigger;
  gchar *line;
  GstAoiCameraPlanKind plan;
  GArray *groups;
  guint retries;
  gboolean forward_incomplete;
} GstAoiCameraSettings;

GstAoiCameraFeature *gst_aoi_camera_feature_new (const gchar *name, const gchar *value);
void gst_aoi_camera_feature_free (gpointer feature);

GstAoiCameraSettings *gst_aoi_camera_settings_new (void);
void gst_aoi_camera_settings_free (GstAoiCameraSettings *self);
gboolean gst_aoi_camera_settings_set_features (
    GstAoiCameraSettings *self, const gchar *text, GError **error);
gboolean gst_aoi_camera_settings_set_settle_feature (
    GstAoiCameraSettings *self, const gchar *text, GError **error);
gboolean
gst_aoi_camera_settings_set_region (GstAoiCameraSettings *self, const gchar *text, GError **error);
gboolean
gst_aoi_camera_settings_set_trigger (GstAoiCameraSettings *self, const gchar *text, GError **error);
gboolean
gst_aoi_camera_settings_set_plan (GstAoiCameraSettings *self, const gchar *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiCameraSettings, gst_aoi_camera_settings_free)

G_END_DECLS
