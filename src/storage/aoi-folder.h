/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "aoi-error.h"

G_BEGIN_DECLS

/**
 * AoiFolder:
 * @fd: the open folder
 * @shown: its name for messages, UTF-8
 * @secret: whether files and folders that are made in it are for their owner alone
 * @passing: whether nobody needs it after a power loss: then nothing waits for the disk
 *
 * A folder whose files are changed so that the change outlives a power loss. All names are relative
 * to it.
 */
typedef struct {
  gint fd;
  gchar *shown;
  gboolean secret;
  gboolean passing;
} AoiFolder;

mode_t aoi_folder_get_file_mode (const AoiFolder *self);
gboolean aoi_folder_fail (const AoiFolder *self, const gchar *name, GError **error);
gboolean aoi_folder_create (const AoiFolder *self, const gchar *path, GError **error);
gboolean aoi_folder_has (const AoiFolder *self, const gchar *name);
gboolean aoi_folder_flush (const AoiFolder *self, gint fd);
gboolean aoi_folder_sync (const AoiFolder *self, const gchar *name, GError **error);
gchar *aoi_folder_get_new_name (const gchar *name);
gboolean aoi_folder_stat_lines (
    const AoiFolder *self, const gchar *name, guint64 *size, gboolean *ends_line, GError **error);
gboolean aoi_folder_make_parent (const AoiFolder *self, const gchar *name, GError **error);
void aoi_folder_drop_parent (const AoiFolder *self, const gchar *name);

G_END_DECLS
