/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Webhooks: a POST for each message, by libsoup. */
#include <libsoup/soup.h>
#include <string.h>

#include "publish/aoi-publisher-private.h"

#define BEARER "Bearer "

/* How much of an answer is read, bytes. */
#define MAX_ANSWER 4096

typedef struct {
  AoiPublisher base;
  SoupSession *session;
  GUri *uri;
  GTlsCertificate *certificate; /* ours, or NULL */
  gchar *authorization; /* NULL: none */
  gchar *key; /* NULL: bodies are not signed */
} Webhook;

static void
webhook_close (AoiPublisher *base)
{
  Webhook *self = (Webhook *) base;

  g_clear_object (&self->session);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->uri, g_uri_unref);
  aoi_publish_forget_secret (self->authorization);
  aoi_publish_forget_secret (self->key);
  g_free (self);
}

static gboolean
set_up_login (Webhook *self, const AoiPublishSettings *settings, GError **error)
{
  const gchar *user = settings->user != NULL ? settings->user : g_uri_get_user (self->uri);
  g_autoptr (AoiPublishSecret) password = NULL;
  g_autoptr (AoiPublishSecret) both = NULL;
  g_autoptr (AoiPublishSecret) encoded = NULL;

  if (settings->password_file == NULL)
    return TRUE;
  password = aoi_publish_read_secret (settings->password_file, error);
  if (password == NULL)
    return FALSE;
  if (user == NULL) {
    self->authorization = g_strconcat (BEARER, password, NULL);
    return TRUE;
  }
  both = g_strconcat (user, ":", password, NULL);
  encoded = g_base64_encode ((const guchar *) both, strlen (both));
  self->authorization = g_strconcat ("Basic ", encoded, NULL);
  return TRUE;
}

static gboolean
fail_files (GError **error, const GError *cause)
{
  return aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
      "certificates cannot be used (%s): see ca-file, certificate-file and key-file",
      cause->message);
}

static gboolean
set_up_tls (Webhook *self, const AoiPublishSettings *settings, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (settings->ca_file != NULL) {
    g_autoptr (GTlsDatabase) database = g_tls_file_database_new (settings->ca_file, &local);

    if (database == NULL)
      return fail_files (error, local);
    soup_session_set_tls_database (self->session, database);
  }
  if (settings->certificate_file == NULL)
    return TRUE;
  self->certificate = g_tls_certificate_new_from_files (
      settings->certificate_file, settings->key_file, &local);
  return self->certificate != NULL || fail_files (error, local);
}

