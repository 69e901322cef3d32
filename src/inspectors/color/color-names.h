/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/color-count.h"

G_BEGIN_DECLS

const gchar *aoi_color_name_box (const guint8 expected[3], AoiColorBox *box);

G_END_DECLS
