/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gchar *audit_text_show (const gchar *text);
JsonObject *audit_details_copy (JsonObject *details);

G_END_DECLS
