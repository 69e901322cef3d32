/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of users and tokens. So few characters are allowed that a name means the same in a file, a log, a shell and
 * a page, and that no two look alike. */
#include "auth/auth-name.h"

#include <string.h>

#include "aoi-error.h"
#include "base/aoi-quote.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz"

/**
 * auth_name_check:
 * @name: of a user or a token, any bytes
 * @error: return location for an %AOI_ERROR_INVALID that says what names are
 *
 * Returns: whether it is a name
 */
gboolean
auth_name_check (const gchar *name, GError **error)
{
  const gsize length = strlen (name);
  g_autofree gchar *valid = NULL;
  g_autofree gchar *quoted = NULL;

  if (length > 0 && length <= AUTH_NAME_MAX && strchr (LETTERS, name[0]) != NULL
      && strspn (name, LETTERS "0123456789._-") == length)
    return TRUE;
  valid = g_utf8_make_valid (name, -1);
  quoted = aoi_quote (valid);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "a name begins with a letter, a to z, has letters, digits, '.', '_' and '-', and at most %d of them: %s "
      "is none",
      AUTH_NAME_MAX, quoted);
  return FALSE;
}
