/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/barcode/barcode-look.h"

G_BEGIN_DECLS

/* Looks with libraries that a build may lack: then they see nothing. */

/**
 * AOI_BARCODE_CHART_BYTES:
 *
 * The largest DataMatrix code of 144 modules, with two around it, of three pixels.
 */
#define AOI_BARCODE_CHART_BYTES (3 * 148 * 3 * 148)

#ifdef HAVE_DMTX
gboolean
aoi_barcode_look_with_dmtx (const AoiBarcodeLook *look, gint range, guint8 *chart, GError **error);
#else
#define aoi_barcode_look_with_dmtx(look, range, chart, error) \
  ((void) (range), aoi_barcode_look_check (look, error))
#endif

#ifdef HAVE_ZBAR
gboolean aoi_barcode_look_with_zbar (const AoiBarcodeLook *look, GError **error);
#else
#define aoi_barcode_look_with_zbar(look, error) aoi_barcode_look_check (look, error)
#endif

G_END_DECLS
