/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of the longest name. */
#define AUTH_NAME_MAX 32

gboolean auth_name_check (const gchar *name, GError **error);

G_END_DECLS