static AoiPublisher *
webhook_open (const AoiPublishSettings *settings, GCancellable *cancellable, GError **error)
{
  Webhook *self = g_new0 (Webhook, 1);
  const gint64 seconds = (settings->timeout_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  self->base.klass = &aoi_publisher_webhook;
  self->uri = g_uri_parse (settings->uri, SOUP_HTTP_URI_FLAGS, NULL);
  self->session = soup_session_new_with_options (
      "timeout", (guint) MIN (seconds, G_MAXINT), "user-agent", "aoiinspect", NULL);
  if (settings->signature_file != NULL)
    self->key = aoi_publish_read_secret (settings->signature_file, error);
  if ((settings->signature_file == NULL || self->key != NULL)
      && set_up_login (self, settings, error) && set_up_tls (self, settings, error))
    return &self->base;
  webhook_close (&self->base);
  return NULL;
}

static gboolean
lend_certificate (SoupMessage *request, GTlsClientConnection *connection, gpointer data)
{
  Webhook *self = data;

  soup_message_set_tls_client_certificate (request, self->certificate);
  return TRUE;
}

/* Nothing is sent to another address than the one that was asked for. */
static SoupMessage *
make_request (Webhook *self, const AoiOutboxMessage *message)
{
  SoupMessage *request = soup_message_new_from_uri (SOUP_METHOD_POST, self->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (request);
  g_autoptr (GBytes) body = g_bytes_new (message->payload, strlen (message->payload));

  soup_message_add_flags (request, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_set_request_body_from_bytes (request, "application/json", body);
  soup_message_headers_replace (headers, "Idempotency-Key", message->id);
  if (self->authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", self->authorization);
  if (self->key != NULL) {
    g_autofree gchar *digest = g_compute_hmac_for_string (
        G_CHECKSUM_SHA256, (const guchar *) self->key, strlen (self->key), message->payload, -1);
    g_autofree gchar *signature = g_strconcat ("sha256=", digest, NULL);

    soup_message_headers_replace (headers, "X-Aoi-Signature", signature);
  }
  if (self->certificate != NULL)
    g_signal_connect (request, "request-certificate", G_CALLBACK (lend_certificate), self);
  return request;
}

static const gchar *
explain_certificate (GTlsCertificateFlags flags)
{
  if ((flags & G_TLS_CERTIFICATE_EXPIRED) != 0)
    return "it has expired";
  if ((flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    return "it is not valid yet: see the clocks";
  if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return "it is for another host name";
  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    return "nobody that is known has signed it: see ca-file";
  return "it is not valid";
}

/* Nothing was answered. */
static gboolean
fail_unanswered (SoupMessage *request, const GError *cause, GError **error)
{
  const GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (request);

  if (cause->domain == G_TLS_ERROR && flags != 0)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
        "the server's certificate is not accepted: %s", explain_certificate (flags));
  if (cause->domain == G_TLS_ERROR)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
        "no encrypted connection (%s): see the server's certificate, certificate-file and key-file",
        cause->message);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_BUSY, "the server has not answered in time");
  return aoi_publish_fail (error, AOI_PUBLISH_ERROR_AWAY,
      "the server cannot be reached (%s): see that it runs, and that uri names its host and port",
      cause->message);
}

/* What no repetition would change, since it is about the message. */
static gboolean
is_refusal (guint status)
{
  return status == SOUP_STATUS_BAD_REQUEST || status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE
      || status == SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE || status == SOUP_STATUS_UNPROCESSABLE_ENTITY
      || status == 431;
}

/* Seconds, or a date. */
static gint64
get_pause (SoupMessage *request)
{
  const gchar *text = soup_message_headers_get_one (
      soup_message_get_response_headers (request), "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &seconds, NULL))
    return (gint64) seconds * G_USEC_PER_SEC;
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return 0;
  return MAX (g_date_time_to_unix (date) * G_USEC_PER_SEC - g_get_real_time (), 0);
}

static gboolean
take_status (Webhook *self, SoupMessage *request, AoiDelivery *delivery, GError **error)
{
  const guint status = soup_message_get_status (request);
  const gchar *phrase = soup_status_get_phrase (status);

  if (SOUP_STATUS_IS_SUCCESSFUL (status)) {
    delivery->outcome = AOI_DELIVERY_DONE;
    return TRUE;
  }
  if (is_refusal (status)) {
    aoi_delivery_refuse (delivery, "the server answered %u %s", status, phrase);
    return TRUE;
  }
  self->base.pause_us = get_pause (request);
  if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_PROXY_UNAUTHORIZED)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_LOGIN,
        "the server does not let us in (%u %s): see user and password-file", status, phrase);
  if (status == SOUP_STATUS_FORBIDDEN)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_ACCESS,
        "the server does not let this user write there (%u %s): let it, or change uri or user",
        status, phrase);
  if (status >= 500 || status == SOUP_STATUS_REQUEST_TIMEOUT || status == 425 || status == 429)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_BUSY,
        "the server does not take boards now (%u %s): see its log", status, phrase);
  return aoi_publish_fail (error, AOI_PUBLISH_ERROR_ADDRESS,
      "nothing takes boards at this address (%u %s): see uri, whose path counts and which is not redirected",
      status, phrase);
}

/* What is left of an answer is not read: then the connection is not used again. */
static gboolean
send_message (Webhook *self, AoiDelivery *delivery, GCancellable *cancellable, GError **error)
{
  g_autoptr (SoupMessage) request = make_request (self, delivery->message);
  g_autoptr (GError) local = NULL;
  g_autoptr (GInputStream) stream = soup_session_send (self->session, request, cancellable, &local);
  gchar answer[MAX_ANSWER];
  gsize length;

  if (stream == NULL)
    return fail_unanswered (request, local, error);
  g_input_stream_read_all (stream, answer, sizeof answer, &length, cancellable, NULL);
  return take_status (self, request, delivery, error);
}

static gboolean
webhook_deliver (
    AoiPublisher *base, AoiDelivery *deliveries, guint n, GCancellable *cancellable, GError **error)
{
  Webhook *self = (Webhook *) base;

  for (guint i = 0; i < n; i++)
    if (!send_message (self, &deliveries[i], cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
webhook_check (const AoiPublishSettings *settings, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (settings->uri, SOUP_HTTP_URI_FLAGS, NULL);

  return (uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0')
      || aoi_publish_fail (
          error, AOI_PUBLISH_ERROR_SETTINGS, "uri is no address such as https://host/path");
}

static const gchar *const schemes[] = { "http", "https", NULL };
static const gchar *const formats[] = { "json", NULL };

const AoiPublisherClass aoi_publisher_webhook = {
  .name = "HTTP",
  .schemes = schemes,
  .formats = formats,
  .traits = AOI_PUBLISHER_HAS_SIGNATURE | AOI_PUBLISHER_HAS_PATH | AOI_PUBLISHER_NEEDS_PASSWORD,
  .check = webhook_check,
  .open = webhook_open,
  .deliver = webhook_deliver,
  .close = webhook_close,
};
