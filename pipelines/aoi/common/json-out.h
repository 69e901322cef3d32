/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "aoi-rect.h"

G_BEGIN_DECLS

void json_out_number (JsonBuilder *json, const gchar *name, gdouble value);
void json_out_count (JsonBuilder *json, const gchar *name, guint64 value);
void json_out_boolean (JsonBuilder *json, const gchar *name, gboolean value);
void json_out_text (JsonBuilder *json, const gchar *name, const gchar *text);
void json_out_rect (JsonBuilder *json, const AoiRect *rect);
void json_out_begin_array (JsonBuilder *json, const gchar *name);
void json_out_begin_object (JsonBuilder *json, const gchar *name);
void json_out_revisions (JsonBuilder *json, const GPtrArray *revisions);
void json_out_print (JsonBuilder *json);
gboolean json_out_save (JsonBuilder *json, const gchar *option, const gchar *path, GError **error);

G_END_DECLS
