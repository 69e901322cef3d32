/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names that clients give, checked as text before any file is looked at. */

#define STATION_NAME_MAX 128 /* bytes of a product's name */
#define STATION_FILE_MAX 255 /* bytes of a file's name */
#define STATION_SESSION_LENGTH 36 /* characters of a session's id */

gboolean station_name_is_product (const gchar *name);
gboolean station_name_is_new_product (const gchar *name);
gboolean station_name_is_file (const gchar *name);
gboolean station_name_is_session (const gchar *name);

G_END_DECLS
