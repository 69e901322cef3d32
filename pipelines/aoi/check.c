/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi check: what a product or a station says, or what is wrong with it. */
#include "check.h"

#include <string.h>

#include "aoi-roi-type.h"
#include "common/aoi.h"
#include "common/spread.h"
#include "common/terminal.h"

typedef struct {
  gboolean as_json;
  gboolean strict;
  gboolean brief; /* no line for each ROI */
} Options;

/* Fiducials are none that are counted. */
static guint
count_rois_of_device (AoiProduct *product, gint device)
{
  guint n = 0;

  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    n += roi->enabled && roi->device == device && !g_str_equal (roi->type, AOI_TYPE_FIDUCIAL);
  }
  return n;
}

/* What a ROI asks for beside its place, in words. */
static gchar *
describe (const AoiRoi *roi)
{
  const AoiRoiType *type = aoi_roi_type_lookup (roi->type);

  if (!roi->enabled)
    return g_strdup ("disabled");
  return type != NULL && type->describe != NULL ? type->describe (roi) : g_strdup ("");
}

static void
print_rois (AoiProduct *product)
{
  g_print ("  %5s  %-8s %6s  %-23s %4s  %5s %8s  %s\n", "ROI", "type", "device", "coords", "turn",
      "focus", "exposure", "checks");
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);
    g_autofree gchar *coords = g_strdup_printf ("%d,%d,%d,%d", roi->rect.x, roi->rect.y,
        roi->rect.x + roi->rect.width, roi->rect.y + roi->rect.height);
    g_autofree gchar *checks = describe (roi);

    g_print ("  %5d  %-8s %6d  %-23s %4u  %5d %8d  %s\n", roi->id, roi->type, roi->device, coords,
        roi->rotation, roi->focus, roi->exposure, checks);
  }
}

static void
print_spread (const AoiRoi *roi)
{
  g_autoptr (AoiGoldenSpread) spread = check_find_spread (roi);
  g_autoptr (GPtrArray) lines = spread_is_wide (spread) ? spread_describe (spread) : NULL;

  for (guint k = 0; lines != NULL && k < lines->len; k++) {
    g_autofree gchar *line = terminal_show (g_ptr_array_index (lines, k));

    if (k == 0)
      g_print ("  ROI %d: %s\n", roi->id, line);
    else
      g_print ("    - %s\n", line);
  }
}

/* What is to be said of the goldens of ROIs. */
static void
print_goldens (AoiProduct *product)
{
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);
    g_autofree gchar *useless = check_find_useless (roi);
    g_autofree gchar *shown = useless != NULL ? terminal_show (useless) : NULL;

    if (shown != NULL)
      g_print ("  ROI %d: %s\n", roi->id, shown);
    print_spread (roi);
  }
}

static void
print_array (const AoiProductArray *array)
{
  g_print ("  array: %d x %d boards, the first one at %d,%d,%d,%d, pitch %d,%d", array->columns,
      array->rows, array->board.x, array->board.y, array->board.x + array->board.width,
      array->board.y + array->board.height, array->pitch_x, array->pitch_y);
  for (guint i = 0; i < array->n_turns; i++)
    g_print ("%s%u", i == 0 ? ", turned " : " ", array->turns[i]);
  g_print ("; ROI = place * %d + idx\n", AOI_PRODUCT_PLACE_IDS);
}

/* Boards of an array are alike. */
static void
print_devices (AoiProduct *product)
{
  const AoiProductArray *array = aoi_product_get_array (product);

  for (gint device = 1; array == NULL && device <= AOI_ROI_MAX_DEVICES; device++)
    if (count_rois_of_device (product, device) > 0)
      g_print ("; device %d: %u", device, count_rois_of_device (product, device));
  if (array != NULL)
    g_print (
        "; %d devices: %u each", array->columns * array->rows, count_rois_of_device (product, 1));
  if (aoi_product_get_skip_marked (product))
    g_print ("; marked devices are skipped");
}

/* What @n_marks fiducials show of how a board lies. */
static const gchar *
describe_marks (guint n_marks)
{
  return n_marks == 1 ? "moved" : n_marks == 2 ? "moved and turned" : "moved, turned and scaled";
}

/* Boards of an array are alike. */
static void
print_places (AoiRevision *revision)
{
  const AoiProductArray *array = aoi_product_get_array (aoi_revision_get_product (revision));
  const guint n = array != NULL ? MIN (aoi_revision_get_n_places (revision), 1)
                                : aoi_revision_get_n_places (revision);

  for (guint i = 0; i < n; i++) {
    const AoiRevisionPlace *place = aoi_revision_get_place (revision, i);

    if (place->device == 0)
      g_print ("  the frame");
    else if (array != NULL)
      g_print ("  each board, such as device %d,", place->device);
    else
      g_print ("  device %d", place->device);
    g_print (" is found %s by fiducial%s", describe_marks (place->n_marks),
        place->n_marks == 1 ? "" : "s");
    for (guint k = 0; k < place->n_marks; k++)
      g_print (
          "%s %d", k == 0 ? "" : ",", aoi_revision_get_mark (revision, place->first + k)->roi->id);
    g_print ("\n");
  }
}

