/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const gchar *aoi_mqtt_explain_refusal (gint reason);
gint aoi_mqtt_get_cause (gint rc, gint saved_errno, const gchar *log);
gboolean aoi_mqtt_fail_library (gint rc, gint saved_errno, const gchar *log, GError **error);
gboolean aoi_mqtt_fail_connect (gboolean v5, gint code, GError **error);
gboolean aoi_mqtt_fail_denied (gint reason, const gchar *topic, GError **error);

G_END_DECLS
