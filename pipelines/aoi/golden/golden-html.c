/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The audit as a page: one file with everything in it, so that it can be sent. */
#include "golden/golden.h"

#include "common/html.h"
#include "common/spread.h"

static const gchar style[] =
    "figure{display:inline-block;vertical-align:top;margin:.5em;padding:.5em;width:17em;"
    "border:1px solid #ccc;overflow-wrap:anywhere}"
    "figure.finding{border-color:#c60;background:#fff6ee}"
    "table{border-collapse:collapse;font-size:12px}"
    "td,th{padding:.1em .4em;text-align:right;border:1px solid #eee}"
    "td.pass{background:#dfd}td.far{background:#fdd}"
    ".picture{position:relative;display:inline-block}.picture img{display:block}"
    ".picture i{position:absolute;box-sizing:border-box;border:2px solid #e00}"
    ".picture i.ignore{border:2px dashed #06c}"
    ".wide{background:#fff6ee;border-left:4px solid #c60;padding:.5em 1em}";

/* A rectangle drawn on a golden's picture, whatever its size on the screen. */
static void
append_rect (GString *html, const gchar *class, const AoiRect *rect, const AoiRgbImage *image)
{
  const gint parts[] = { rect->x, rect->y, rect->width, rect->height };
  static const gchar *const names[] = { "left", "top", "width", "height" };

  g_string_append_printf (html, "<i class=\"%s\" style=\"", class);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_string_append_printf (html, "%s:", names[i]);
    html_append_number (
        html, "%.2f", 100.0 * parts[i] / (i % 2 == 0 ? image->width : image->height));
    g_string_append (html, "%;");
  }
  g_string_append (html, "\"></i>");
}

/* The picture; if the golden fails by the others, with the place where it differs most, and the area that may
 * be ignored. */
static gboolean
append_picture (GString *html, const AoiGolden *golden, const AoiGoldenSpread *spread, guint index,
    GError **error)
{
  const AoiGoldenLeftOut *one = spread != NULL ? &spread->left_out[index] : NULL;
  const gboolean fails = one != NULL && one->is_judged && !one->passes;

  g_string_append (html, "<div class=\"picture\">");
  if (!html_append_picture (html, golden->image, error))
    return FALSE;
  if (fails)
    append_rect (html, "worst", &one->window, golden->image);
  if (fails && !aoi_rect_is_empty (&spread->ignore))
    append_rect (html, "ignore", &spread->ignore, golden->image);
  g_string_append (html, "</div>\n");
  if (fails) {
    g_string_append_printf (html, "<p>by the others: %s, z ", one->term);
    html_append_number (html, "%.2f", one->difference);
    g_string_append (html, "</p>\n");
  }
  return TRUE;
}

static void
append_spread (GString *html, const AoiGoldenSpread *spread)
{
  g_autoptr (GPtrArray) lines = spread_is_wide (spread) ? spread_describe (spread) : NULL;

  if (lines == NULL)
    return;
  g_string_append (html, "<div class=\"wide\">");
  for (guint i = 0; i < lines->len; i++) {
    g_string_append (html, i == 0 ? "<b>" : "<li>");
    html_append_escaped (html, g_ptr_array_index (lines, i));
    g_string_append (html, i == 0 ? "</b><ul>" : "</li>");
  }
  g_string_append (html, "</ul></div>\n");
}

static gboolean
append_golden (GString *html, const AoiGoldenAudit *audit, const AoiGoldenSpread *spread,
    guint index, GError **error)
{
  const AoiGoldenFinding *finding = &audit->findings[index];
  g_autofree gchar *words = golden_describe_finding (audit, index);

  g_string_append_printf (html, "<figure%s>\n", words != NULL ? " class=\"finding\"" : "");
  if (!append_picture (html, finding->golden, spread, index, error))
    return FALSE;
  g_string_append_printf (html, "<figcaption><b>%u</b> ", index + 1);
  html_append_escaped (html, finding->golden->name);
  if (finding->nearest >= 0)
    g_string_append_printf (html, "<br>nearest: %d, similarity %.3f, z %.2f", finding->nearest + 1,
        aoi_golden_get_similarity (finding->difference), finding->difference);
  if (words != NULL) {
    g_string_append (html, "<br><b>");
    html_append_escaped (html, words);
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
  g_autofree gchar *title = g_strdup_printf ("Goldens of %s", aoi_product_get_name (product));

  html_begin (html, title, style);
  g_string_append_printf (html, "<p>Revision %s</p>\n", aoi_product_get_hash (product));
}

gboolean
golden_html_add (GString *html, const AoiRoi *roi, const AoiGoldenAudit *audit,
    const AoiGoldenSpread *spread, GError **error)
{
  g_string_append_printf (html, "<h2>ROI %d: %u golden%s</h2>\n", aoi_roi_get_golden_id (roi),
      audit->n, audit->n == 1 ? "" : "s");
  append_spread (html, spread);
  for (guint i = 0; i < audit->n; i++)
    if (!append_golden (html, audit, spread, i, error))
      return FALSE;
  if (audit->n > 1)
    append_matrix (html, audit);
  return TRUE;
}

void
golden_html_end (GString *html)
{
  html_end (html);
}
