/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/frame-format.h"

#include <stdio.h>

#include "aoi-error.h"

#define MAX_SIDE 65535

/* What the option --format says of frames in files: a format of one plane. */
gboolean
frame_format_parse (const gchar *name, AoiFormat *format, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = AOI_FORMAT_UNKNOWN + 1; i < AOI_FORMAT_LAST; i++) {
    if (aoi_format_get_n_planes (i) != 1)
      continue;
    *format = (AoiFormat) i;
    if (g_ascii_strcasecmp (aoi_format_to_string (i), name) == 0)
      return TRUE;
    g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", aoi_format_to_string (i));
  }
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
      "--format: frames of \"%s\" cannot be read; of these they can: %s", name, known->str);
  return FALSE;
}

/* What the option --size says of them, in pixels. */
gboolean
frame_format_parse_size (const gchar *text, gint *width, gint *height, GError **error)
{
  gchar end;

  if (sscanf (text, "%5dx%5d%c", width, height, &end) == 2 && *width >= 1 && *width <= MAX_SIDE
      && *height >= 1 && *height <= MAX_SIDE)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "--size: \"%s\" is not WIDTHxHEIGHT, such as 7716x5360", text);
  return FALSE;
}
