/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/barcode/barcode-kinds.h"

G_BEGIN_DECLS

/**
 * AoiBarcodeReading:
 * @kind: one of #AoiBarcodeKinds
 * @text: (array length=length): what it says: bytes that may hold NUL
 * @length: of @text
 * @corners: x, y of top left, top right, bottom right and bottom left of the code as it is printed, in
 *   pixels of the picture; whole numbers are the pixels' edges
 * @lines: of linear codes, how many lines of pixels said the same; else 0
 * @is_weak: see #AoiBarcode
 * @is_gs1: see #AoiBarcode
 *
 * A code that a library read; all of it is the library's, and valid during the call.
 */
typedef struct {
  guint kind;
  const gchar *text;
  gsize length;
  gdouble corners[8];
  guint lines;
  gboolean is_weak;
  gboolean is_gs1;
} AoiBarcodeReading;

/**
 * AoiBarcodeFunc:
 * @reading: a code
 * @user_data: the caller's
 *
 * Gets a code that was read.
 */
typedef void (*AoiBarcodeFunc) (const AoiBarcodeReading *reading, gpointer user_data);

G_END_DECLS
