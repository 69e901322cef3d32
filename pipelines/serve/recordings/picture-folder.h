/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folders of pictures, each of which is a frame, as `aoi run` takes them. */
#pragma once

#include "image/aoi-picture.h"
#include "storage/aoi-folder.h"

G_BEGIN_DECLS

GPtrArray *picture_folder_list (const AoiFolder *self, guint *n_others, GError **error);
AoiPicture *picture_folder_read (const AoiFolder *self, const gchar *name, GError **error);

G_END_DECLS
