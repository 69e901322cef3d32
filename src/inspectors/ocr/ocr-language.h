/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <tesseract/capi.h>

G_BEGIN_DECLS

gboolean aoi_ocr_language_check (const gchar *language, GError **error);
gboolean aoi_ocr_language_load (TessBaseAPI *tesseract, const gchar *language, GError **error);

G_END_DECLS
