/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gchar *auth_time_to_text (gint64 seconds);
gboolean auth_time_parse (const gchar *text, gint64 *seconds, GError **error);

G_END_DECLS
