/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Features of a camera that runs, read and set by others. The camera's thread asks it, since that may take seconds; whoever
 * wants to know waits no longer than he likes. What was set is set again when the camera comes back. */
#include "camera/gstaoicameraask.h"

#include <math.h>

/* More than this is asked by nobody who waits for answers. */
#define MAX_QUESTIONS 64

struct _GstAoiCameraQuestion {
  gatomicrefcount refs;
  gchar *name;
  gchar *value; /* NULL: it is read */
  GstStructure *answer; /* the connection's lock; NULL: there is none yet */
  gboolean left; /* the connection's lock: nobody waits for the answer any more */
};

static GstAoiCameraQuestion *
question_new (const gchar *name, const gchar *value)
{
  GstAoiCameraQuestion *self = g_new0 (GstAoiCameraQuestion, 1);

  g_atomic_ref_count_init (&self->refs);
  self->name = g_strdup (name);
  self->value = g_strdup (value);
  return self;
}

/**
 * gst_aoi_camera_question_ref:
 * @self: a question
 *
 * Returns: (transfer full): @self
 */
GstAoiCameraQuestion *
gst_aoi_camera_question_ref (GstAoiCameraQuestion *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * gst_aoi_camera_question_unref:
 * @self: (transfer full): a question
 */
void
gst_aoi_camera_question_unref (GstAoiCameraQuestion *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->answer, gst_structure_free);
  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

/* Settings that cameras call by several names; Aravis knows which. */
static const struct {
  const gchar *name;
  gdouble (*get) (ArvCamera *camera, GError **error);
  void (*get_bounds) (ArvCamera *camera, gdouble *min, gdouble *max, GError **error);
} common[] = {
  { "exposure", arv_camera_get_exposure_time, arv_camera_get_exposure_time_bounds },
  { "gain", arv_camera_get_gain, arv_camera_get_gain_bounds },
  { "frame-rate", arv_camera_get_frame_rate, arv_camera_get_frame_rate_bounds },
};

static gint
find_common (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    if (g_str_equal (common[i].name, name))
      return (gint) i;
  return -1;
}

static gboolean
read_common (ArvCamera *camera, guint i, GstStructure *answer, GError **error)
{
  gdouble min = 0, max = 0;
  GError *cause = NULL;
  const gdouble value = common[i].get (camera, &cause);

  if (cause == NULL)
    common[i].get_bounds (camera, &min, &max, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  gst_structure_set (answer, "value", G_TYPE_DOUBLE, value, "min", G_TYPE_DOUBLE, min, "max",
      G_TYPE_DOUBLE, max, NULL);
  return TRUE;
}

static void
read_choice (ArvCamera *camera, const gchar *name, GstStructure *answer, GError **error)
{
  const gchar *value = arv_camera_get_string (camera, name, error);
  guint n = 0;
  g_autofree const gchar **values = NULL;
  g_auto (GValue) list = G_VALUE_INIT;

  if (value == NULL)
    return;
  values = arv_camera_dup_available_enumerations_as_strings (camera, name, &n, NULL);
  g_value_init (&list, GST_TYPE_ARRAY);
  for (guint i = 0; values != NULL && i < n; i++) {
    g_auto (GValue) item = G_VALUE_INIT;

    g_value_init (&item, G_TYPE_STRING);
    g_value_set_string (&item, values[i]);
    gst_value_array_append_value (&list, &item);
  }
  gst_structure_set (answer, "value", G_TYPE_STRING, value, NULL);
  gst_structure_set_value (answer, "values", &list);
}

static void
read_integer (ArvCamera *camera, const gchar *name, GstStructure *answer, GError **error)
{
  gint64 min = G_MININT64, max = G_MAXINT64;
  GError *cause = NULL;
  const gint64 value = arv_camera_get_integer (camera, name, &cause);

  if (cause != NULL) {
    g_propagate_error (error, cause);
    return;
  }
  arv_camera_get_integer_bounds (camera, name, &min, &max, NULL);
  gst_structure_set (answer, "value", G_TYPE_INT64, value, "min", G_TYPE_INT64, min, "max",
      G_TYPE_INT64, max, "step", G_TYPE_INT64,
      arv_camera_get_integer_increment (camera, name, NULL), NULL);
}

static void
read_float (ArvCamera *camera, const gchar *name, GstStructure *answer, GError **error)
{
  gdouble min = -G_MAXDOUBLE, max = G_MAXDOUBLE;
  GError *cause = NULL;
  const gdouble value = arv_camera_get_float (camera, name, &cause);

  if (cause != NULL) {
    g_propagate_error (error, cause);
    return;
  }
  arv_camera_get_float_bounds (camera, name, &min, &max, NULL);
  gst_structure_set (answer, "value", G_TYPE_DOUBLE, value, "min", G_TYPE_DOUBLE, min, "max",
      G_TYPE_DOUBLE, max, NULL);
}

/* An enumeration can also be read as an integer, so it comes first. */
static void
read_feature (ArvCamera *camera, const gchar *name, GstStructure *answer, GError **error)
{
  ArvGcNode *node = arv_device_get_feature (arv_camera_get_device (camera), name);
  GError *cause = NULL;

  if (node == NULL)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "%s: the camera has no such feature", name);
  else if (ARV_IS_GC_ENUMERATION (node))
    read_choice (camera, name, answer, error);
  else if (ARV_IS_GC_BOOLEAN (node)) {
    const gboolean value = arv_camera_get_boolean (camera, name, &cause);

    if (cause == NULL)
      gst_structure_set (answer, "value", G_TYPE_BOOLEAN, value, NULL);
    else
      g_propagate_error (error, cause);
  } else if (ARV_IS_GC_FLOAT (node))
    read_float (camera, name, answer, error);
  else if (ARV_IS_GC_INTEGER (node))
    read_integer (camera, name, answer, error);
  else if (ARV_IS_GC_STRING (node)) {
    const gchar *value = arv_camera_get_string (camera, name, error);

    if (value != NULL)
      gst_structure_set (answer, "value", G_TYPE_STRING, value, NULL);
  } else
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "%s: is not a feature that has a value", name);
}

