/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames that are asked for: the setting of a group, its trigger, and what becomes of it. At most one is asked
 * for at a time. On the camera's thread. */
#include "camera/gstaoicameracapture.h"

#include "camera/gstaoicameraproof.h"
#include "camera/gstaoicameratrigger.h"

#define SETTLE_POLL_MS 5
/* Between tries with a setting that the camera does not take. */
#define REFUSED_MS 20

static void
describe (GstAoiCameraConnection *self, const gchar *event, const GstAoiCameraShot *shot,
    const gchar *reason)
{
  gst_aoi_camera_message_post (self,
      gst_structure_new (GST_AOI_CAMERA_MESSAGE_NAME, "event", G_TYPE_STRING, event, "board",
          G_TYPE_UINT64, shot->board, "group", G_TYPE_UINT, shot->group, "groups", G_TYPE_UINT,
          shot->groups, "focus", G_TYPE_INT, shot->setting.focus, "exposure", G_TYPE_INT,
          shot->setting.exposure, "attempt", G_TYPE_UINT, shot->attempt, "reason", G_TYPE_STRING,
          reason, NULL));
}

/* Posts it and, where there are groups, sends it downstream, in its place between the frames. */
static void
report_missing (GstAoiCameraConnection *self, const GstAoiCameraShot *shot, const gchar *reason)
{
  GstStructure *structure;

  g_mutex_lock (&self->lock);
  self->missing++;
  g_mutex_unlock (&self->lock);
  describe (self, "missing", shot, reason);
  if (shot->groups == 0)
    return;
  structure = gst_structure_new (GST_AOI_CAPTURE_MISSING_NAME, "board", G_TYPE_UINT64, shot->board,
      "group", G_TYPE_UINT, shot->group, "groups", G_TYPE_UINT, shot->groups, "focus", G_TYPE_INT,
      shot->setting.focus, "exposure", G_TYPE_INT, shot->setting.exposure, "reason", G_TYPE_STRING,
      reason, NULL);
  gst_aoi_camera_state_queue (
      self, GST_MINI_OBJECT (gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, structure)));
  gst_aoi_camera_state_queue_gap (self, g_get_monotonic_time () * 1000);
}

/**
 * gst_aoi_camera_capture_failed:
 * @self: a connection that takes a frame
 * @reason: why it came to nothing
 *
 * It is taken again if tries are left, else the board goes on without it.
 */
void
gst_aoi_camera_capture_failed (GstAoiCameraConnection *self, const gchar *reason)
{
  const GstAoiCameraShot shot = self->taking.shot;
  gboolean again;

  self->taking.active = FALSE;
  g_mutex_lock (&self->lock);
  again = gst_aoi_camera_plan_failed (self->plan);
  if (again)
    self->retakes++;
  g_mutex_unlock (&self->lock);
  if (again)
    describe (self, "retake", &shot, reason);
  else
    report_missing (self, &shot, reason);
}

/**
 * gst_aoi_camera_capture_abort:
 * @self: a connection that has lost its camera
 * @reason: why
 *
 * Gives up what is asked for: when the camera is back the board may be another.
 */
void
gst_aoi_camera_capture_abort (GstAoiCameraConnection *self, const gchar *reason)
{
  GstAoiCameraShot shot;
  gboolean more = TRUE;

  self->taking.active = FALSE;
  while (more) {
    g_mutex_lock (&self->lock);
    more = self->plan != NULL && gst_aoi_camera_plan_abort (self->plan, &shot);
    g_mutex_unlock (&self->lock);
    if (more)
      report_missing (self, &shot, reason);
  }
}

/**
 * gst_aoi_camera_capture_taken:
 * @self: a connection that takes a frame
 * @frame: the frame that was waited for
 * @buffer: its buffer, which gets board and group
 */
void
gst_aoi_camera_capture_taken (
    GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, GstBuffer *buffer)
{
  const GstAoiCameraShot *shot = &self->taking.shot;
  GstAoiCapture capture = {
    .board = shot->board,
    .group = shot->group,
    .groups = shot->groups,
    .focus = shot->setting.focus,
    .exposure = shot->setting.exposure,
    .frame_id = frame->id,
    .camera_time = frame->camera_time,
    .attempt = shot->attempt,
  };

  if (shot->groups > 0) {
    gst_aoi_camera_proof_fill (self, frame, &capture);
    gst_buffer_add_aoi_capture (buffer, &capture);
  }
  self->taking.active = FALSE;
  g_mutex_lock (&self->lock);
  gst_aoi_camera_plan_taken (self->plan);
  g_mutex_unlock (&self->lock);
}

