/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/isolate.h"

#include "aoi-error.h"
#include "jail/aoi-jail-picture.h"

#define NONE "none"

/* @value: (nullable): of the option */
gboolean
isolate_check (const gchar *value, GError **error)
{
  if (value == NULL || g_str_equal (value, NONE) || g_str_equal (value, ISOLATE_PROCESS))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "--isolate must be " NONE " or " ISOLATE_PROCESS ", is \"%s\"", value);
  return FALSE;
}

/* @value: (nullable): of the option. Returns where decoders of the tool run. */
const gchar *
isolate_choose (const gchar *value)
{
  return value != NULL ? value : ISOLATE_PROCESS;
}

/* Has pictures decoded in processes of their own, if @value says so. To be called before the first. */
void
isolate_pictures (const gchar *value)
{
  if (g_strcmp0 (value, ISOLATE_PROCESS) == 0)
    aoi_jail_pictures (TRUE);
}
