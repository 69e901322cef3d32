/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"

G_BEGIN_DECLS

void html_begin (GString *html, const gchar *title, const gchar *style);
void html_append_escaped (GString *html, const gchar *text);
void html_append_number (GString *html, const gchar *format, gdouble number) G_GNUC_PRINTF (2, 0);
gboolean html_append_picture (GString *html, const AoiRgbImage *image, GError **error);
void html_end (GString *html);

G_END_DECLS
