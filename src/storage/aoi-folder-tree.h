/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "storage/aoi-folder.h"

G_BEGIN_DECLS

gboolean aoi_folder_is_folder (const AoiFolder *self, const gchar *name);
GPtrArray *aoi_folder_list (const AoiFolder *self, const gchar *name, GError **error);
guint64 aoi_folder_measure (const AoiFolder *self, const gchar *name);
guint64 aoi_folder_measure_tree (const AoiFolder *self, const gchar *name);
gboolean aoi_folder_remove_tree (const AoiFolder *self, const gchar *name, GError **error);

G_END_DECLS
