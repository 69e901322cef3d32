/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean auth_origin_check (const gchar *origin, GError **error);
gboolean auth_origin_is_told (const gchar *origin, const gchar *const *more);
gboolean auth_origin_is_own (
    const gchar *origin, const gchar *host, gboolean secure, const gchar *const *more);
gboolean auth_origin_host_is_own (const gchar *host, gboolean secure, const gchar *const *more);

G_END_DECLS
