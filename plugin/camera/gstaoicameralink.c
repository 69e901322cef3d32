/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A camera from its opening to its end, on the camera's thread. */
#include "camera/gstaoicameralink.h"

#include <linux/if_ether.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "camera/gstaoicameraask.h"
#include "camera/gstaoicameraframe.h"
#include "camera/gstaoicameratrigger.h"

/* Of ordinary sockets; the default of the system loses most of a large frame. */
#define SOCKET_BUFFER_BYTES (4 << 20)
/* Beside what downstream may hold: one that is filled, and one for the frame that begins meanwhile. */
#define BUFFERS_OF_THE_CAMERA 2
/* Until the stream's thread runs, and then until it has seen what came early: the kernel keeps packets of a packet
 * socket to itself for 5 ms. */
#define RUNNING_MS 1000
#define STRAY_MS 20
/* Of GigE Vision: the port that stream channel 0 is sent to, in its lower 16 bits. */
#define REGISTER_STREAM_PORT 0x0d00

/* A thread of the device's, which the hold outlasts. */
static void
on_control_lost (gpointer data)
{
  gst_aoi_camera_state_lose (data, "control of the camera was lost");
}

/* The kernel's ring of packets lasts for 80 ms: a receiver that does not run for longer loses frames. Without
 * the right to it (CAP_SYS_NICE), things stay as they are. */
static void
raise_priority (void)
{
  const struct sched_param param = { .sched_priority = 1 };

  if (pthread_setschedparam (pthread_self (), SCHED_RR, &param) != 0)
    setpriority (PRIO_PROCESS, gettid (), -10);
}

static void
note_running (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->streams = TRUE;
  g_cond_broadcast (&self->cond);
}

static void
wait_running (GstAoiCameraConnection *self)
{
  const gint64 end = g_get_monotonic_time () + RUNNING_MS * G_TIME_SPAN_MILLISECOND;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->streams && !self->stopping && g_cond_wait_until (&self->cond, &self->lock, end))
    continue;
}

/* Wakes the camera's thread, which waits for the frame's end from now on. */
static void
note_begin (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!self->started) {
    self->n_strays++;
    self->strays++;
    return;
  }
  self->in_flight++;
  self->begun = g_get_monotonic_time () * 1000;
  g_cond_broadcast (&self->cond);
}

/* Frames end in the order in which they began. Returns whether this one began before the camera was started. */
static gboolean
note_end (GstAoiCameraConnection *self, ArvBuffer *arrived)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->n_strays > 0) {
    self->n_strays--;
    return TRUE;
  }
  self->in_flight -= MIN (self->in_flight, 1);
  g_queue_push_tail (&self->arrived, arrived);
  g_cond_broadcast (&self->cond);
  return FALSE;
}

/* In the stream's thread, which ends before the connection does. */
static void
on_stream (void *data, ArvStreamCallbackType type, ArvBuffer *buffer)
{
  GstAoiCameraConnection *self = data;
  ArvBuffer *arrived;

  if (type == ARV_STREAM_CALLBACK_TYPE_INIT) {
    raise_priority ();
    note_running (self);
  }
  if (type == ARV_STREAM_CALLBACK_TYPE_START_BUFFER)
    note_begin (self);
  if (type != ARV_STREAM_CALLBACK_TYPE_BUFFER_DONE)
    return;
  arrived = arv_stream_try_pop_buffer (self->stream);
  if (arrived != NULL && note_end (self, arrived))
    g_object_unref (arrived);
}

/* Whether this process may read packets past the network stack, which is how Aravis finds out too. */
static gboolean
may_use_packet_socket (void)
{
  const int fd = socket (PF_PACKET, SOCK_RAW, g_htons (ETH_P_ALL));

  if (fd >= 0)
    close (fd);
  return fd >= 0;
}

static gboolean
choose_socket (GstAoiCameraConnection *self, gboolean *packet_socket, GError **error)
{
  *packet_socket = arv_camera_is_gv_device (self->camera)
      && self->settings->socket != GST_AOI_CAMERA_USE_OFF && may_use_packet_socket ();
  if (self->settings->socket == GST_AOI_CAMERA_USE_ON && !*packet_socket) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ,
        "packet-socket=on needs a GigE camera and the capability CAP_NET_RAW");
    return FALSE;
  }
  if (!*packet_socket && arv_camera_is_gv_device (self->camera))
    arv_camera_gv_set_stream_options (self->camera, ARV_GV_STREAM_OPTION_PACKET_SOCKET_DISABLED);
  return TRUE;
}

