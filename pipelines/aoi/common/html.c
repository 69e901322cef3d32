/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pages with pictures: each is one file with everything in it. Names come from the file system and may
 * hold anything: nothing is written unescaped. */
#include "common/html.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

#include "aoi-error.h"
#include "common/terminal.h"

/* Pictures are made smaller than this, in pixels, so that a page of hundreds can be opened. */
#define MAX_SIDE 256

static const gchar common_style[] = "body{font:14px sans-serif;margin:2em}"
                                    "img{max-width:100%;min-width:4em;image-rendering:pixelated}";

void
html_append_escaped (GString *html, const gchar *text)
{
  g_autofree gchar *shown = terminal_show (text);
  g_autofree gchar *escaped = g_markup_escape_text (shown, -1);

  g_string_append (html, escaped);
}

/* @format: of one double, the same in every locale */
void
html_append_number (GString *html, const gchar *format, gdouble number)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (html, g_ascii_formatd (text, sizeof text, format, number));
}

gboolean
html_append_picture (GString *html, const AoiRgbImage *image, GError **error)
{
  gdouble factor = MIN (1.0, (gdouble) MAX_SIDE / MAX (image->width, image->height));
  g_autoptr (GdkPixbuf) whole = gdk_pixbuf_new_from_data (image->data, GDK_COLORSPACE_RGB, FALSE, 8,
      image->width, image->height, 3 * image->width, NULL, NULL);
  g_autoptr (GdkPixbuf)
      small = gdk_pixbuf_scale_simple (whole, MAX (1, (gint) lrint (image->width * factor)),
          MAX (1, (gint) lrint (image->height * factor)), GDK_INTERP_BILINEAR);
  g_autofree gchar *png = NULL;
  g_autofree gchar *text = NULL;
  gsize size;

  if (small == NULL || !gdk_pixbuf_save_to_buffer (small, &png, &size, "png", error, NULL)) {
    if (error != NULL && *error == NULL)
      g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "no memory for a picture");
    return FALSE;
  }
  text = g_base64_encode ((const guchar *) png, size);
  g_string_append_printf (html, "<img alt=\"\" src=\"data:image/png;base64,%s\">", text);
  return TRUE;
}

/* Begins a page: its head, and its title as a heading. @style: CSS. */
void
html_begin (GString *html, const gchar *title, const gchar *style)
{
  g_string_append (html,
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
      "<title>");
  html_append_escaped (html, title);
  g_string_append_printf (
      html, "</title><style>%s%s</style></head>\n<body><h1>", common_style, style);
  html_append_escaped (html, title);
  g_string_append (html, "</h1>\n");
}

void
html_end (GString *html)
{
  g_string_append (html, "</body></html>\n");
}
