/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/* Files beneath an open folder. Whatever a name or a link says, nothing outside of it is reached. */

#define STATION_FOLDER_CLOSED ((AoiFolder){ -1, NULL })

gint station_beneath_open (const AoiFolder *self, const gchar *path, gint flags);
gboolean station_beneath_open_folder (const AoiFolder *self, const gchar *path, AoiFolder *folder);
GBytes *
station_beneath_read (const AoiFolder *self, const gchar *path, gsize max_bytes, GError **error);
gboolean
station_beneath_write (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error);

gboolean station_folder_open (AoiFolder *self, const gchar *path, GError **error);
void station_folder_close (AoiFolder *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiFolder, station_folder_close)

G_END_DECLS
