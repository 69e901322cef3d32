/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean helper_limits_begin (gint parent);
guint helper_limits_set (gsize shared_bytes);

guint helper_files_allow_libraries (gchar *const *modules);
guint helper_files_forbid (void);

guint helper_calls_limit (void);

G_END_DECLS
