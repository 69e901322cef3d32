/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gchar *aoi_module_dup_other_need (const gchar *path, const gchar *name);

G_END_DECLS
