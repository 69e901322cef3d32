/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/* Changes of files. `durably`: when it returns, the change outlives a power loss; if it fails, all is as before.
 * `lazily`: a power loss may lose the change. */

/**
 * AoiFolderLines:
 * @fd: a file of lines, open for appending
 * @size: bytes of its whole lines
 * @torn: there may be more than those, which the next change takes back
 *
 * A file to which lines are appended. Belongs to one thread.
 */
typedef struct {
  gint fd;
  guint64 size;
  gboolean torn;
} AoiFolderLines;

gboolean aoi_folder_lines_append_durably (AoiFolderLines *self, const gchar *text);
gboolean aoi_folder_lines_truncate_durably (AoiFolderLines *self);

gboolean
aoi_folder_write_durably (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error);
gboolean
aoi_folder_write_lazily (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error);
gboolean aoi_folder_sync_file (const AoiFolder *self, const gchar *name, GError **error);
gboolean aoi_folder_append_durably (
    const AoiFolder *self, const gchar *name, const gchar *text, GError **error);
gboolean aoi_folder_append_lazily (
    const AoiFolder *self, const gchar *name, const gchar *text, GError **error);
gboolean aoi_folder_replace_durably (
    const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error);
gboolean
aoi_folder_move_durably (const AoiFolder *self, const gchar *from, const gchar *to, GError **error);
gboolean aoi_folder_remove_durably (const AoiFolder *self, const gchar *name, GError **error);
gboolean aoi_folder_remove_lazily (const AoiFolder *self, const gchar *name, GError **error);
gboolean aoi_folder_remove_empty_lazily (const AoiFolder *self, const gchar *name);
gboolean aoi_folder_truncate_durably (
    const AoiFolder *self, const gchar *name, guint64 size, GError **error);

G_END_DECLS
