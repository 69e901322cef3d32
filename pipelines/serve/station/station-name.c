/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-name.h"

#include <string.h>

/* One name in one folder: it leads nowhere else, is not hidden, and is harmless in a log. */
static gboolean
is_plain (const gchar *name, gsize max_bytes)
{
  if (name == NULL || *name == '\0' || *name == '.' || strlen (name) > max_bytes
      || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const gchar *p = name; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);

    if (c == '/' || c == '\\' || g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
      return FALSE;
  }
  return TRUE;
}

/**
 * station_name_is_product:
 * @name: (nullable): what a client says
 *
 * Returns: whether a product may have that name
 */
gboolean
station_name_is_product (const gchar *name)
{
  return is_plain (name, STATION_NAME_MAX);
}

/**
 * station_name_is_new_product:
 * @name: (nullable): what a client says
 *
 * Returns: whether a product that is made may have that name, as on the old server: letters, digits, `_`, `-`
 */
gboolean
station_name_is_new_product (const gchar *name)
{
  return station_name_is_product (name)
      && strspn (name, "0123456789_-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
      == strlen (name);
}

/**
 * station_name_is_file:
 * @name: (nullable): what a client says
 *
 * Returns: whether it names a file, and none in another folder
 */
gboolean
station_name_is_file (const gchar *name)
{
  return is_plain (name, STATION_FILE_MAX);
}

/**
 * station_name_is_session:
 * @name: (nullable): what a client says, or a folder's name
 *
 * Returns: whether it is an id that this server makes
 */
gboolean
station_name_is_session (const gchar *name)
{
  return name != NULL && strlen (name) == STATION_SESSION_LENGTH && g_uuid_string_is_valid (name)
      && strpbrk (name, "ABCDEF") == NULL;
}