static void
print_counts (AoiRevision *revision)
{
  AoiProduct *product = aoi_revision_get_product (revision);
  const guint n = aoi_product_get_n_rois (product), n_marks = aoi_revision_get_n_marks (revision);

  g_print ("  %u ROI%s, %u enabled", n, n == 1 ? "" : "s", aoi_revision_get_n_rois (revision));
  if (n_marks > 0)
    g_print (", %u fiducial%s", n_marks, n_marks == 1 ? "" : "s");
  print_devices (product);
  g_print ("\n");
}

static void
print_groups (AoiRevision *revision)
{
  g_autoptr (GArray) groups = check_find_groups (revision);

  g_print ("  %u capture group%s:", groups->len, groups->len == 1 ? "" : "s");
  for (guint i = 0; i < groups->len; i++) {
    const CheckGroup *group = &g_array_index (groups, CheckGroup, i);

    g_print ("%s focus %d exposure %d us (%u ROI%s)", i > 0 ? "," : "", group->focus,
        group->exposure, group->n_rois, group->n_rois == 1 ? "" : "s");
  }
  g_print ("\n");
}

static void
print_product (const gchar *path, AoiRevision *revision, gboolean brief)
{
  AoiProduct *product = aoi_revision_get_product (revision);

  g_print ("%s: product %s, revision %.12s\n", path, aoi_product_get_name (product),
      aoi_product_get_hash (product));
  if (aoi_product_get_description (product) != NULL)
    g_print ("  %s\n", aoi_product_get_description (product));
  if (aoi_product_get_array (product) != NULL)
    print_array (aoi_product_get_array (product));
  if (!brief)
    print_rois (product);
  print_counts (revision);
  print_places (revision);
  print_groups (revision);
  if (aoi_revision_get_n_rois (revision) == 0)
    g_print ("  NO ROI IS ENABLED: no board can pass\n");
  print_goldens (product);
}

static void
print_warnings (const GError *warning)
{
  g_auto (GStrv) lines = g_strsplit (warning->message, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_printerr ("WARNING: %s\n", lines[i]);
}

/* As aoi_revision_load(), but reports the warnings of a refused product too: a key that is missing may be
 * there under a misspelt name. */
static AoiRevision *
load (const gchar *path, GError **error, GError **warning)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (AoiProduct) product = aoi_product_load (path, problems, error);
  g_autoptr (AoiRevision) revision = NULL;

  if (product == NULL)
    return NULL;
  aoi_product_check_keys (product, warning);
  revision = aoi_revision_new (product, problems);
  return aoi_problems_check (problems, error) ? g_steal_pointer (&revision) : NULL;
}

static gboolean
check (const gchar *path, const Options *options)
{
  g_autoptr (GError) error = NULL, warning = NULL;
  g_autoptr (AoiRevision) revision = load (path, &error, &warning);

  if (options->strict && revision != NULL && warning != NULL) {
    error = g_steal_pointer (&warning);
    g_clear_pointer (&revision, aoi_revision_unref);
  }
  if (options->as_json) {
    check_print_json (path, revision, error, warning);
    return revision != NULL;
  }
  if (revision != NULL)
    print_product (path, revision, options->brief);
  else
    g_printerr ("%s\n", error->message);
  if (warning != NULL)
    print_warnings (warning);
  return revision != NULL;
}

#ifdef HAVE_SERVE
static gboolean
is_station (const gchar *path)
{
  return g_str_has_suffix (path, ".ini") && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

static gboolean
check_station (const gchar *path, const Options *options)
{
  const Options brief = { options->as_json, options->strict, TRUE };
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (g_free);
  gboolean good = aoi_serve_check (path, options->as_json, options->strict, products);

  for (guint i = 0; i < products->len; i++)
    good &= check (g_ptr_array_index (products, i), &brief);
  return good;
}
#endif

static gboolean
check_any (const gchar *path, const Options *options)
{
#ifdef HAVE_SERVE
  if (is_station (path))
    return check_station (path, options);
#endif
  return check (path, options);
}

int
aoi_check_main (int argc, char **argv)
{
  Options options = { FALSE };
  g_auto (GStrv) paths = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json,
        "Print one JSON object a product or station", NULL },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &options.strict,
        "Refuse what else is a warning: unknown keys, ROIs that can never pass", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL,
        "PRODUCT|STATION.ini..." },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  int code = AOI_EXIT_GOOD;

  g_set_prgname ("aoi check");
  g_option_context_set_summary (context,
      "Shows the ROIs, goldens, devices, capture groups and revision of product folders or\n"
      "rois_config files, or what is wrong with them; and of which ROIs the goldens vary more than the\n"
      "limits, so that good boards will be called false. Of a STATION.ini shows what 'aoi serve' would be,\n"
      "or why it would not begin, and all its products. Exits 0 if all are good, else 2.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("aoi check: %s\n", error->message);
    return AOI_EXIT_BAD;
  }
  if (paths == NULL) {
    g_printerr ("aoi check: takes PRODUCT... or STATION.ini; see 'aoi check --help'\n");
    return AOI_EXIT_BAD;
  }
  for (guint i = 0; paths[i] != NULL; i++)
    if (!check_any (paths[i], &options))
      code = AOI_EXIT_BAD;
  return code;
}
