/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gfloat aoi_quantile (const gfloat *values, gsize n, gdouble share);

G_END_DECLS
