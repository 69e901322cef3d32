/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gchar *auth_cookie_find (const gchar *header, gboolean secure);
gchar *auth_cookie_set (const gchar *id, gboolean secure);
gchar *auth_cookie_clear (gboolean secure);

G_END_DECLS
