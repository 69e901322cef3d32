/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const gchar *aoi_program_find (void);
gchar *aoi_program_dup_library_folder (void);
gchar *aoi_program_dup_module (gconstpointer table, GError **error);

G_END_DECLS
