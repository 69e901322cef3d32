/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/picture-name.h"

#include <string.h>

static const gchar *const pictures[] = { ".png", ".jpg", ".jpeg", ".pgm", ".ppm", ".pnm", ".pbm",
  ".tif", ".tiff", ".bmp", ".webp", NULL };

/* @suffixes: (array zero-terminated=1) */
gboolean
picture_name_has_suffix (const gchar *name, const gchar *const *suffixes)
{
  const gchar *dot = strrchr (name, '.');

  for (; dot != NULL && *suffixes != NULL; suffixes++)
    if (g_ascii_strcasecmp (dot, *suffixes) == 0)
      return TRUE;
  return FALSE;
}

/* Whether a file of that name is a picture, be it a damaged one. */
gboolean
picture_name_is_picture (const gchar *name)
{
  return picture_name_has_suffix (name, pictures);
}
