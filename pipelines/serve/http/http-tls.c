/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server speaks TLS with. */
#include "aoi-error.h"
#include "http/http-private.h"

/**
 * http_certificate_load:
 * @certificate: PEM file
 * @key: PEM file of its key
 * @error: why they cannot be used
 *
 * Returns: (transfer full): both
 */
GTlsCertificate *
http_certificate_load (const gchar *certificate, const gchar *key, GError **error)
{
  GTlsCertificate *loaded;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ())) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
        "there is no TLS on this machine: install the package glib-networking");
    return NULL;
  }
  loaded = g_tls_certificate_new_from_files (certificate, key, error);
  if (loaded == NULL)
    g_prefix_error (error, "%s, %s: ", certificate, key);
  return loaded;
}

/**
 * http_server_set_certificate:
 * @self: a server that does not listen yet
 * @certificate: PEM file
 * @key: PEM file of its key
 * @error: why they cannot be used
 *
 * Makes the server speak TLS only.
 *
 * Returns: whether it will
 */
gboolean
http_server_set_certificate (
    HttpServer *self, const gchar *certificate, const gchar *key, GError **error)
{
  self->certificate = http_certificate_load (certificate, key, error);
  return self->certificate != NULL;
}
