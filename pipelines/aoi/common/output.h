/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void output_guard (void);
gboolean output_is_stdout (const gchar *path);
gboolean output_takes_stdout (const gchar *path);
gint output_open (const gchar *path);
gboolean output_write (gint fd, gconstpointer data, gsize size);
gboolean output_save (const gchar *option, const gchar *path, const GString *text, GError **error);

G_END_DECLS
