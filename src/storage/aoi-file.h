/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-error.h"

G_BEGIN_DECLS

GBytes *aoi_file_read (const gchar *path, gsize max_bytes, AoiError too_large, GError **error);
gboolean aoi_file_is_companion (const gchar *name);
void aoi_file_hash (GBytes *bytes, const gchar *name, GChecksum *checksum);

G_END_DECLS
