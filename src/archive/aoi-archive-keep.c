/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive-keep.h"

#include <string.h>

#define SAMPLE "sample="

/**
 * aoi_archive_keep_parse:
 * @text: (nullable): which boards are archived, besides those that are not known to have passed
 * @good_every: (out): of boards that passed, each how manyth is kept; 0: none
 *
 * Returns: %FALSE for what is none of `failed`, `all` and `sample=N`
 */
gboolean
aoi_archive_keep_parse (const gchar *text, guint64 *good_every)
{
  *good_every = 0;
  if (g_strcmp0 (text, AOI_ARCHIVE_DEFAULT_KEEP) == 0)
    return TRUE;
  *good_every = 1;
  if (g_strcmp0 (text, "all") == 0)
    return TRUE;
  return text != NULL && g_str_has_prefix (text, SAMPLE)
      && g_ascii_string_to_unsigned (text + strlen (SAMPLE), 10, 1, G_MAXUINT64, good_every, NULL);
}
