/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "serve-settings.h"

#include "conf/conf-file.h"

/* The groups of STATION.ini: what `aoi serve` reads, and `aoi check` checks. */
static const struct {
  const ConfGroup *group;
  gsize offset;
} groups[] = {
  { &station_settings_group, G_STRUCT_OFFSET (ServeSettings, station) },
  { &source_settings_group, G_STRUCT_OFFSET (ServeSettings, source) },
  { &guard_settings_group, G_STRUCT_OFFSET (ServeSettings, safety) },
};

/**
 * serve_settings_foreach:
 * @self: settings
 * @func: called with each group, and the struct of it
 * @data: for @func
 */
void
serve_settings_foreach (ServeSettings *self, ServeSettingsFunc func, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    func (groups[i].group, G_STRUCT_MEMBER_P (self, groups[i].offset), data);
}

static void
read_group (const ConfGroup *group, gpointer settings, gpointer file)
{
  conf_file_read (file, group, settings);
}

/**
 * serve_settings_read:
 * @self: what the command line says
 * @path: of STATION.ini
 * @error: return location for an error with a line for each thing that is wrong
 *
 * Adds what the file says, where @self says nothing; also what is good of a file that is not.
 *
 * Returns: whether nothing is wrong
 */
gboolean
serve_settings_read (ServeSettings *self, const gchar *path, GError **error)
{
  g_autoptr (ConfFile) file = conf_file_open (path, error);

  if (file == NULL)
    return FALSE;
  serve_settings_foreach (self, read_group, file);
  return conf_file_end (file, error);
}

static void
clear_group (const ConfGroup *group, gpointer settings, gpointer data)
{
  conf_group_clear (group, settings);
}

/**
 * serve_settings_clear:
 * @self: settings
 */
void
serve_settings_clear (ServeSettings *self)
{
  serve_settings_foreach (self, clear_group, NULL);
}
