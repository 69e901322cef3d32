/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which protocols there are. */
#include "publish/aoi-publisher-private.h"

#include <string.h>

/* A protocol is a file and a line. */
static const AoiPublisherClass *const classes[] = {
#ifdef HAVE_MQTT
  &aoi_publisher_mqtt,
#endif
#ifdef HAVE_SPARKPLUG
  &aoi_publisher_sparkplug,
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

/* @format: (nullable): empty or %NULL: the first that speaks @scheme will do */
static const AoiPublisherClass *
find_class (const gchar *scheme, const gchar *format)
{
  for (guint i = 0; classes[i] != NULL; i++)
    if (g_strv_contains (classes[i]->schemes, scheme)
        && (format == NULL || *format == '\0' || g_strv_contains (classes[i]->formats, format)))
      return classes[i];
  return NULL;
}

/* Several protocols may speak one. */
static gchar *
list_schemes (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; classes[i] != NULL; i++)
    for (guint k = 0; classes[i]->schemes[k] != NULL; k++)
      if (find_class (classes[i]->schemes[k], NULL) == classes[i])
        g_string_append_printf (list, "%s%s://", list->len > 0 ? ", " : "", classes[i]->schemes[k]);
  return g_string_free (list, FALSE);
}

static gchar *
list_formats (const gchar *scheme)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; classes[i] != NULL; i++)
    for (guint k = 0;
         g_strv_contains (classes[i]->schemes, scheme) && classes[i]->formats[k] != NULL; k++)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", classes[i]->formats[k]);
  return g_string_free (list, FALSE);
}

static void
refuse_format (const AoiPublishSettings *settings, const gchar *scheme, GError **error)
{
  g_autofree gchar *known = list_formats (scheme);

  g_set_error (error, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_SETTINGS,
      "format \"%s\" is none that this build can deliver by %s://: %s", settings->format, scheme,
      known);
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
  klass = find_class (scheme, settings->format);
  if (klass == NULL && find_class (scheme, NULL) != NULL) {
    refuse_format (settings, scheme, error);
    return NULL;
  }
  if (klass == NULL) {
    g_autofree gchar *known = list_schemes ();

    g_set_error (error, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_SETTINGS,
        "this build cannot deliver to %s://; it knows %s", scheme, *known != '\0' ? known : "none");
    return NULL;
  }
  if (!aoi_publish_settings_check (settings, klass, scheme, error))
    return NULL;
  return klass->check == NULL || klass->check (settings, error) ? klass : NULL;
}

/**
 * aoi_publisher_get_target:
 * @klass: the protocol
 * @settings: where and how to deliver
 *
 * Returns: (transfer full): what names the target in the outbox if nobody does: its address without user and query, and the
 *   format if there is another one that is sent without asking for it
 */
gchar *
aoi_publisher_get_target (const AoiPublisherClass *klass, const AoiPublishSettings *settings)
{
  g_autofree gchar *target = aoi_publish_uri_get_target (settings->uri);

  for (guint i = 0; classes[i] != klass; i++)
    if (g_strv_contains (classes[i]->schemes, klass->schemes[0]))
      return g_strdup_printf ("%s (%s)", target, klass->formats[0]);
  return g_steal_pointer (&target);
}
