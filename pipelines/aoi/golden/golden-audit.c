/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi golden audit: compares every golden of an ROI with every other. */
#include "golden/golden.h"

#include <math.h>

#include "aoi-error.h"
#include "common/aoi.h"
#include "common/output.h"
#include "common/spread.h"
#include "common/terminal.h"
#include "json/aoi-json-writer.h"

/* Where findings go, and how many there were. */
typedef struct {
  JsonBuilder *json; /* NULL: print a table */
  GString *html; /* NULL: none */
  guint n_rois, n_goldens, n_same, n_far, n_spare, n_useless, n_wide;
} Output;

static void
print_spread (const AoiGoldenSpread *spread)
{
  g_autoptr (GPtrArray) lines = spread_is_wide (spread) ? spread_describe (spread) : NULL;

  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    g_autofree gchar *line = terminal_show (g_ptr_array_index (lines, i));

    g_print ("%s%s\n", i == 0 ? "  " : "    - ", line);
  }
}

static void
print_roi (const AoiRoi *roi, const AoiGoldenAudit *audit)
{
  g_print (
      "ROI %d: %u golden%s\n", aoi_roi_get_golden_id (roi), audit->n, audit->n == 1 ? "" : "s");
  if (audit->n == 0)
    return;
  g_print (
      "  %3s  %-36s %7s %10s %6s  %s\n", "", "golden", "nearest", "similarity", "z", "finding");
  for (guint i = 0; i < audit->n; i++) {
    const AoiGoldenFinding *finding = &audit->findings[i];
    g_autofree gchar *name = terminal_show (finding->golden->name);
    g_autofree gchar *words = golden_describe_finding (audit, i);

    g_print ("  %3u  %-36s ", i + 1, name);
    if (finding->nearest >= 0)
      g_print ("%7d %10.3f %6.2f", finding->nearest + 1,
          aoi_golden_get_similarity (finding->difference), finding->difference);
    else
      g_print ("%7s %10s %6s", "-", "-", "-");
    g_print ("%s%s\n", words != NULL ? "  " : "", words != NULL ? words : "");
  }
}

