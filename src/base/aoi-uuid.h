/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AOI_UUID_LENGTH 36 /* of its text */

gchar *aoi_uuid_new (gint64 time_us);
gchar *aoi_uuid_new_least (gint64 time_us);
gboolean aoi_uuid_get_time (const gchar *uuid, gint64 *time_us);

G_END_DECLS
