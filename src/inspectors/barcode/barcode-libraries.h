/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/barcode/barcode-search.h"

G_BEGIN_DECLS

/* Searches with libraries that a build may lack: then they find nothing. */

/**
 * AOI_BARCODE_CHART_BYTES:
 *
 * The largest DataMatrix code of 144 modules, with two around it, of three pixels.
 */
#define AOI_BARCODE_CHART_BYTES (3 * 148 * 3 * 148)

#ifdef HAVE_DMTX
gboolean aoi_barcode_search_with_dmtx (
    const AoiBarcodeSearch *search, gint range, guint8 *chart, GError **error);
#else
#define aoi_barcode_search_with_dmtx(search, range, chart, error) \
  ((void) (range), aoi_barcode_search_check (search, error))
#endif

#ifdef HAVE_ZBAR
gboolean aoi_barcode_search_with_zbar (const AoiBarcodeSearch *search, GError **error);
#else
#define aoi_barcode_search_with_zbar(search, error) aoi_barcode_search_check (search, error)
#endif

G_END_DECLS
