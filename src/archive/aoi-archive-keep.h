/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AOI_ARCHIVE_DEFAULT_KEEP "failed"

gboolean aoi_archive_keep_parse (const gchar *text, guint64 *good_every);

G_END_DECLS
