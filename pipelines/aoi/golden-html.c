/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The audit as a page: one file with everything in it, so that it can be sent. Names come from the file
 * system and may hold anything: nothing is written unescaped. */
#include "golden.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

#include "aoi-error.h"

/* Pictures are made smaller than this, in pixels, so that a page of hundreds can be opened. */
#define MAX_SIDE 256

static const gchar style[] =
    "body{font:14px sans-serif;margin:2em}"
    "figure{display:inline-block;vertical-align:top;margin:.5em;padding:.5em;width:17em;"
    "border:1px solid #ccc;overflow-wrap:anywhere}"
    "img{max-width:100%;min-width:4em;image-rendering:pixelated}"
    "figure.finding{border-color:#c60;background:#fff6ee}"
    "table{border-collapse:collapse;font-size:12px}"
    "td,th{padding:.1em .4em;text-align:right;border:1px solid #eee}"
    "td.pass{background:#dfd}td.far{background:#fdd}";

static void
append_escaped (GString *html, const gchar *text)
{
  g_autofree gchar *shown = golden_show (text);
  g_autofree gchar *escaped = g_markup_escape_text (shown, -1);

  g_string_append (html, escaped);
}

static gboolean
append_picture (GString *html, const AoiRgbImage *image, GError **error)
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

static gboolean
append_golden (GString *html, const AoiGoldenAudit *audit, guint index, GError **error)
{
  const AoiGoldenFinding *finding = &audit->findings[index];
  g_autofree gchar *words = golden_describe_finding (audit, index);

  g_string_append_printf (html, "<figure%s>\n", words != NULL ? " class=\"finding\"" : "");
  if (!append_picture (html, finding->golden->image, error))
    return FALSE;
  g_string_append_printf (html, "<figcaption><b>%u</b> ", index + 1);
  append_escaped (html, finding->golden->name);
  if (finding->nearest >= 0)
    g_string_append_printf (html, "<br>nearest: %d, similarity %.3f, z %.2f", finding->nearest + 1,
        aoi_golden_get_similarity (finding->difference), finding->difference);
  if (words != NULL) {
    g_string_append (html, "<br><b>");
    append_escaped (html, words);
    g_string_append (html, "</b>");
  }
  g_string_append (html, "</figcaption>\n</figure>\n");
  return TRUE;
}

static void
append_matrix (GString *html, const AoiGoldenAudit *audit)
{
  g_string_append (html,
      "<table><caption>z of each golden (row) by each other (column)</caption>\n"
      "<tr><th></th>");
  for (guint x = 0; x < audit->n; x++)
    g_string_append_printf (html, "<th>%u</th>", x + 1);
  g_string_append (html, "</tr>\n");
  for (guint y = 0; y < audit->n; y++) {
    g_string_append_printf (html, "<tr><th>%u</th>", y + 1);
    for (guint x = 0; x < audit->n; x++) {
      gdouble z = audit->differences[y * audit->n + x];
      gboolean passes = audit->passes[y * audit->n + x];

      g_string_append_printf (html, "<td%s>%.1f</td>",
          passes                   ? " class=\"pass\""
              : z > AOI_GOLDEN_FAR ? " class=\"far\""
                                   : "",
          z);
    }
    g_string_append (html, "</tr>\n");
  }
  g_string_append (html, "</table>\n");
}

void
golden_html_begin (GString *html, const AoiProduct *product)
{
  g_string_append (html,
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
      "<title>Goldens of ");
  append_escaped (html, aoi_product_get_name (product));
  g_string_append_printf (html, "</title><style>%s</style></head>\n<body><h1>Goldens of ", style);
  append_escaped (html, aoi_product_get_name (product));
  g_string_append_printf (html, "</h1>\n<p>Revision %s</p>\n", aoi_product_get_hash (product));
}

gboolean
golden_html_add (GString *html, const AoiRoi *roi, const AoiGoldenAudit *audit, GError **error)
{
  g_string_append_printf (
      html, "<h2>ROI %d: %u golden%s</h2>\n", roi->id, audit->n, audit->n == 1 ? "" : "s");
  for (guint i = 0; i < audit->n; i++)
    if (!append_golden (html, audit, i, error))
      return FALSE;
  if (audit->n > 1)
    append_matrix (html, audit);
  return TRUE;
}

void
golden_html_end (GString *html)
{
  g_string_append (html, "</body></html>\n");
}
