/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray *api_difference_new (const gchar *before, const gchar *after);

G_END_DECLS