static gboolean
set (ArvCamera *camera, const gchar *name, const gchar *value, GError **error)
{
  return find_common (name) >= 0 ? gst_aoi_camera_config_set_common (camera, name, value, error)
                                 : gst_aoi_camera_config_set (camera, name, value, error);
}

/* Holds no lock. Sets what is to be set also when the camera comes back. */
static void
remember (GstAoiCameraConnection *self, const gchar *name, const gchar *value)
{
  for (guint i = 0; i < self->asked->len; i++) {
    GstAoiCameraFeature *feature = g_ptr_array_index (self->asked, i);

    if (g_str_equal (feature->name, name)) {
      g_free (feature->value);
      feature->value = g_strdup (value);
      return;
    }
  }
  g_ptr_array_add (self->asked, gst_aoi_camera_feature_new (name, value));
}

static gboolean
was_left (GstAoiCameraConnection *self, const GstAoiCameraQuestion *question)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return question->left;
}

/* Who does not wait any more was told that nothing is certain. */
static void
note_set (GstAoiCameraConnection *self, const GstAoiCameraQuestion *question)
{
  if (!was_left (self, question))
    remember (self, question->name, question->value);
  /* A shot sets anew what was changed under it. */
  self->taking.known = FALSE;
}

static GstStructure *
answer (GstAoiCameraConnection *self, const GstAoiCameraQuestion *question)
{
  GstStructure *structure = gst_structure_new (
      "aoi-camera-feature", "name", G_TYPE_STRING, question->name, NULL);
  const gint i = find_common (question->name);
  g_autoptr (GError) error = NULL;

  if (question->value != NULL && set (self->camera, question->name, question->value, &error))
    note_set (self, question);
  if (error == NULL && i >= 0)
    read_common (self->camera, (guint) i, structure, &error);
  else if (error == NULL)
    read_feature (self->camera, question->name, structure, &error);
  if (error != NULL)
    gst_structure_set (structure, "error", G_TYPE_STRING, error->message, NULL);
  return structure;
}

/* Without the lock. @structure: (transfer full) */
static void
give (GstAoiCameraConnection *self, GstAoiCameraQuestion *question, GstStructure *structure)
{
  g_mutex_lock (&self->lock);
  question->answer = structure;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  gst_aoi_camera_question_unref (question);
}

static GstAoiCameraQuestion *
pop (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_queue_pop_head (&self->questions);
}

