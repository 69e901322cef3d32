/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Passwords by yescrypt, which takes tens of milliseconds and megabytes on purpose: never in a main loop. */
#include "auth/auth-password.h"

#include <string.h>

#include "aoi-error.h"

#ifdef HAVE_CRYPT
#include <crypt.h>
#include <errno.h>

#include "auth/auth-secret.h"

#define YESCRYPT "$y$"
#endif

/**
 * auth_password_check:
 * @password: UTF-8 or not
 * @error: return location for an %AOI_ERROR_INVALID that says what is wrong, without the password
 *
 * Returns: whether it may be somebody's password
 */
gboolean
auth_password_check (const gchar *password, GError **error)
{
  const gsize length = strlen (password);

  if (length > AUTH_PASSWORD_MAX) {
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_INVALID, "a password has at most %d bytes", AUTH_PASSWORD_MAX);
    return FALSE;
  }
  if (!g_utf8_validate (password, -1, NULL)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "a password must be UTF-8");
    return FALSE;
  }
  if (g_utf8_strlen (password, -1) < AUTH_PASSWORD_MIN) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "a password has at least %d characters",
        AUTH_PASSWORD_MIN);
    return FALSE;
  }
  return TRUE;
}

#ifdef HAVE_CRYPT

/* Returns NULL with errno. libcrypt's memory holds the password. */
static gchar *
compute (const gchar *password, const gchar *setting)
{
  void *data = NULL;
  int size = 0;
  const gchar *found = crypt_ra (password, setting, &data, &size);
  gchar *hash = found != NULL && found[0] != '*' ? g_strdup (found) : NULL;
  const gint code = errno;

  if (data != NULL)
    explicit_bzero (data, (gsize) size);
  free (data);
  errno = code;
  return hash;
}

/**
 * auth_password_hash:
 * @password: a password
 * @error: return location for the errors of auth_password_check(), or an %AOI_ERROR_UNSUPPORTED
 *
 * Returns: (transfer full): what to keep of it, with a salt of its own
 */
gchar *
auth_password_hash (const gchar *password, GError **error)
{
  gchar *setting;
  gchar *hash;

  if (!auth_password_check (password, error))
    return NULL;
  setting = crypt_gensalt_ra (YESCRYPT, 0, NULL, 0);
  hash = setting != NULL ? compute (password, setting) : NULL;
  if (hash == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED, "libcrypt has no yescrypt: %s",
        g_strerror (errno));
  free (setting);
  return hash;
}

/**
 * auth_password_verify:
 * @password: what somebody typed; its length is checked first
 * @hash: of auth_password_hash()
 *
 * Thread-safe.
 *
 * Returns: whether it is the password, after the same time whether it is or not
 */
gboolean
auth_password_verify (const gchar *password, const gchar *hash)
{
  g_autofree gchar *computed = NULL;

  if (strlen (password) > AUTH_PASSWORD_MAX)
    return FALSE;
  computed = compute (password, hash);
  return computed != NULL && auth_secret_equal (computed, hash);
}

#else

gchar *
auth_password_hash (const gchar *password, GError **error)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
      "this build has no users: it was made without libcrypt");
  return NULL;
}

gboolean
auth_password_verify (const gchar *password, const gchar *hash)
{
  return FALSE;
}

#endif
