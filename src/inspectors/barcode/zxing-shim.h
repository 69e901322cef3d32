/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/barcode/barcode-reading.h"

G_BEGIN_DECLS

/**
 * AoiZxingSearch:
 * @kinds: set of #AoiBarcodeKinds: what to search for. Only linear ones: the first one that is met, and
 *   no other; with others, there may be no linear ones. There is no search for all linear codes at
 *   once: where an image shows the same one twice, ZXing 1.4 runs into an assertion, which ends the
 *   process
 * @binary: 0 is dark and all else light; otherwise ZXing separates dark gray from light by what is around
 * @upright: linear codes only along the rows
 * @lines: how many lines of a linear code must say the same, at least 1
 *
 * What to search for, and how.
 */
typedef struct {
  guint kinds;
  gboolean binary;
  gboolean upright;
  guint lines;
} AoiZxingSearch;

guint aoi_zxing_get_kinds (void);
gchar *aoi_zxing_dup_version (void);
gboolean aoi_zxing_read (const guint8 *pixels, gint width, gint height, gint stride,
    const AoiZxingSearch *search, AoiBarcodeFunc func, gpointer user_data, GError **error);

G_END_DECLS
