/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings that would count for nothing with a protocol. */
#include <string.h>

#include "publish/aoi-publisher-private.h"

/* Who sets certificates means to be safe, and would send passwords for all to read. */
static gboolean
check_encryption (const AoiPublishSettings *self, const gchar *scheme, GError **error)
{
  const gboolean has_certificates = self->ca_file != NULL || self->certificate_file != NULL
      || self->key_file != NULL;

  if (has_certificates && !g_str_has_suffix (scheme, "s"))
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_SETTINGS,
        "ca-file, certificate-file and key-file are of encrypted connections, and %s:// is none: say %ss://, or "
        "leave them out",
        scheme, scheme);
  return self->key_file == NULL || self->certificate_file != NULL
      || aoi_publish_fail (error, AOI_PUBLISH_ERROR_SETTINGS,
          "key-file counts for nothing without certificate-file: name the certificate that it is the key of");
}

/* Some count for some protocols alone. */
static gboolean
check_used (
    const AoiPublishSettings *self, AoiPublisherTraits traits, const gchar *scheme, GError **error)
{
  const struct {
    const gchar *property, *value, *whose;
    AoiPublisherTraits trait;
  } settings[] = {
    { "topic", self->topic, "MQTT and AMQP", AOI_PUBLISHER_HAS_TOPIC },
    { "cfx-handle", self->handle, "IPC-CFX", AOI_PUBLISHER_HAS_HANDLE },
    { "signature-key-file", self->signature_file, "webhooks", AOI_PUBLISHER_HAS_SIGNATURE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].value != NULL && (traits & settings[i].trait) == 0)
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_SETTINGS,
          "%s is of %s, and counts for nothing with %s://: leave it out", settings[i].property,
          settings[i].whose, scheme);
  return TRUE;
}

static gboolean
check_login (
    const AoiPublishSettings *self, AoiPublisherTraits traits, const gchar *user, GError **error)
{
  const gboolean has_user = self->user != NULL || user != NULL;
  const gboolean has_password = self->password_file != NULL;

  if (has_password && !has_user && (traits & AOI_PUBLISHER_NEEDS_USER) != 0)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_SETTINGS,
        "password-file counts for nothing without user: set both, or none");
  if (has_user && !has_password && (traits & AOI_PUBLISHER_NEEDS_PASSWORD) != 0)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_SETTINGS,
        "user counts for nothing without password-file: set both, or none");
  return TRUE;
}

/**
 * aoi_publish_settings_check:
 * @self: where and how to deliver, with an address that aoi_publish_uri_check() lets through
 * @klass: the protocol
 * @scheme: of the address
 * @error: return location for an %AOI_PUBLISH_ERROR_SETTINGS that names the property
 *
 * Returns: %FALSE if a setting would count for nothing
 */
gboolean
aoi_publish_settings_check (const AoiPublishSettings *self, const AoiPublisherClass *klass,
    const gchar *scheme, GError **error)
{
  g_auto (AoiPublishUri) uri = { 0 };

  if (!aoi_publish_uri_parse (&uri, self->uri, error) || !check_encryption (self, scheme, error)
      || !check_used (self, klass->traits, scheme, error)
      || !check_login (self, klass->traits, uri.user, error))
    return FALSE;
  return (klass->traits & AOI_PUBLISHER_HAS_PATH) != 0 || uri.path[strspn (uri.path, "/")] == '\0'
      || aoi_publish_fail (error, AOI_PUBLISH_ERROR_SETTINGS,
          "uri goes on behind its host, which counts for nothing with %s://: leave that out, and set topic",
          scheme);
}