static void
add_finding (JsonBuilder *json, const AoiGoldenAudit *audit, guint index)
{
  const AoiGoldenFinding *finding = &audit->findings[index];

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "name");
  json_builder_add_string_value (json, finding->golden->name);
  json_builder_set_member_name (json, "nearest");
  if (finding->nearest >= 0)
    json_builder_add_string_value (json, audit->findings[finding->nearest].golden->name);
  else
    json_builder_add_null_value (json);
  json_builder_set_member_name (json, "z");
  json_builder_add_double_value (json, finding->difference);
  json_builder_set_member_name (json, "same_as");
  if (finding->same_as >= 0)
    json_builder_add_string_value (json, audit->findings[finding->same_as].golden->name);
  else
    json_builder_add_null_value (json);
  json_builder_set_member_name (json, "far");
  json_builder_add_boolean_value (json, finding->is_far);
  json_builder_set_member_name (json, "spare");
  json_builder_add_boolean_value (json, finding->is_spare);
  json_builder_set_member_name (json, "problem");
  if (finding->problem != NULL)
    json_builder_add_string_value (json, finding->problem);
  else
    json_builder_add_null_value (json);
  json_builder_set_member_name (json, "z_to");
  json_builder_begin_array (json);
  for (guint i = 0; i < audit->n; i++)
    json_builder_add_double_value (json, audit->differences[index * audit->n + i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_roi (JsonBuilder *json, const AoiRoi *roi, const AoiGoldenAudit *audit,
    const AoiGoldenSpread *spread)
{
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "idx");
  json_builder_add_int_value (json, aoi_roi_get_golden_id (roi));
  json_builder_set_member_name (json, "goldens");
  json_builder_begin_array (json);
  for (guint i = 0; i < audit->n; i++)
    add_finding (json, audit, i);
  json_builder_end_array (json);
  spread_add_json (spread, json);
  json_builder_end_object (json);
}

static gboolean
output_roi (Output *output, const AoiRoi *roi, const AoiGoldenAudit *audit,
    const AoiGoldenSpread *spread, GError **error)
{
  output->n_rois++;
  output->n_goldens += audit->n;
  output->n_wide += spread_is_wide (spread);
  for (guint i = 0; i < audit->n; i++) {
    const AoiGoldenFinding *finding = &audit->findings[i];

    output->n_same += finding->same_as >= 0;
    output->n_far += finding->is_far;
    output->n_spare += finding->is_spare;
    output->n_useless += finding->problem != NULL;
  }
  if (output->json != NULL) {
    add_roi (output->json, roi, audit, spread);
  } else {
    print_roi (roi, audit);
    print_spread (spread);
  }
  return output->html == NULL || golden_html_add (output->html, roi, audit, spread, error);
}

static gboolean
audit_rois (const Golden *self, gint id, Output *output, GError **error)
{
  for (guint i = 0; i < aoi_product_get_n_rois (self->product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (self->product, i);
    g_autoptr (GPtrArray) goldens = NULL;
    g_autoptr (AoiGoldenAudit) audit = NULL;
    g_autoptr (AoiGoldenSpread) spread = NULL;

    if (!golden_is_wanted (roi, id))
      continue;
    goldens = golden_load (self, roi, error);
    if (goldens == NULL)
      return FALSE;
    audit = aoi_golden_audit_new (roi, goldens);
    spread = aoi_golden_spread_new (roi, goldens);
    if (!output_roi (output, roi, audit, spread, error))
      return FALSE;
  }
  return TRUE;
}

static void
begin (Output *output, const AoiProduct *product)
{
  if (output->html != NULL)
    golden_html_begin (output->html, product);
  if (output->json == NULL)
    return;
  json_builder_begin_object (output->json);
  json_builder_set_member_name (output->json, "product");
  json_builder_add_string_value (output->json, aoi_product_get_name (product));
  json_builder_set_member_name (output->json, "revision");
  json_builder_add_string_value (output->json, aoi_product_get_hash (product));
  json_builder_set_member_name (output->json, "rois");
  json_builder_begin_array (output->json);
}

static gboolean
end (Output *output, const gchar *path, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree gchar *text = NULL;

  if (output->json != NULL) {
    json_builder_end_array (output->json);
    json_builder_end_object (output->json);
    root = json_builder_get_root (output->json);
    text = aoi_json_write (root);
    g_print ("%s\n", text);
  } else {
    g_print (
        "%u ROI%s, %u golden%s: %u of the same pixels as another, %u far from all others, %u spare, "
        "%u useless; %u ROI%s whose goldens vary more than the limits\n",
        output->n_rois, output->n_rois == 1 ? "" : "s", output->n_goldens,
        output->n_goldens == 1 ? "" : "s", output->n_same, output->n_far, output->n_spare,
        output->n_useless, output->n_wide, output->n_wide == 1 ? "" : "s");
  }
  if (output->html == NULL)
    return TRUE;
  golden_html_end (output->html);
  return output_save ("--html", path, output->html, error);
}

static gboolean
audit (gchar **arguments, gboolean as_json, const gchar *html_path, GError **error)
{
  g_auto (Golden) golden = { 0 };
  g_autoptr (JsonBuilder) json = as_json ? json_builder_new_immutable () : NULL;
  g_autoptr (GString) html = html_path != NULL ? g_string_new (NULL) : NULL;
  Output output = { json, html };
  gint id = 0;

  if (arguments[1] != NULL && !golden_parse_id (arguments[1], &id, error))
    return FALSE;
  if (!golden_open (&golden, arguments[0], FALSE, error))
    return FALSE;
  if (id != 0 && golden_find_roi (&golden, id, error) == NULL)
    return FALSE;
  begin (&output, golden.product);
  if (!audit_rois (&golden, id, &output, error) || !end (&output, html_path, error))
    return FALSE;
  return aoi_problems_check (golden.problems, error);
}

int
golden_audit_main (int argc, char **argv)
{
  gboolean as_json = FALSE;
  g_autofree gchar *html_path = NULL;
  g_auto (GStrv) arguments = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON object", NULL },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &html_path, "Write a page with pictures too", "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL, "PRODUCT [ROI]" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context,
      "Compares every golden of an ROI with every other, as an inspection would, and shows the most\n"
      "similar one, with similarity and z: up to 1 passes at the neutral threshold, more than 3 is\n"
      "far. Finds goldens of the same pixels, those far from all others, those that no other needs\n"
      "(all of them may be removed together), and those that cannot judge. Judges each by all others, as\n"
      "if it had not been taught: an ROI where some fail then calls good boards false, and what would\n"
      "help is said. Changes nothing.");
  if (!golden_parse_options (context, entries, argv[0], &argc, &argv))
    return AOI_EXIT_BAD;
  if (arguments == NULL || g_strv_length (arguments) > 2) {
    g_printerr ("aoi golden audit: takes PRODUCT [ROI]; see --help\n");
    return AOI_EXIT_BAD;
  }
  return audit (arguments, as_json, html_path, &error) ? AOI_EXIT_GOOD
                                                       : golden_fail ("audit", error);
}
