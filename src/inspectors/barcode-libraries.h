/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/barcode-look.h"

G_BEGIN_DECLS

/* Looks with libraries that a build may lack. */

/**
 * AOI_BARCODE_CHART_BYTES:
 *
 * The largest DataMatrix code of 144 modules, with two around it, of three pixels.
 */
#define AOI_BARCODE_CHART_BYTES (3 * 148 * 3 * 148)

gboolean
aoi_barcode_look_with_dmtx (const AoiBarcodeLook *look, gint range, guint8 *chart, GError **error);
gboolean aoi_barcode_look_with_zbar (const AoiBarcodeLook *look, GError **error);

G_END_DECLS
