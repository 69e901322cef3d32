/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TERMINAL_RED "\033[1;31m"
#define TERMINAL_PLAIN "\033[0m"

gboolean terminal_is_coloured (void);
gboolean terminal_can_rewrite (gint fd);
guint terminal_get_width (gint fd);
gchar *terminal_show (const gchar *text);
void terminal_tell_progress (const gchar *what, guint done, guint all);
void terminal_show_progress (const gchar *what, guint done, guint all, const gchar *unit);

G_END_DECLS
