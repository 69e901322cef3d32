/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void aoi_window_mean (const guint8 *gray, const guint8 *ignored, gint width, gint height,
    gint radius, guint32 *sums, gfloat *dest);

G_END_DECLS
