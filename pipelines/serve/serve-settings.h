/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "guard/guard-settings.h"
#include "source/source-settings.h"
#include "station/station-settings.h"

G_BEGIN_DECLS

/**
 * ServeSettings:
 * @station: how the station is to be
 * @source: where frames come from that the station inspects by itself
 * @safety: how it is to be guarded
 *
 * What the command line and STATION.ini say, a struct a group.
 */
typedef struct {
  StationSettings station;
  GuardSettings safety;
  SourceSettings source;
} ServeSettings;

typedef void (*ServeSettingsFunc) (const ConfGroup *group, gpointer settings, gpointer data);

void serve_settings_foreach (ServeSettings *self, ServeSettingsFunc func, gpointer data);
gboolean serve_settings_read (ServeSettings *self, const gchar *path, GError **error);
void serve_settings_clear (ServeSettings *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServeSettings, serve_settings_clear)

G_END_DECLS
