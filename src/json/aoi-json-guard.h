/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_JSON_MAX_VALUES:
 *
 * The most values a JSON file may hold: ten times what the largest product needs, and little enough
 * that json-glib's tree of them stays below 50 MB.
 */
#define AOI_JSON_MAX_VALUES 200000

gboolean aoi_json_guard (const gchar *text, gsize length, guint max_nesting, GError **error);

G_END_DECLS