static gboolean
open_camera (GstAoiCameraConnection *self, GError **error)
{
  g_autoptr (GstCaps) caps = NULL;

  self->camera = arv_camera_new (self->settings->camera, error);
  if (self->camera == NULL)
    return FALSE;
  self->hold = gst_aoi_camera_hold_new (
      G_OBJECT (arv_camera_get_device (self->camera)), "control-lost", on_control_lost, self);
  /* An earlier client may have left it running. */
  arv_camera_stop_acquisition (self->camera, NULL);
  arv_camera_set_acquisition_mode (self->camera, ARV_ACQUISITION_MODE_CONTINUOUS, NULL);
  if (!gst_aoi_camera_config_apply_general (self->camera, self->settings, error)
      || !gst_aoi_camera_ask_apply (self, error)
      || !gst_aoi_camera_chunks_enable (self->camera, self->settings, &self->chunks, error))
    return FALSE;
  caps = gst_aoi_camera_config_get_caps (self->camera, self->settings, error);
  if (caps == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  gst_caps_replace (&self->caps, caps);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* Waits for what downstream takes, the first time. */
static gboolean
get_agreed (GstAoiCameraConnection *self, GstCaps **caps, guint *held)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->agreed == NULL && !self->stopping && self->lost == NULL)
    g_cond_wait (&self->cond, &self->lock);
  if (self->agreed == NULL)
    return FALSE;
  *caps = gst_caps_ref (self->agreed);
  *held = self->held;
  self->configured_serial = self->serial;
  return TRUE;
}

/* The buffers live on when the camera is lost, since downstream may hold some. */
static gboolean
make_pool (GstAoiCameraConnection *self, GstCaps *caps, gsize payload, guint n, GError **error)
{
  g_autoptr (GstStructure) config = NULL;
  guint size = 0, max = 0;

  if (self->pool != NULL) {
    config = gst_buffer_pool_get_config (GST_BUFFER_POOL (self->pool));
    gst_buffer_pool_config_get_params (config, NULL, &size, NULL, &max);
    if (size == payload && max == n && gst_caps_is_equal (self->pool_caps, caps))
      return TRUE;
    gst_buffer_pool_set_active (GST_BUFFER_POOL (self->pool), FALSE);
    gst_clear_object (&self->pool);
  }
  self->pool = gst_aoi_camera_pool_new (caps, payload, n);
  gst_caps_replace (&self->pool_caps, caps);
  if (self->pool == NULL)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT,
        "there is no memory for %u frames of %" G_GSIZE_FORMAT " bytes", n, payload);
  return self->pool != NULL;
}

static gboolean
apply_format (GstAoiCameraConnection *self, GError **error)
{
  g_autoptr (GstCaps) caps = NULL;
  GError *cause = NULL;
  guint held = 0;
  gsize payload;

  if (!get_agreed (self, &caps, &held))
    return FALSE;
  if (!gst_aoi_camera_format_from_caps (&self->format, caps)) {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, "no camera sends these caps");
    return FALSE;
  }
  if (!gst_aoi_camera_config_apply_format (self->camera, self->settings, &self->format, error))
    return FALSE;
  payload = arv_camera_get_payload (self->camera, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  self->frame_size = (gsize) self->format.width * self->format.height
      * ARV_PIXEL_FORMAT_BIT_PER_PIXEL (self->format.pixels) / 8;
  if (payload < self->frame_size) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "the camera sends %" G_GSIZE_FORMAT " bytes a frame, which must have %" G_GSIZE_FORMAT,
        payload, self->frame_size);
    return FALSE;
  }
  return make_pool (self, caps, payload, held + BUFFERS_OF_THE_CAMERA, error);
}

/* Aravis opens its packet socket before it sets the filter, so that packets of other cameras are in it, as late ones of
 * this camera are. They find no buffer and come to nothing; what finds one nevertheless is counted apart. */
static gboolean
start_acquisition (GstAoiCameraConnection *self, GError **error)
{
  GError *cause = NULL;

  if (ARV_IS_GV_STREAM (self->stream)) {
    wait_running (self);
    if (!gst_aoi_camera_state_wait_ms (self, STRAY_MS))
      return FALSE;
  }
  gst_aoi_camera_pool_feed (self->pool, self->stream);
  g_mutex_lock (&self->lock);
  self->started = TRUE;
  g_mutex_unlock (&self->lock);
  arv_camera_start_acquisition (self->camera, &cause);
  if (cause != NULL)
    g_propagate_error (error, cause);
  return cause == NULL;
}

static gboolean
start_stream (GstAoiCameraConnection *self, gboolean packet_socket, GError **error)
{
  g_mutex_lock (&self->lock);
  self->in_flight = self->n_strays = 0;
  self->streams = self->started = FALSE;
  g_mutex_unlock (&self->lock);
  self->stream = arv_camera_create_stream (self->camera, on_stream, self, error);
  if (self->stream == NULL)
    return FALSE;
  if (ARV_IS_GV_STREAM (self->stream)) {
    self->stream_port = arv_gv_stream_get_port (ARV_GV_STREAM (self->stream));
    g_object_set (self->stream, "frame-retention", self->settings->retention * 1000, NULL);
    if (!packet_socket)
      g_object_set (self->stream, "socket-buffer", ARV_GV_STREAM_SOCKET_BUFFER_FIXED,
          "socket-buffer-size", SOCKET_BUFFER_BYTES, NULL);
  }
  self->taking = (GstAoiCameraTaking){ .source = gst_aoi_camera_trigger_first (self->settings) };
  return gst_aoi_camera_config_apply_trigger (self->camera, self->taking.source, error)
      && start_acquisition (self, error);
}

