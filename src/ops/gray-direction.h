/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint aoi_gray_find_directions (const guint8 *src, gint width, gint height, gint *angles, guint n);

G_END_DECLS
