/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How readers say the separator FNC1 within a text. */
#define AOI_GS1_SEPARATOR '\x1d'

gboolean aoi_gs1_is_identifier (const gchar *text);
gchar *aoi_gs1_find_fault (const gchar *text, const gchar *const *required);

G_END_DECLS
