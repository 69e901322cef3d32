/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the elements of a source's pipeline say. The source's thread. */
#include <string.h>

#include "source/source-private.h"

/* How long frames before a failure have to be inspected, ms. */
#define FAILURE_MS 3000

/* What an element adds for developers; its last line is the reason. */
static const gchar *
find_reason (const gchar *debug)
{
  const gchar *line = debug != NULL ? strrchr (debug, '\n') : NULL;

  return line != NULL && line[1] != '\0' ? line + 1 : NULL;
}

static gboolean
is_ours (GstMessage *message)
{
  const GstElementFactory *factory = GST_IS_ELEMENT (GST_MESSAGE_SRC (message))
      ? gst_element_get_factory (GST_ELEMENT (GST_MESSAGE_SRC (message)))
      : NULL;

  return factory != NULL && g_str_has_prefix (GST_OBJECT_NAME (factory), "aoi");
}

/* @message: an ERROR or WARNING. Returns: (transfer full): what it says, without a final dot */
gchar *
source_describe_message (GstMessage *message)
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
  if (reason == NULL || is_ours (message))
    return g_strdup (error->message);
  return g_strdup_printf ("%s (%s)", error->message, reason);
}

/* What somebody has set may be what the camera that is there now refuses: with it the source would never begin again. */
static void
check_settings (Source *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_error (message, &error, NULL);
  if (is_ours (message) && g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS))
    source_forget_camera (self);
}

/* What came before is inspected still. The first reason counts. */
static void
on_error (Source *self, GstMessage *message)
{
  g_autofree gchar *why = source_describe_message (message);

  if (self->failure != NULL)
    return;
  g_warning ("source: %s", why);
  self->failure = g_steal_pointer (&why);
  check_settings (self, message);
  source_drain (self, FAILURE_MS);
}

static void
on_warning (GstMessage *message)
{
  g_autofree gchar *why = source_describe_message (message);

  g_message ("source: %s", why);
}

static void
on_product (Source *self, const GstStructure *structure)
{
  gboolean accepted = FALSE;

  gst_structure_get_boolean (structure, "accepted", &accepted);
  source_note_product (self, accepted ? NULL : gst_structure_get_string (structure, "reason"));
}

/* The element searches for its camera by itself. */
static void
on_camera (Source *self, const GstStructure *structure)
{
  const gchar *event = gst_structure_get_string (structure, "event");
  const gchar *reason = gst_structure_get_string (structure, "reason");

  if (g_strcmp0 (event, "waiting") == 0 || g_strcmp0 (event, "lost") == 0)
    source_set_state (self, SOURCE_WAITING, reason);
  else if (g_strcmp0 (event, "connected") == 0 || g_strcmp0 (event, "reconnected") == 0)
    source_set_state (self, SOURCE_RUNNING, NULL);
}

static void
on_element (Source *self, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);

  if (gst_structure_has_name (structure, "aoi-product"))
    on_product (self, structure);
  else if (gst_structure_has_name (structure, "aoi-camera"))
    on_camera (self, structure);
}

gboolean
source_on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Source *self = data;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      on_error (self, message);
      break;
    case GST_MESSAGE_WARNING:
      on_warning (message);
      break;
    case GST_MESSAGE_EOS:
      source_end (self);
      break;
    case GST_MESSAGE_ELEMENT:
      on_element (self, message);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (self->pipeline));
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}
