/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Random texts that nobody guesses. */
#include "auth/auth-secret.h"

#include <string.h>
#include <sys/random.h>

#define N_BYTES (AUTH_SECRET_LENGTH / 2)
#define DIGITS "0123456789abcdef"

/**
 * auth_secret_new:
 *
 * Thread-safe.
 *
 * Returns: (transfer full): 256 random bits in hexadecimal digits, for auth_secret_free()
 */
gchar *
auth_secret_new (void)
{
  guint8 bytes[N_BYTES];
  gchar *secret = g_malloc (AUTH_SECRET_LENGTH + 1);

  /* The kernel's generator, which a forked process does not repeat. So few bytes come whole. */
  while (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    ;
  for (guint i = 0; i < N_BYTES; i++) {
    secret[2 * i] = DIGITS[bytes[i] >> 4];
    secret[2 * i + 1] = DIGITS[bytes[i] & 15];
  }
  secret[AUTH_SECRET_LENGTH] = '\0';
  explicit_bzero (bytes, sizeof bytes);
  return secret;
}

/**
 * auth_secret_digest:
 * @secret: 256 random bits; a password, which has fewer, needs auth_password_hash()
 *
 * Returns: (transfer full): its SHA-256, by which it is found and compared, so that neither a file nor the time
 *   of a search tells it
 */
gchar *
auth_secret_digest (const gchar *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

/**
 * auth_secret_is:
 * @text: any text
 *
 * Returns: whether it has the form of a secret or of a digest
 */
gboolean
auth_secret_is (const gchar *text)
{
  return strspn (text, DIGITS) == AUTH_SECRET_LENGTH && text[AUTH_SECRET_LENGTH] == '\0';
}

/**
 * auth_secret_equal:
 * @a: a text
 * @b: another
 *
 * Returns: whether they are equal, after a time that depends on their lengths only
 */
gboolean
auth_secret_equal (const gchar *a, const gchar *b)
{
  const gsize length = strlen (a);
  volatile guint8 different = 0;

  if (strlen (b) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    different = (guint8) (different | (a[i] ^ b[i]));
  return different == 0;
}

/**
 * auth_secret_free:
 * @secret: (transfer full) (nullable): what nobody is to find in freed memory
 */
void
auth_secret_free (gchar *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
