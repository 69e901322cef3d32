/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean picture_name_is_picture (const gchar *name);
gboolean picture_name_has_suffix (const gchar *name, const gchar *const *suffixes);

G_END_DECLS
