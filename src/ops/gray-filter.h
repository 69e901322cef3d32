/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void aoi_gray_mean_along (
    const guint8 *src, gint width, gint height, gint radius, guint8 *restrict dest);
void aoi_gray_mean_down (
    const guint8 *src, gint width, gint height, gint radius, guint32 *sums, guint8 *restrict dest);
void
aoi_gray_sharpen (const guint8 *src, const guint8 *mean, gsize n, gint gain, guint8 *restrict dest);
void aoi_gray_threshold (
    const guint8 *src, const guint8 *mean, gsize n, gint offset, guint8 *restrict dest);
void aoi_gray_invert (const guint8 *src, gsize n, guint8 *restrict dest);

G_END_DECLS
