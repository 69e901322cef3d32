/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the element posts on the bus, and its `stats`. */
#include "camera/gstaoicamerastate.h"

/* With the lock held. */
static void
add_counters (GstAoiCameraConnection *self, GstStructure *structure)
{
  const guint64 *fates = self->account.fates;

  gst_structure_set (structure, "sent", G_TYPE_UINT64, self->account.sent, "pushed", G_TYPE_UINT64,
      fates[GST_AOI_CAMERA_PUSHED], "dropped", G_TYPE_UINT64, fates[GST_AOI_CAMERA_DROPPED],
      "incomplete", G_TYPE_UINT64, fates[GST_AOI_CAMERA_INCOMPLETE], "refused", G_TYPE_UINT64,
      fates[GST_AOI_CAMERA_REFUSED], NULL);
}

/**
 * gst_aoi_camera_message_post:
 * @self: a connection
 * @structure: (transfer full): a structure named %GST_AOI_CAMERA_MESSAGE_NAME with what happened
 *
 * Posts it as a message with camera and counters, unless the element is finalized.
 */
void
gst_aoi_camera_message_post (GstAoiCameraConnection *self, GstStructure *structure)
{
  g_autoptr (GstElement) element = g_weak_ref_get (&self->element);

  if (element == NULL) {
    gst_structure_free (structure);
    return;
  }
  gst_structure_set (structure, "camera", G_TYPE_STRING, self->settings->camera, NULL);
  g_mutex_lock (&self->lock);
  add_counters (self, structure);
  g_mutex_unlock (&self->lock);
  gst_element_post_message (element, gst_message_new_element (GST_OBJECT (element), structure));
}

/**
 * gst_aoi_camera_message_warn:
 * @self: a connection
 * @text: what people should know
 *
 * Posts a WARNING, unless the element is finalized.
 */
void
gst_aoi_camera_message_warn (GstAoiCameraConnection *self, const gchar *text)
{
  g_autoptr (GstElement) element = g_weak_ref_get (&self->element);
  const gchar *name = self->settings->camera != NULL ? self->settings->camera : "any";

  if (element != NULL)
    GST_ELEMENT_WARNING (element, RESOURCE, NOT_FOUND,
        ("Camera \"%s\": %s; trying again every %u ms", name, text, self->settings->reconnect),
        (NULL));
}

/**
 * gst_aoi_camera_message_warn_setting:
 * @self: a connection
 * @text: what the camera is not set to, and why
 *
 * Posts a WARNING, unless the element is finalized.
 */
void
gst_aoi_camera_message_warn_setting (GstAoiCameraConnection *self, const gchar *text)
{
  g_autoptr (GstElement) element = g_weak_ref_get (&self->element);
  const gchar *name = self->settings->camera != NULL ? self->settings->camera : "any";

  if (element != NULL)
    GST_ELEMENT_WARNING (element, RESOURCE, SETTINGS, ("Camera \"%s\": %s", name, text), (NULL));
}

/**
 * gst_aoi_camera_connection_get_stats:
 * @self: a connection
 *
 * Returns: (transfer full): what it counted
 */
GstStructure *
gst_aoi_camera_connection_get_stats (GstAoiCameraConnection *self)
{
  GstStructure *structure = gst_structure_new_empty ("aoi-camera-stats");
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  add_counters (self, structure);
  gst_structure_set (structure, "connected", G_TYPE_BOOLEAN, self->connected, "connects",
      G_TYPE_UINT, self->connects, "losses", G_TYPE_UINT, self->losses, "retakes", G_TYPE_UINT,
      self->retakes, "missing", G_TYPE_UINT, self->missing, "strays", G_TYPE_UINT, self->strays,
      NULL);
  return structure;
}
