/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which protocols there are. */
#include "publish/aoi-publisher-private.h"

#include <string.h>

/* A protocol is a file and a line. */
static const AoiPublisherClass *const classes[] = {
#ifdef HAVE_MQTT
  &aoi_publisher_mqtt,
#endif
#ifdef HAVE_WEBHOOK
  &aoi_publisher_webhook,
#endif
#ifdef HAVE_KAFKA
  &aoi_publisher_kafka,
#endif
#ifdef HAVE_AMQP
  &aoi_publisher_cfx,
#endif
  NULL,
};

/**
 * aoi_publish_settings_get_format:
 * @self: where and how to deliver
 * @klass: by which protocol
 *
 * Returns: the format that is asked for
 */
const gchar *
aoi_publish_settings_get_format (const AoiPublishSettings *self, const AoiPublisherClass *klass)
{
  return self->format != NULL && *self->format != '\0' ? self->format : klass->formats[0];
}

static const AoiPublisherClass *
find_class (const gchar *scheme)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (g_strv_contains (classes[i]->schemes, scheme))
      return classes[i];
  return NULL;
}

static gchar *
list_schemes (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; classes[i] != NULL; i++)
    for (guint k = 0; classes[i]->schemes[k] != NULL; k++)
      g_string_append_printf (list, "%s%s://", list->len > 0 ? ", " : "", classes[i]->schemes[k]);
  return g_string_free (list, FALSE);
}

static gboolean
check_format (const AoiPublishSettings *settings, const AoiPublisherClass *klass, GError **error)
{
  const gchar *format = aoi_publish_settings_get_format (settings, klass);
  g_autofree gchar *known = NULL;

  if (g_strv_contains (klass->formats, format))
    return TRUE;
  known = g_strjoinv (", ", (gchar **) klass->formats);
  g_set_error (error, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_SETTINGS,
      "format \"%s\" is none that %s has: %s", format, klass->name, known);
  return FALSE;
}

/**
 * aoi_publisher_find:
 * @settings: where and how to deliver
 * @error: return location for an %AOI_PUBLISH_ERROR_SETTINGS
 *
 * Nothing is connected.
 *
 * Returns: (transfer none): the protocol; %NULL if it can never work with these settings
 */
const AoiPublisherClass *
aoi_publisher_find (const AoiPublishSettings *settings, GError **error)
{
  g_autofree gchar *scheme = NULL;
  const AoiPublisherClass *klass;

  if (!aoi_publish_uri_check (settings->uri, error))
    return NULL;
  scheme = g_ascii_strdown (settings->uri, strstr (settings->uri, "://") - settings->uri);
  klass = find_class (scheme);
  if (klass == NULL) {
    g_autofree gchar *known = list_schemes ();

    g_set_error (error, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_SETTINGS,
        "this build cannot deliver to %s://; it knows %s", scheme, *known != '\0' ? known : "none");
    return NULL;
  }
  if (!check_format (settings, klass, error)
      || (klass->check != NULL && !klass->check (settings, error)))
    return NULL;
  return klass;
}
