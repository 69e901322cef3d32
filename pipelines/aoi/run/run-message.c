/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of elements, in words. */
#include <string.h>

#include "run/run.h"

/* What an element adds for developers; its last line is the reason. */
static const gchar *
find_reason (const gchar *debug)
{
  const gchar *line = debug != NULL ? strrchr (debug, '\n') : NULL;

  return line != NULL && line[1] != '\0' ? line + 1 : NULL;
}

/* "Internal data stream error" says nothing without its reason. */
static gboolean
needs_reason (const GError *error)
{
  return g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED)
      || error->domain == GST_RESOURCE_ERROR || error->domain == GST_CORE_ERROR;
}

static gboolean
is_ours (GstMessage *message)
{
  const GstElementFactory *factory = GST_IS_ELEMENT (GST_MESSAGE_SRC (message))
      ? gst_element_get_factory (GST_ELEMENT (GST_MESSAGE_SRC (message)))
      : NULL;

  return factory != NULL
      && (g_str_has_prefix (GST_OBJECT_NAME (factory), "aoi")
          || g_str_equal (GST_OBJECT_NAME (factory), "appsrc"));
}

/* @message: an ERROR or WARNING. Returns: (transfer full): what it says, without a final dot. */
gchar *
run_message_describe (GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *debug = NULL;
  const gchar *reason;
  gsize length;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, &debug);
  else
    gst_message_parse_warning (message, &error, &debug);
  length = strlen (error->message);
  if (length > 0 && error->message[length - 1] == '.')
    error->message[length - 1] = '\0';
  reason = find_reason (debug);
  if (reason == NULL || is_ours (message) || !needs_reason (error))
    return g_strdup (error->message);
  return g_strdup_printf ("%s (%s)", error->message, reason);
}

/* @message: a WARNING. Returns: whether it is about a property, or what one names. */
gboolean
run_message_is_of_settings (GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_warning (message, &error, NULL);
  return g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
}

/* Returns: (transfer full) (nullable): name of the part of the pipeline that posted, %NULL if it was taken
 * out meanwhile. */
gchar *
run_message_find_part (GstMessage *message, GstElement *pipeline)
{
  g_autoptr (GstObject) object = gst_object_ref (GST_MESSAGE_SRC (message));
  GstObject *parent;

  while ((parent = gst_object_get_parent (object)) != NULL && parent != GST_OBJECT (pipeline)) {
    gst_object_unref (object);
    object = parent;
  }
  if (parent == NULL)
    return NULL;
  gst_object_unref (parent);
  return gst_object_get_name (object);
}
