/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What protocols are given, and what they say. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "publish/aoi-publisher-private.h"

/* A file of a secret is a line; more is some other file. */
#define MAX_SECRET 4096

G_DEFINE_QUARK (aoi - publish - error - quark, aoi_publish_error)

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
  /* GLib's database of certificates warns of a path that is not whole. */
  if (settings->ca_file != NULL)
    self->ca_file = g_canonicalize_filename (settings->ca_file, NULL);
  self->certificate_file = g_strdup (settings->certificate_file);
  /* Many files hold both. */
  self->key_file = g_strdup (
      settings->key_file != NULL ? settings->key_file : settings->certificate_file);
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

static gboolean
check_file (const gchar *property, const gchar *path, AoiPublishError code, GError **error)
{
  g_autofree gchar *shown = NULL;
  const gboolean good = path == NULL || g_access (path, R_OK) == 0;
  const gint problem = errno;

  if (good)
    return TRUE;
  shown = g_filename_display_name (path);
  return aoi_publish_fail (error, code,
      "%s cannot be read (%s: %s): see that the file is there, and that this user may read it",
      property, shown, g_strerror (problem));
}

/**
 * aoi_publish_settings_check_files:
 * @self: where and how to deliver
 * @error: return location for an %AOI_PUBLISH_ERROR that names the property
 *
 * The libraries that read these files say less when they cannot.
 *
 * Returns: whether all of its files can be read
 */
gboolean
aoi_publish_settings_check_files (const AoiPublishSettings *self, GError **error)
{
  return check_file ("password-file", self->password_file, AOI_PUBLISH_ERROR_LOGIN, error)
      && check_file ("signature-key-file", self->signature_file, AOI_PUBLISH_ERROR_LOGIN, error)
      && check_file ("ca-file", self->ca_file, AOI_PUBLISH_ERROR_CERTIFICATE, error)
      && check_file (
          "certificate-file", self->certificate_file, AOI_PUBLISH_ERROR_CERTIFICATE, error)
      && check_file ("key-file", self->key_file, AOI_PUBLISH_ERROR_CERTIFICATE, error);
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
