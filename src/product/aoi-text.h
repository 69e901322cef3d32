/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gchar *aoi_text_trim (const gchar *text);
gchar *aoi_text_space (const gchar *text);
gchar *aoi_text_fold (const gchar *text);

G_END_DECLS
