/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What brokers and the library say, and what to do about it. */
#include "publish/mqtt-answer.h"

#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "publish/aoi-publisher-private.h"

/**
 * aoi_mqtt_explain_refusal:
 * @reason: code with which the broker answered to a message
 *
 * Returns: (nullable): why no repetition would change that; %NULL if one might
 */
const gchar *
aoi_mqtt_explain_refusal (gint reason)
{
  switch (reason) {
    case MQTT_RC_TOPIC_NAME_INVALID:
      return "the broker does not accept the topic's name";
    case MQTT_RC_PACKET_TOO_LARGE:
      return "the broker takes no message of this size";
    case MQTT_RC_PAYLOAD_FORMAT_INVALID:
      return "the broker does not accept the payload's format";
    default:
      return NULL;
  }
}

/**
 * aoi_mqtt_get_cause:
 * @rc: what the library returned
 * @saved_errno: errno then
 * @log: (nullable): its last error in words since it began to connect; %NULL once it was connected
 *
 * Of a connection that TLS does not allow the library may return no more than that it was reset, after it has logged
 * what OpenSSL did not like, or a protocol error, if the broker has refused our certificate.
 *
 * Returns: what the library should have returned
 */
gint
aoi_mqtt_get_cause (gint rc, gint saved_errno, const gchar *log)
{
  if (rc == MOSQ_ERR_ERRNO && saved_errno == EPROTO)
    return MOSQ_ERR_TLS;
  return log != NULL && g_str_has_prefix (log, "OpenSSL Error") ? MOSQ_ERR_TLS : rc;
}

/**
 * aoi_mqtt_fail_library:
 * @rc: what the library returned
 * @saved_errno: errno then
 * @log: (nullable): its last error in words
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Returns: %FALSE
 */
gboolean
aoi_mqtt_fail_library (gint rc, gint saved_errno, const gchar *log, GError **error)
{
  switch (rc) {
    case MOSQ_ERR_TLS:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
          "no encrypted connection (%s): see that the certificates have not expired, that the broker's is "
          "for its host name, that ca-file has who signed it, and that the broker accepts certificate-file",
          log != NULL ? log : "TLS failed");
    case MOSQ_ERR_ERRNO:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_AWAY,
          "the broker cannot be reached (%s): see that it runs, and that uri names its host and port",
          g_strerror (saved_errno));
    case MOSQ_ERR_EAI:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_AWAY,
          "the broker's host name is not known: see that uri names it, and that names can be looked up");
    default:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_AWAY,
          "the connection to the broker is lost (%s): see the broker's log",
          mosquitto_strerror (rc));
  }
}

/**
 * aoi_mqtt_fail_connect:
 * @v5: whether it speaks version 5
 * @code: with which it answered instead of letting us in
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Returns: %FALSE
 */
gboolean
aoi_mqtt_fail_connect (gboolean v5, gint code, GError **error)
{
  const gchar *text = v5 ? mosquitto_reason_string (code) : mosquitto_connack_string (code);

  if (v5 ? code == MQTT_RC_BAD_USERNAME_OR_PASSWORD || code == MQTT_RC_NOT_AUTHORIZED
              || code == MQTT_RC_BAD_AUTHENTICATION_METHOD
         : code == CONNACK_REFUSED_BAD_USERNAME_PASSWORD || code == CONNACK_REFUSED_NOT_AUTHORIZED)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_LOGIN,
        "the broker does not let us in (%s): see user and password-file", text);
  return aoi_publish_fail (error, AOI_PUBLISH_ERROR_BUSY,
      "the broker does not accept the connection (%s): see its log", text);
}

/**
 * aoi_mqtt_fail_denied:
 * @reason: code with which the broker answered to a message
 * @topic: with its fields
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Returns: %FALSE
 */
gboolean
aoi_mqtt_fail_denied (gint reason, const gchar *topic, GError **error)
{
  if (reason == MQTT_RC_NOT_AUTHORIZED)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_ACCESS,
        "the broker lets this user not write to topics such as \"%s\": let it, or change topic or user",
        topic);
  return aoi_publish_fail (error, AOI_PUBLISH_ERROR_BUSY,
      "the broker does not take messages now (%s): see its log", mosquitto_reason_string (reason));
}