/**
 * gst_aoi_camera_ask_answer:
 * @self: a connection with a camera that runs
 *
 * Answers one of those who ask. The camera's thread.
 */
void
gst_aoi_camera_ask_answer (GstAoiCameraConnection *self)
{
  GstAoiCameraQuestion *question = pop (self);

  if (question != NULL)
    give (self, question, answer (self, question));
}

/**
 * gst_aoi_camera_ask_refuse:
 * @self: a connection
 * @reason: why nobody is answered
 *
 * The camera's thread.
 */
void
gst_aoi_camera_ask_refuse (GstAoiCameraConnection *self, const gchar *reason)
{
  GstAoiCameraQuestion *question;

  while ((question = pop (self)) != NULL)
    give (self, question,
        gst_structure_new ("aoi-camera-feature", "name", G_TYPE_STRING, question->name, "error",
            G_TYPE_STRING, reason, NULL));
}

/* Another camera may be there now, or another format. */
static void
forget (GstAoiCameraConnection *self, guint i, const GError *error)
{
  g_autofree gchar *text = g_strdup_printf (
      "what was set while it ran is not set again: %s", error->message);

  gst_aoi_camera_message_warn_setting (self, text);
  g_ptr_array_remove_index (self->asked, i);
}

/**
 * gst_aoi_camera_ask_apply:
 * @self: a connection with a camera that was opened
 * @error: why the camera is lost
 *
 * Sets what was set while it ran before. What is refused now is told, and forgotten. The camera's thread.
 *
 * Returns: %FALSE with @error set if the camera is lost
 */
gboolean
gst_aoi_camera_ask_apply (GstAoiCameraConnection *self, GError **error)
{
  guint i = 0;

  while (i < self->asked->len) {
    const GstAoiCameraFeature *feature = g_ptr_array_index (self->asked, i);
    g_autoptr (GError) local = NULL;

    if (set (self->camera, feature->name, feature->value, &local)) {
      i++;
    } else if (gst_aoi_camera_config_is_transient (local)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    } else {
      forget (self, i, local);
    }
  }
  return TRUE;
}

/* Holds the lock. Returns why nobody would answer. */
static const gchar *
find_obstacle (GstAoiCameraConnection *self)
{
  if (!self->connected)
    return "the camera is not connected";
  return self->questions.length >= MAX_QUESTIONS ? "too much is asked at once" : NULL;
}

/* Holds the lock. What the camera was not asked yet, it is not asked any more. Returns what is known of it. */
static const gchar *
leave (GstAoiCameraConnection *self, GstAoiCameraQuestion *question)
{
  question->left = TRUE;
  if (g_queue_remove (&self->questions, question)) {
    gst_aoi_camera_question_unref (question);
    return "the camera does not answer";
  }
  return question->value != NULL ? "the camera does not answer, and may have taken the value or not"
                                 : "the camera does not answer";
}

/**
 * gst_aoi_camera_connection_ask:
 * @self: a connection
 * @name: of a GenICam feature, or `exposure`, `gain` or `frame-rate`
 * @value: (nullable): what it is set to; %NULL: it is read
 * @timeout_ms: how long to wait
 *
 * Waits for the camera. What it was not asked within @timeout_ms it is not asked at all. No lock may be held.
 *
 * Returns: (transfer full): `name`, and `value` with `min`, `max`, `step` or `values`, where it has such; or `error`
 */
GstStructure *
gst_aoi_camera_connection_ask (
    GstAoiCameraConnection *self, const gchar *name, const gchar *value, guint timeout_ms)
{
  const gint64 end = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  g_autoptr (GstAoiCameraQuestion) question = question_new (name, value);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const gchar *obstacle = find_obstacle (self);

  if (obstacle == NULL) {
    g_queue_push_tail (&self->questions, gst_aoi_camera_question_ref (question));
    g_cond_broadcast (&self->cond);
    while (question->answer == NULL && g_cond_wait_until (&self->cond, &self->lock, end))
      continue;
    if (question->answer != NULL)
      return g_steal_pointer (&question->answer);
    obstacle = leave (self, question);
  }
  return gst_structure_new (
      "aoi-camera-feature", "name", G_TYPE_STRING, name, "error", G_TYPE_STRING, obstacle, NULL);
}