static gboolean
write_setting (GstAoiCameraConnection *self, const GstAoiCameraGroup *setting, GError **error)
{
  g_autofree gchar *focus = g_strdup_printf ("%d", setting->focus);

  if (!gst_aoi_camera_config_set (self->camera, self->settings->focus_feature, focus, error)
      || !gst_aoi_camera_config_set_exposure (self->camera, setting->exposure, error))
    return FALSE;
  self->taking.known = TRUE;
  self->taking.last = *setting;
  return TRUE;
}

/* Waits until the lens and other moving parts are at rest. */
static gboolean
settle (GstAoiCameraConnection *self, gchar **reason, GError **error)
{
  const GstAoiCameraFeature *feature = &self->settings->settle_feature;
  const gint64 end = g_get_monotonic_time ()
      + self->settings->settle_time * G_TIME_SPAN_MILLISECOND;
  gboolean reads = FALSE;

  if (feature->name == NULL)
    return gst_aoi_camera_state_wait_ms (self, self->settings->settle_time);
  for (;;) {
    if (!gst_aoi_camera_config_reads (self->camera, feature, &reads, error))
      return FALSE;
    if (reads)
      return TRUE;
    if (g_get_monotonic_time () >= end) {
      *reason = g_strdup_printf (
          "%s did not become %s within settle-time", feature->name, feature->value);
      return FALSE;
    }
    if (!gst_aoi_camera_state_wait_ms (self, SETTLE_POLL_MS))
      return FALSE;
  }
}

static gdouble
read_focus (GstAoiCameraConnection *self, GError **error)
{
  const gchar *name = self->settings->focus_feature;
  ArvGcNode *node = arv_device_get_feature (arv_camera_get_device (self->camera), name);

  return ARV_IS_GC_FLOAT (node) ? arv_camera_get_float (self->camera, name, error)
                                : (gdouble) arv_camera_get_integer (self->camera, name, error);
}

/* Checks that the camera has what was set. */
static gboolean
read_back (GstAoiCameraConnection *self, gchar **reason, GError **error)
{
  GstAoiCameraTaking *taking = &self->taking;
  GError *cause = NULL;

  taking->focus_read = read_focus (self, &cause);
  if (cause == NULL)
    taking->exposure_read = arv_camera_get_exposure_time (self->camera, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  return gst_aoi_camera_proof_check_read (self, reason);
}

static gboolean
change_setting (GstAoiCameraConnection *self, gchar **reason, GError **error)
{
  if (gst_aoi_camera_trigger_forget (self, error)
      && write_setting (self, &self->taking.shot.setting, error) && settle (self, reason, error))
    return TRUE;
  self->taking.known = FALSE;
  return FALSE;
}

/* Gives the camera the group's setting. Returns FALSE with a reason if it has not taken it, with an error if it
 * refuses or is lost, and with none if it is to be dropped. */
static gboolean
prepare (GstAoiCameraConnection *self, gchar **reason, GError **error)
{
  const GstAoiCameraTaking *taking = &self->taking;
  const GstAoiCameraGroup *setting = &taking->shot.setting;
  const gboolean changes = !taking->known || taking->last.focus != setting->focus
      || taking->last.exposure != setting->exposure;

  if ((changes || !gst_aoi_camera_trigger_awaits_edge (self))
      && !gst_aoi_camera_trigger_disarm (self, error))
    return FALSE;
  if (changes && !change_setting (self, reason, error))
    return FALSE;
  return read_back (self, reason, error);
}

/* A frame that is asked for must not be lost for want of a buffer: waits while downstream has all. */
static gboolean
wait_for_buffer (GstAoiCameraConnection *self)
{
  gint n = 0;

  for (;;) {
    arv_stream_get_n_buffers (self->stream, &n, NULL);
    if (n > 0)
      return TRUE;
    if (!gst_aoi_camera_state_wait_ms (self, SETTLE_POLL_MS)
        || gst_aoi_camera_state_must_leave (self))
      return FALSE;
  }
}

/* Returns whether the camera is ready to be triggered for the shot. */
static gboolean
begin (GstAoiCameraConnection *self, const GstAoiCameraShot *shot)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *reason = NULL;

  self->taking.shot = *shot;
  if (shot->groups == 0 || prepare (self, &reason, &error))
    return gst_aoi_camera_trigger_clear (self) && wait_for_buffer (self);
  if (reason != NULL) {
    gst_aoi_camera_capture_failed (self, reason);
    gst_aoi_camera_state_wait_ms (self, REFUSED_MS);
  } else if (error != NULL) {
    gst_aoi_camera_state_fail (self, error);
  }
  return FALSE;
}