static void
report_connected (GstAoiCameraConnection *self, gboolean packet_socket)
{
  const gboolean gv = arv_camera_is_gv_device (self->camera);
  g_autofree gchar *chunks = gst_aoi_camera_chunks_describe (self->chunks);
  gboolean again;

  g_mutex_lock (&self->lock);
  again = self->connects++ > 0;
  self->connected = TRUE;
  gst_aoi_camera_account_restart (&self->account);
  g_mutex_unlock (&self->lock);
  self->discont = TRUE;
  self->quiet_since = self->last_frame = g_get_monotonic_time ();
  gst_aoi_camera_message_post (self,
      gst_structure_new (GST_AOI_CAMERA_MESSAGE_NAME, "event", G_TYPE_STRING, "configured",
          "features", G_TYPE_UINT, self->settings->features->len, "packet-socket", G_TYPE_BOOLEAN,
          packet_socket, "packet-size", G_TYPE_UINT,
          gv ? arv_camera_gv_get_packet_size (self->camera, NULL) : 0, "chunks", G_TYPE_STRING,
          chunks, NULL));
  gst_aoi_camera_message_post (self,
      gst_structure_new (GST_AOI_CAMERA_MESSAGE_NAME, "event", G_TYPE_STRING,
          again ? "reconnected" : "connected", NULL));
}

/**
 * gst_aoi_camera_link_open:
 * @self: a connection without a camera
 * @error: why it does not run
 *
 * Opens the camera, sets all that is to be set, as a camera that comes back has forgotten it, and lets it
 * send.
 *
 * Returns: %FALSE if it does not run, with @error set unless it is to be dropped anyway;
 *   gst_aoi_camera_link_close() must be called then too
 */
gboolean
gst_aoi_camera_link_open (GstAoiCameraConnection *self, GError **error)
{
  gboolean packet_socket;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->lost, g_free);
  self->configured_serial = 0;
  g_mutex_unlock (&self->lock);
  if (!open_camera (self, error) || !choose_socket (self, &packet_socket, error)
      || !apply_format (self, error) || !start_stream (self, packet_socket, error))
    return FALSE;
  report_connected (self, packet_socket);
  return TRUE;
}

/**
 * gst_aoi_camera_link_close:
 * @self: a connection
 * @lost: whether the camera is known not to answer, so that it is asked no more than must be
 *
 * Releases the camera in any state. Takes 2.5 s and more if it does not answer.
 */
void
gst_aoi_camera_link_close (GstAoiCameraConnection *self, gboolean lost)
{
  if (self->camera == NULL)
    return;
  if (self->stream != NULL) {
    gst_aoi_camera_pool_feed (self->pool, NULL);
    if (!lost)
      arv_camera_stop_acquisition (self->camera, NULL);
    /* Its end hands out what it had begun to fill, by on_stream(). */
    g_object_unref (self->stream);
    self->stream = NULL;
    gst_aoi_camera_frames_discard (self, lost);
  }
  g_clear_pointer (&self->chunks, gst_aoi_camera_chunks_free);
  gst_aoi_camera_hold_free (
      g_steal_pointer (&self->hold), G_OBJECT (g_steal_pointer (&self->camera)));
  self->stream_port = 0;
}

/**
 * gst_aoi_camera_link_check:
 * @self: a connection with a camera that runs
 *
 * Finds out about a camera that is quiet whether it still sends to this process: one that another client
 * has taken answers as before, so that Aravis notices nothing.
 */
void
gst_aoi_camera_link_check (GstAoiCameraConnection *self)
{
  const gint64 now = g_get_monotonic_time ();
  guint32 port = 0;

  if (now - self->quiet_since < G_TIME_SPAN_SECOND)
    return;
  if (self->settings->idle_timeout > 0
      && now - self->last_frame > self->settings->idle_timeout * G_TIME_SPAN_MILLISECOND) {
    gst_aoi_camera_state_lose (self, "no frame within idle-timeout");
    return;
  }
  if (self->stream_port != 0) {
    if (!arv_device_read_register (
            arv_camera_get_device (self->camera), REGISTER_STREAM_PORT, &port, NULL))
      gst_aoi_camera_state_lose (self, "the camera does not answer");
    else if ((port & 0xffff) != self->stream_port)
      gst_aoi_camera_state_lose (self, "another client has taken the camera");
  }
  self->quiet_since = g_get_monotonic_time ();
}
