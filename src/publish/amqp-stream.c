/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/amqp-stream.h"

#include "publish/aoi-publisher-private.h"

static gboolean
fail_connect (const GError *cause, GError **error)
{
  if (cause->domain == G_TLS_ERROR)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
        "no encrypted connection (%s): see that the certificates have not expired, that the broker's is for "
        "its host name, and that ca-file has who signed it",
        cause->message);
  return aoi_publish_fail (error, AOI_PUBLISH_ERROR_AWAY,
      "the broker cannot be reached (%s): see that it runs, and that uri names its host and port",
      cause->message);
}

/* Our certificate, and those that we trust. */
static gboolean
set_trust (const AoiPublishSettings *settings, GTlsDatabase **database,
    GTlsCertificate **certificate, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (settings->ca_file != NULL)
    *database = g_tls_file_database_new (settings->ca_file, &local);
  if (local == NULL && settings->certificate_file != NULL)
    *certificate = g_tls_certificate_new_from_files (
        settings->certificate_file, settings->key_file, &local);
  return local == NULL
      || aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
          "certificates cannot be used (%s): see ca-file, certificate-file and key-file",
          local->message);
}

typedef struct {
  GTlsDatabase *database;
  GTlsCertificate *certificate;
} Trust;

static void
lend_trust (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable,
    GIOStream *connection, gpointer data)
{
  const Trust *trust = data;

  if (event != G_SOCKET_CLIENT_TLS_HANDSHAKING)
    return;
  if (trust->database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (connection), trust->database);
  if (trust->certificate != NULL)
    g_tls_connection_set_certificate (G_TLS_CONNECTION (connection), trust->certificate);
}

/**
 * aoi_amqp_stream_open:
 * @settings: which certificates, and how long it may take
 * @tls: whether it is encrypted
 * @host: where to
 * @port: likewise
 * @cancellable: ends the waiting
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Returns: (transfer full): a connection of pollable streams
 */
GSocketConnection *
aoi_amqp_stream_open (const AoiPublishSettings *settings, gboolean tls, const gchar *host,
    guint16 port, GCancellable *cancellable, GError **error)
{
  const gint64 seconds = (settings->timeout_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) local = NULL;
  GSocketConnection *stream;
  Trust trust;

  if (!set_trust (settings, &database, &certificate, error))
    return NULL;
  trust = (Trust){ database, certificate };
  g_signal_connect (client, "event", G_CALLBACK (lend_trust), &trust);
  g_socket_client_set_timeout (client, (guint) MIN (seconds, G_MAXINT));
  g_socket_client_set_tls (client, tls);
  /* Brokers are in the plant: no proxy of the web is asked for. */
  g_socket_client_set_enable_proxy (client, FALSE);
  stream = g_socket_client_connect_to_host (client, host, port, cancellable, &local);
  if (stream == NULL)
    fail_connect (local, error);
  return stream;
}
