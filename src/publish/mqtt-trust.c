/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who we are, and whom we trust. */
#include "publish/mqtt-trust.h"

static int
refuse_prompt (char *buffer, int size, int rwflag, void *data)
{
  return 0;
}

static gboolean
set_up_tls (struct mosquitto *client, const AoiPublishSettings *settings, GError **error)
{
  gint rc;

  if (settings->ca_file == NULL)
    mosquitto_int_option (client, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
  rc = mosquitto_tls_set (client, settings->ca_file,
      settings->ca_file == NULL ? "/etc/ssl/certs" : NULL, settings->certificate_file,
      settings->key_file, refuse_prompt);
  if (rc == MOSQ_ERR_SUCCESS)
    return TRUE;
  return aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
      "certificates cannot be used (%s): see ca-file, certificate-file and key-file",
      mosquitto_strerror (rc));
}

static gboolean
set_up_login (
    struct mosquitto *client, const AoiPublishSettings *settings, const gchar *user, GError **error)
{
  g_autoptr (AoiPublishSecret) password = NULL;

  if (settings->password_file != NULL) {
    password = aoi_publish_read_secret (settings->password_file, error);
    if (password == NULL)
      return FALSE;
  }
  if (user == NULL && password == NULL)
    return TRUE;
  return mosquitto_username_pw_set (client, user, password) == MOSQ_ERR_SUCCESS
      || aoi_publish_fail (error, AOI_PUBLISH_ERROR_LOGIN,
          "user or password cannot be sent: see user and "
          "password-file");
}

/**
 * aoi_mqtt_set_up_trust:
 * @client: before it connects
 * @settings: user, password file and certificates
 * @uri: parts of the address
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Returns: whether all of it can be used
 */
gboolean
aoi_mqtt_set_up_trust (struct mosquitto *client, const AoiPublishSettings *settings,
    const AoiPublishUri *uri, GError **error)
{
  const gchar *user = settings->user != NULL ? settings->user : uri->user;

  return set_up_login (client, settings, user, error)
      && (!g_str_equal (uri->scheme, "mqtts") || set_up_tls (client, settings, error));
}
