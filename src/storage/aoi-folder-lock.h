/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/**
 * AoiFolderLock:
 * @AOI_FOLDER_LOCK_ALONE: to be the only one; an error at once if another is
 * @AOI_FOLDER_LOCK_WRITE: to be the only one, after the others
 * @AOI_FOLDER_LOCK_READ: together with others that read, after one that writes
 *
 * How a lock file is locked.
 */
typedef enum {
  AOI_FOLDER_LOCK_ALONE,
  AOI_FOLDER_LOCK_WRITE,
  AOI_FOLDER_LOCK_READ,
} AoiFolderLock;

gboolean aoi_folder_lock (const AoiFolder *self, const gchar *name, AoiFolderLock how,
    const gchar *does, gint *lock, GError **error);
gboolean aoi_folder_lock_file (const AoiFolder *self, const gchar *name, gint fd, AoiFolderLock how,
    const gchar *does, GError **error);

G_END_DECLS