static gboolean
get_shot (GstAoiCameraConnection *self, GstAoiCameraShot *shot)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->plan != NULL && gst_aoi_camera_plan_get (self->plan, shot);
}

/**
 * gst_aoi_camera_capture_step:
 * @self: a connection with a camera that runs
 * @wake: (out): with %GST_AOI_CAMERA_STEP_WAIT monotonic µs at which to call again, if nothing happens before
 *
 * Prepares the next frame if one is due, and gives up one that does not come.
 *
 * Returns: what is to be done
 */
GstAoiCameraStep
gst_aoi_camera_capture_step (GstAoiCameraConnection *self, gint64 *wake)
{
  GstAoiCameraShot shot;

  *wake = G_MAXINT64;
  while (!gst_aoi_camera_state_must_leave (self)) {
    gst_aoi_camera_trigger_watch (self);
    if (self->taking.active && g_get_monotonic_time () < self->taking.deadline) {
      *wake = self->taking.deadline;
      break;
    }
    if (self->taking.active)
      gst_aoi_camera_capture_failed (self, "no frame came");
    if (!get_shot (self, &shot))
      break;
    if (begin (self, &shot))
      return GST_AOI_CAMERA_STEP_FIRE;
  }
  return GST_AOI_CAMERA_STEP_WAIT;
}

/**
 * gst_aoi_camera_capture_fire:
 * @self: a connection whose shot is prepared
 *
 * Has the camera take the frame.
 */
void
gst_aoi_camera_capture_fire (GstAoiCameraConnection *self)
{
  g_autoptr (GError) error = NULL;

  self->taking.active = TRUE;
  if (!gst_aoi_camera_trigger_fire (self, &error))
    gst_aoi_camera_state_fail (self, error);
}

static GArray *
load_groups (const GstAoiCameraSettings *settings, GError **error)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GArray) groups = NULL;

  if (settings->plan == GST_AOI_CAMERA_PLAN_GROUPS)
    return g_array_ref (settings->groups);
  if (settings->product == NULL) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "plan=product needs the property product");
    return NULL;
  }
  product = aoi_product_load (settings->product, problems, error);
  if (product == NULL || !aoi_problems_check (problems, error))
    return NULL;
  groups = gst_aoi_camera_groups_of_product (product);
  if (groups->len == 0) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "plan=product: %s has no enabled ROI", settings->product);
    return NULL;
  }
  return g_steal_pointer (&groups);
}

/**
 * gst_aoi_camera_capture_load:
 * @self: a connection without a camera
 * @error: why there is no plan
 *
 * Reads from the product or the settings which frames are to be asked for, if any.
 *
 * Returns: %FALSE with @error set if it cannot
 */
gboolean
gst_aoi_camera_capture_load (GstAoiCameraConnection *self, GError **error)
{
  const GstAoiCameraSettings *settings = self->settings;
  g_autoptr (GArray) groups = NULL;
  GstAoiCameraPlan *plan;

  if (settings->plan == GST_AOI_CAMERA_PLAN_OFF
      && settings->trigger != GST_AOI_CAMERA_TRIGGER_SOFTWARE)
    return TRUE;
  if (settings->plan != GST_AOI_CAMERA_PLAN_OFF) {
    groups = load_groups (settings, error);
    if (groups == NULL)
      return FALSE;
  }
  plan = gst_aoi_camera_plan_new (
      groups, settings->retries, settings->trigger != GST_AOI_CAMERA_TRIGGER_SOFTWARE);
  g_mutex_lock (&self->lock);
  self->plan = plan;
  g_mutex_unlock (&self->lock);
  return TRUE;
}
