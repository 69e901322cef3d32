/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/gstaoiinclude.h"

/**
 * gst_aoi_include_set:
 * @self: the property
 * @element: whose it is, without its lock
 * @text: (nullable): what is set
 *
 * A value that cannot be used is refused as a whole and the old one kept. Before the start an element often has no bus yet,
 * so that a warning would be lost: then the start is refused.
 */
void
gst_aoi_include_set (GstAoiInclude *self, GstElement *element, const gchar *text)
{
  g_autoptr (GError) error = NULL;
  AoiJsonFlags left_out;
  const gboolean good = aoi_json_flags_parse_include (text, &left_out, &error);
  gboolean running;

  GST_OBJECT_LOCK (element);
  running = GST_STATE (element) > GST_STATE_READY;
  if (good) {
    g_free (self->text);
    self->text = g_strdup (text);
    self->left_out = left_out;
  }
  if (good || !running) {
    g_free (self->problem);
    self->problem = good ? NULL : g_strdup (error->message);
  }
  GST_OBJECT_UNLOCK (element);
  if (!good && running)
    GST_ELEMENT_WARNING (
        element, RESOURCE, SETTINGS, ("include is not changed: %s", error->message), (NULL));
}

/**
 * gst_aoi_include_check:
 * @self: the property
 * @element: whose it is, which is about to start; without its lock
 *
 * Returns: whether it can start; if not an ERROR was posted
 */
gboolean
gst_aoi_include_check (GstAoiInclude *self, GstElement *element)
{
  g_autofree gchar *problem = NULL;

  GST_OBJECT_LOCK (element);
  problem = g_strdup (self->problem);
  GST_OBJECT_UNLOCK (element);
  if (problem != NULL)
    GST_ELEMENT_ERROR (
        element, RESOURCE, SETTINGS, ("include cannot be used: %s", problem), (NULL));
  return problem == NULL;
}

/**
 * gst_aoi_include_clear:
 * @self: the property of an element that is being finalized
 */
void
gst_aoi_include_clear (GstAoiInclude *self)
{
  g_free (self->text);
  g_free (self->problem);
}
