/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The cameras that can be found, and what the one of the source is set to. */
#include "source/source-cameras.h"

#include <string.h>

#include "aoi-error.h"
#include "source/source-private.h"

#define PROVIDER "aoicameradeviceprovider"
/* How long somebody waits for a search, which takes a second where nothing hinders it, s. */
#define SEARCH_S 5
/* How many may ask the camera at once, each for so long, s; the last question may take some seconds more. */
#define MAX_TALKS 2
#define TALK_S 4

/* One search at a time, whose result is for all who have waited for it. */
static struct {
  GMutex lock;
  GCond cond;
  gboolean running; /* lock */
  guint n; /* lock: searches that have ended */
  GPtrArray *found; /* lock: SourceCamera */
} search;

static void
camera_free (gpointer data)
{
  SourceCamera *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->address);
  g_free (self->serial);
  g_free (self->protocol);
  g_free (self);
}

static SourceCamera *
camera_new (GstDevice *device)
{
  g_autoptr (GstStructure) facts = gst_device_get_properties (device);
  SourceCamera *self = g_new0 (SourceCamera, 1);

  self->id = g_strdup (gst_structure_get_string (facts, "device.id"));
  self->name = g_strstrip (gst_device_get_display_name (device));
  self->address = g_strdup (gst_structure_get_string (facts, "device.address"));
  self->serial = g_strdup (gst_structure_get_string (facts, "device.serial"));
  self->protocol = g_strdup (gst_structure_get_string (facts, "device.protocol"));
  return self;
}

static GPtrArray *
find_all (void)
{
  g_autoptr (GstDeviceProvider) provider = gst_device_provider_factory_get_by_name (PROVIDER);
  GPtrArray *found = g_ptr_array_new_with_free_func (camera_free);
  GList *devices = provider != NULL ? gst_device_provider_get_devices (provider) : NULL;

  for (GList *link = devices; link != NULL; link = link->next)
    g_ptr_array_add (found, camera_new (link->data));
  g_list_free_full (devices, gst_object_unref);
  return found;
}

static gpointer
run_search (gpointer data)
{
  GPtrArray *found = find_all ();

  g_mutex_lock (&search.lock);
  g_clear_pointer (&search.found, g_ptr_array_unref);
  search.found = found;
  search.running = FALSE;
  search.n++;
  g_cond_broadcast (&search.cond);
  g_mutex_unlock (&search.lock);
  return NULL;
}

/**
 * source_cameras_list:
 * @error: why it cannot be found out
 *
 * Searches the networks. Any thread but the main loop's: waits for some seconds at most.
 *
 * Returns: (transfer full) (element-type SourceCamera): the cameras that were found
 */
GPtrArray *
source_cameras_list (GError **error)
{
  const gint64 end = g_get_monotonic_time () + SEARCH_S * G_TIME_SPAN_SECOND;
  g_autoptr (GMutexLocker) locker = NULL;
  guint n;

  if (!source_gst_init (error))
    return NULL;
  locker = g_mutex_locker_new (&search.lock);
  n = search.n;
  if (!search.running) {
    search.running = TRUE;
    g_thread_unref (g_thread_new ("aoi-cameras", run_search, NULL));
  }
  while (search.n == n && g_cond_wait_until (&search.cond, &search.lock, end))
    continue;
  if (search.n != n)
    return g_ptr_array_ref (search.found);
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "the search for cameras takes too long");
  return NULL;
}

/**
 * source_get_camera:
 * @self: a source
 *
 * Returns: (transfer none) (nullable): the id or address of its camera, as the settings say it; %NULL: it has no camera
 */
const gchar *
source_get_camera (const Source *self)
{
  return self->settings.kind == SOURCE_CAMERA ? self->settings.name : NULL;
}

/**
 * source_talk_begin:
 * @self: (out): a talk, which is ended by source_talk_end() if it begins
 * @source: a source
 *
 * A camera that does not answer holds up whoever asks it: only few may, and only for so long.
 *
 * Returns: whether its camera can be asked; if not, too many ask it already
 */
gboolean
source_talk_begin (SourceTalk *self, Source *source)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&source->lock);

  if (source->n_talks >= MAX_TALKS)
    return FALSE;
  source->n_talks++;
  *self = (SourceTalk){ source, g_get_monotonic_time () + TALK_S * G_TIME_SPAN_SECOND };
  return TRUE;
}

/**
 * source_talk_end:
 * @self: a talk
 */
void
source_talk_end (SourceTalk *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->source->lock);

  self->source->n_talks--;
}

static GstStructure *
refuse (const gchar *name, const gchar *reason)
{
  return gst_structure_new (
      "aoi-camera-feature", "name", G_TYPE_STRING, name, "error", G_TYPE_STRING, reason, NULL);
}

static void
remember (Source *self, const gchar *name, const gchar *value)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_replace (self->features, g_strdup (name), g_strdup (value));
}

/**
 * source_talk_ask:
 * @self: a talk
 * @name: of a feature, as of #GstAoiCameraSrc::get-feature
 * @value: (nullable): what it is set to; %NULL: it is read
 *
 * Asks the camera, and waits for it, some seconds at most. What was set holds until the station ends.
 *
 * Returns: (transfer full): as of #GstAoiCameraSrc::get-feature
 */
GstStructure *
source_talk_ask (SourceTalk *self, const gchar *name, const gchar *value)
{
  g_autoptr (GstElement) camera = NULL;
  GstStructure *answer = NULL;

  if (g_get_monotonic_time () > self->end)
    return refuse (name, "the camera was not asked, since it takes too long to answer");
  g_mutex_lock (&self->source->lock);
  camera = self->source->camera != NULL ? gst_object_ref (self->source->camera) : NULL;
  g_mutex_unlock (&self->source->lock);
  if (camera == NULL)
    return refuse (name, "the source has no camera now");
  if (value != NULL)
    g_signal_emit_by_name (camera, "set-feature", name, value, &answer);
  else
    g_signal_emit_by_name (camera, "get-feature", name, &answer);
  if (value != NULL && !gst_structure_has_field (answer, "error"))
    remember (self->source, name, value);
  return answer;
}

/* Returns: (transfer full): names and values by turns */
static GPtrArray *
list_features (Source *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->features);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_ptr_array_add (list, g_strdup (name));
    g_ptr_array_add (list, g_strdup (value));
  }
  return list;
}

/* Any thread: sets what was set while the camera of an earlier pipeline ran. */
void
source_restore_camera (Source *self, GstElement *camera)
{
  g_autoptr (GPtrArray) list = list_features (self);
  g_autofree gchar *said = NULL;
  g_autoptr (GString) features = NULL;

  g_object_get (camera, "features", &said, NULL);
  features = g_string_new (said);
  for (guint i = 0; i < list->len; i += 2) {
    const gchar *name = g_ptr_array_index (list, i), *value = g_ptr_array_index (list, i + 1);

    if (g_str_equal (name, "exposure") || g_str_equal (name, "gain")
        || g_str_equal (name, "frame-rate"))
      gst_util_set_object_arg (G_OBJECT (camera), name, value);
    else
      g_string_append_printf (features, " %s=%s", name, value);
  }
  g_object_set (camera, "features", features->str, NULL);
}

/* Any thread: what was set is set no more when the source begins anew. */
void
source_forget_camera (Source *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = g_hash_table_size (self->features);
  g_hash_table_remove_all (self->features);
  g_mutex_unlock (&self->lock);
  if (n > 0)
    g_warning ("source: what the camera was set to while it ran is not set again");
}
