/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of a connection share. They build on each other in this order, and none calls one behind it:
 * state and messages; trigger and proof; frames and captures; link; the connection, whose loop alone acts. */
#pragma once

#include "camera/gstaoicameraaccount.h"
#include "camera/gstaoicamerachunks.h"
#include "camera/gstaoicameraconfig.h"
#include "camera/gstaoicameraconnection.h"
#include "camera/gstaoicamerahold.h"
#include "camera/gstaoicamerapool.h"
#include "lib/gstaoicapture.h"

G_BEGIN_DECLS

#define GST_AOI_CAMERA_MESSAGE_NAME "aoi-camera"

/**
 * GstAoiCameraTaking:
 * @active: a frame was asked for and has not come
 * @since: monotonic ns; a frame that began to come before is not the one that was asked for
 * @deadline: monotonic µs at which it is no longer waited for
 * @shot: what it was asked for
 * @focus_read: what the camera said before the trigger, or NaN
 * @exposure_read: what the camera said before the trigger, or NaN
 * @known: @last is what the camera is set to
 * @last: the setting of the last shot
 * @source: (nullable): static or the settings': what triggers frames
 * @unanswered: triggers for which no frame was sent yet
 * @clear_at: monotonic µs from which on no frame begins to come that an edge on a line has triggered
 * @n_begun: how many boards an edge has begun; boards are numbered from 0
 *
 * How far the taking of a frame is.
 */
typedef struct {
  gboolean active;
  gint64 since;
  gint64 deadline;
  GstAoiCameraShot shot;
  gdouble focus_read;
  gdouble exposure_read;
  gboolean known;
  GstAoiCameraGroup last;
  const gchar *source;
  guint unanswered;
  gint64 clear_at;
  guint64 n_begun;
} GstAoiCameraTaking;

/**
 * GstAoiCameraFrame:
 * @problem: (nullable): static text: why it is not a whole frame
 * @id: the camera's number, 0 if that was lost
 * @camera_time: the camera's own time, ns
 * @arrived: monotonic ns at which its first packet came
 * @x: horizontal offset of the image
 * @y: vertical offset of the image
 * @chunk_focus: under which it was taken by its chunk data, NaN if they do not report it
 * @chunk_exposure: microseconds, likewise
 * @fault: (nullable): why its chunk data do not report what they should
 *
 * What came with a frame.
 */
typedef struct {
  const gchar *problem;
  guint64 id;
  guint64 camera_time;
  gint64 arrived;
  gint x;
  gint y;
  gdouble chunk_focus;
  gdouble chunk_exposure;
  gchar *fault;
} GstAoiCameraFrame;

/**
 * GstAoiCameraQuestion:
 *
 * Somebody waits for what a feature of the camera is. Atomically reference counted.
 */
typedef struct _GstAoiCameraQuestion GstAoiCameraQuestion;

struct _GstAoiCameraConnection {
  gatomicrefcount refs;
  GWeakRef element; /* posts messages; the thread may outlive it */
  GstAoiCameraSettings *settings;

  GMutex
      lock; /* innermost: nothing is called with it that takes another, except frees of what arrived */
  GCond cond; /* anything below changed */
  gboolean stopping; /* lock */
  gboolean finished; /* lock: the thread has let go of the camera */
  gboolean flushing; /* lock */
  gboolean connected; /* lock: the camera is configured and runs */
  gchar *lost; /* lock: why this camera is to be dropped */
  GError *error; /* lock: why the element cannot go on */
  GstCaps *caps; /* lock: what the camera can send, from its first opening on */
  GstCaps *agreed; /* lock: what it shall send */
  guint held; /* lock: frames downstream may hold */
  guint serial; /* lock: grows with each change of the two */
  GQueue arrived; /* lock: ArvBuffer, from the stream's thread */
  gboolean streams; /* lock: the stream's thread runs */
  gboolean started; /* lock: the camera was told to send frames */
  guint n_strays; /* lock: frames that began to come before, and are not handed out */
  guint in_flight; /* lock: frames that have begun to come and are not handed out */
  gint64 begun; /* lock: monotonic ns at which the newest of all frames began to come */
  GQueue ready; /* lock: GstMiniObject, for the streaming thread */
  GQueue questions; /* lock: GstAoiCameraQuestion, for the camera's thread */
  GstAoiCameraPlan *plan; /* lock: NULL until loaded, and where frames come by themselves */
  GstAoiCameraAccount account; /* lock */
  guint connects, losses, retakes, missing, strays; /* lock */

  /* The camera's thread only. */
  ArvCamera *camera;
  GstAoiCameraHold *hold; /* of the camera's device */
  ArvStream *stream;
  GstAoiCameraChunks *chunks; /* NULL: frames do not report their setting by chunk data */
  GstAoiCameraPool *pool;
  GstCaps *pool_caps;
  GstAoiCameraFormat format;
  gsize frame_size;
  guint stream_port; /* where a GigE camera sends to; 0 for others */
  guint configured_serial;
  gboolean discont; /* the next frame does not follow the last */
  gboolean reported; /* that the camera is waited for */
  gint64 quiet_since; /* monotonic µs of the last frame or check */
  gint64 last_frame; /* monotonic µs of the last frame or start */
  GstAoiCameraTaking taking;
  GPtrArray *asked; /* GstAoiCameraFeature: what was set while it ran */
};

gboolean gst_aoi_camera_state_must_leave (GstAoiCameraConnection *self);
gboolean gst_aoi_camera_state_wait_ms (GstAoiCameraConnection *self, guint ms);
void gst_aoi_camera_state_lose (GstAoiCameraConnection *self, const gchar *reason);
void gst_aoi_camera_state_fail (GstAoiCameraConnection *self, const GError *error);
void gst_aoi_camera_state_queue (GstAoiCameraConnection *self, GstMiniObject *item);
void gst_aoi_camera_state_queue_gap (GstAoiCameraConnection *self, gint64 arrived);

/* gstaoicameramessage.c */
void gst_aoi_camera_message_post (GstAoiCameraConnection *self, GstStructure *structure);
void gst_aoi_camera_message_warn (GstAoiCameraConnection *self, const gchar *text);
void gst_aoi_camera_message_warn_setting (GstAoiCameraConnection *self, const gchar *text);

G_END_DECLS
