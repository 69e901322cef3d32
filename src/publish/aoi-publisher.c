/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What protocols have in common. */
#include "publish/aoi-publisher-private.h"

#include <string.h>

/* A file of a secret is a line; more is some other file. */
#define MAX_SECRET 4096

G_DEFINE_QUARK (aoi - publish - error - quark, aoi_publish_error)

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
 * aoi_publish_settings_copy:
 * @settings: where and how to deliver
 *
 * Returns: (transfer full): a copy that owns its strings
 */
AoiPublishSettings *
aoi_publish_settings_copy (const AoiPublishSettings *settings)
{
  AoiPublishSettings *self = g_new0 (AoiPublishSettings, 1);

  self->uri = g_strdup (settings->uri);
  self->format = g_strdup (settings->format);
  self->topic = g_strdup (settings->topic);
  self->station = g_strdup (settings->station);
  self->handle = g_strdup (settings->handle);
  self->user = g_strdup (settings->user);
  self->password_file = g_strdup (settings->password_file);
  self->ca_file = g_strdup (settings->ca_file);
  self->certificate_file = g_strdup (settings->certificate_file);
  self->key_file = g_strdup (settings->key_file);
  self->signature_file = g_strdup (settings->signature_file);
  self->timeout_us = settings->timeout_us;
  return self;
}

/**
 * aoi_publish_settings_free:
 * @self: (transfer full): settings that own their strings
 */
void
aoi_publish_settings_free (AoiPublishSettings *self)
{
  g_free (self->uri);
  g_free (self->format);
  g_free (self->topic);
  g_free (self->station);
  g_free (self->handle);
  g_free (self->user);
  g_free (self->password_file);
  g_free (self->ca_file);
  g_free (self->certificate_file);
  g_free (self->key_file);
  g_free (self->signature_file);
  g_free (self);
}

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

/**
 * aoi_publish_fail:
 * @error: return location for an %AOI_PUBLISH_ERROR
 * @code: what it is about
 * @format: what is wrong, and what to do
 * @...: for @format
 *
 * Returns: %FALSE
 */
gboolean
aoi_publish_fail (GError **error, AoiPublishError code, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, AOI_PUBLISH_ERROR, (gint) code, text);
  return FALSE;
}

/**
 * aoi_delivery_refuse:
 * @self: a delivery
 * @format: why its target will never take it
 * @...: for @format
 */
void
aoi_delivery_refuse (AoiDelivery *self, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  g_free (self->reason);
  self->reason = g_strdup_vprintf (format, args);
  va_end (args);
  self->outcome = AOI_DELIVERY_REFUSED;
}

/**
 * aoi_publish_read_secret:
 * @path: a file
 * @error: return location for an %AOI_PUBLISH_ERROR_LOGIN, which does not show what the file holds
 *
 * Returns: (transfer full): its first line, without what ends it; for aoi_publish_forget_secret()
 */
gchar *
aoi_publish_read_secret (const gchar *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (AoiPublishSecret) text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &local)) {
    g_set_error_literal (error, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_LOGIN, local->message);
    return NULL;
  }
  text[strcspn (text, "\r\n")] = '\0';
  if (length <= MAX_SECRET && *text != '\0')
    return g_steal_pointer (&text);
  g_set_error (error, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_LOGIN,
      "%s: the first line of a file of at most %d bytes is to be the secret", path, MAX_SECRET);
  return NULL;
}

/**
 * aoi_publish_forget_secret:
 * @secret: (transfer full) (nullable): of aoi_publish_read_secret()
 */
void
aoi_publish_forget_secret (gchar *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
