/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-product.h"

G_BEGIN_DECLS

/* A product as its ROI file alone makes it, for processes that have no more of it. */

const AoiProductDefaults *aoi_product_get_defaults (const AoiProduct *self);
AoiProduct *aoi_product_parse (
    const gchar *text, const AoiProductDefaults *defaults, AoiProblems *problems, GError **error);

G_END_DECLS
