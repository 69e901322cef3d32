/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The audit as a page: one file with everything in it, so that it can be sent. */
#include "golden/golden.h"

#include "common/html.h"

static const gchar style[] =
    "figure{display:inline-block;vertical-align:top;margin:.5em;padding:.5em;width:17em;"
    "border:1px solid #ccc;overflow-wrap:anywhere}"
    "figure.finding{border-color:#c60;background:#fff6ee}"
    "table{border-collapse:collapse;font-size:12px}"
    "td,th{padding:.1em .4em;text-align:right;border:1px solid #eee}"
    "td.pass{background:#dfd}td.far{background:#fdd}";

static gboolean
append_golden (GString *html, const AoiGoldenAudit *audit, guint index, GError **error)
{
  const AoiGoldenFinding *finding = &audit->findings[index];
  g_autofree gchar *words = golden_describe_finding (audit, index);

  g_string_append_printf (html, "<figure%s>\n", words != NULL ? " class=\"finding\"" : "");
  if (!html_append_picture (html, finding->golden->image, error))
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
  html_end (html);
}
