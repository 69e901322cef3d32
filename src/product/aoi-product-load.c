/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a product is read and checked. What it is afterwards is in aoi-product.c. */
#include "aoi-product.h"

#include <string.h>

#include "aoi-error.h"
#include "json/aoi-json-file.h"
#include "product/aoi-color-ranges.h"
#include "product/aoi-golden-journal.h"
#include "product/aoi-product-array.h"
#include "product/aoi-product-path.h"
#include "product/aoi-product-private.h"
#include "product/aoi-product-text.h"
#include "product/aoi-roi-empty.h"
#include "product/aoi-roi-fiducials.h"
#include "product/aoi-roi-marks.h"
#include "product/aoi-roi-parse.h"
#include "product/aoi-roi-types.h"
#include "storage/aoi-file.h"

/* All samples of a product: 3 GB of RGB. */
#define MAX_TOTAL_PIXELS (10 * (gint64) AOI_IMAGE_FILE_MAX_PIXELS)

/* One load, on one thread. */
typedef struct {
  AoiProduct *product;
  AoiJsonSource source;
  AoiProductDefaults defaults;
  gchar *folder; /* NULL: the product has no other files than its text */
  GPtrArray *ranges; /* AoiColorRange: of the product, for colour ROIs that have none */
  GHashTable *ids; /* id -> path of the ROI that has it */
  gchar *device_barcodes[AOI_ROI_MAX_DEVICES + 1]; /* path of the ROI that names the device */
  GChecksum *checksum;
  gint64 golden_pixels;
} Loader;

static Loader *
loader_new (const gchar *file, const AoiProductDefaults *defaults, AoiProblems *problems)
{
  Loader *self = g_new0 (Loader, 1);

  self->product = aoi_product_new (file);
  self->product->defaults = *defaults;
  self->source.file = self->product->label;
  self->source.problems = problems;
  self->source.warnings = self->product->warnings;
  self->source.unknown = aoi_json_unknown_new ();
  self->defaults = *defaults;
  self->folder = g_path_get_dirname (file);
  self->ranges = aoi_color_ranges_new ();
  self->ids = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  return self;
}

static void
loader_free (Loader *self)
{
  g_clear_pointer (&self->product, aoi_product_unref);
  aoi_json_unknown_free (self->source.unknown);
  g_free (self->folder);
  g_ptr_array_unref (self->ranges);
  g_hash_table_unref (self->ids);
  for (guint i = 0; i < G_N_ELEMENTS (self->device_barcodes); i++)
    g_free (self->device_barcodes[i]);
  g_checksum_free (self->checksum);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loader, loader_free)

/* Also among ROIs that are not enabled: results are distinguished by it, and one may be enabled later. */
static void
check_id (Loader *self, const AoiRoi *roi)
{
  const gchar *other = g_hash_table_lookup (self->ids, GINT_TO_POINTER (roi->id));

  if (roi->id == 0)
    return;
  if (other == NULL)
    g_hash_table_insert (self->ids, GINT_TO_POINTER (roi->id), g_strdup (roi->path));
  else
    aoi_problems_add (self->source.problems, self->source.file, roi->path,
        "idx %d is that of %s already", roi->id, other);
}

static void
check_device_barcode (Loader *self, const AoiRoi *roi)
{
  gchar **other = &self->device_barcodes[roi->device];

  if (!roi->enabled || !roi->is_device_barcode || g_strcmp0 (roi->type, AOI_TYPE_BARCODE) != 0)
    return;
  if (*other == NULL)
    *other = g_strdup (roi->path);
  else
    aoi_problems_add (self->source.problems, self->source.file, roi->path,
        "is_device_barcode of device %d is set in %s already", roi->device, *other);
}

/* A golden of another size belongs to another place: somebody moved the ROI. A failed comparison would not say so. */
static void
check_golden_sizes (Loader *self, const AoiRoi *roi, const gchar *folder)
{
  g_autofree gchar *shown = g_filename_display_name (folder);
  gint width, height;

  aoi_roi_get_turned_size (roi, &width, &height);
  for (guint i = 0; i < roi->goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (roi->goldens, i);

    self->golden_pixels += (gint64) golden->image->width * golden->image->height;
    if (golden->image->width != width || golden->image->height != height)
      aoi_problems_add (self->source.problems, self->source.file, roi->path,
          "%s/%s has %dx%d pixels, the turned ROI %dx%d", shown, golden->name, golden->image->width,
          golden->image->height, width, height);
  }
}

static void
load_goldens (Loader *self, AoiRoi *roi)
{
  g_autofree gchar *name = g_strdup_printf ("golden_rois/roi_%d", roi->id);
  g_autofree gchar *folder = g_build_filename (self->folder, name, NULL);
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;
  GPtrArray *goldens;

  if (self->golden_pixels > MAX_TOTAL_PIXELS) {
    aoi_problems_add (self->source.problems, self->source.file, roi->path,
        "the goldens up to here have more than %" G_GINT64_FORMAT " pixels", MAX_TOTAL_PIXELS);
    return;
  }
  aoi_file_hash (none, name, self->checksum);
  goldens = aoi_goldens_load (folder, self->checksum, &error);
  if (goldens == NULL) {
    aoi_problems_add (
        self->source.problems, self->source.file, roi->path, "golden %s", error->message);
    return;
  }
  g_ptr_array_unref (roi->goldens);
  roi->goldens = goldens;
  check_golden_sizes (self, roi, folder);
}

static void
complete_roi (Loader *self, AoiRoi *roi)
{
  const AoiRoiType *type;

  for (guint i = 0; (type = aoi_roi_types_get_builtin (i)) != NULL; i++)
    if (type->fields != NULL && type->fields->complete != NULL)
      type->fields->complete (roi, &self->defaults, self->ranges);
  if (roi->enabled && aoi_roi_has_goldens (roi) && self->folder != NULL)
    load_goldens (self, roi);
}

static void
take_roi (Loader *self, AoiRoi *roi)
{
  if (aoi_product_find_roi (self->product, roi->id) == NULL)
    g_hash_table_insert (self->product->by_id, GINT_TO_POINTER (roi->id), roi);
  g_ptr_array_add (self->product->rois, roi);
}

/* What the description says is found by its number too. */
static void
place_roi (Loader *self, const AoiRoi *roi)
{
  const AoiProductArray *array = &self->product->array;

  for (gint place = 1; place <= aoi_product_array_count_places (array, roi); place++) {
    AoiRoi *placed = aoi_product_array_place (array, roi, place);

    if (place == 1)
      g_hash_table_insert (self->product->by_id, GINT_TO_POINTER (roi->id), placed);
    take_roi (self, placed);
  }
}

/* Whoever reads frames by the ROIs that are left has to know that the board may lie elsewhere. */
static void
lose_roi (Loader *self, const AoiRoi *roi)
{
  if (roi == NULL || roi->type == NULL || g_str_equal (roi->type, AOI_TYPE_FIDUCIAL)
      || aoi_roi_type_lookup (roi->type) == NULL)
    self->product->lacks_fiducials = TRUE;
}

/* Of ROIs with problems the product keeps none: what is left of them is a guess. */
static void
add_roi (Loader *self, JsonNode *node, guint index)
{
  g_autofree gchar *path = g_strdup_printf ("rois[%u]", index);
  guint n_problems = aoi_problems_get_count (self->source.problems);
  g_autoptr (AoiRoi) roi = aoi_roi_parse (&self->source, node, path);

  if (roi == NULL) {
    lose_roi (self, NULL);
    return;
  }
  check_id (self, roi);
  if (aoi_problems_get_count (self->source.problems) == n_problems) {
    check_device_barcode (self, roi);
    complete_roi (self, roi);
  }
  if (aoi_product_get_array (self->product) != NULL)
    aoi_product_array_check (&self->product->array, &self->source, roi);
  if (aoi_problems_get_count (self->source.problems) > n_problems) {
    lose_roi (self, roi);
    return;
  }
  if (aoi_product_get_array (self->product) == NULL)
    take_roi (self, g_steal_pointer (&roi));
  else
    place_roi (self, roi);
}

static gboolean
set_structure_error (const Loader *self, JsonNode *node, const gchar *what, GError **error)
{
  g_autofree gchar *is = aoi_json_node_describe (node);

  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: %s, is %s", self->source.file, what, is);
  return FALSE;
}

/* The object form. @rois stays the tree's. */
static gboolean
read_object (Loader *self, JsonObject *object, JsonNode **rois, GError **error)
{
  g_auto (AoiJsonReader) reader = { 0 };

  aoi_json_reader_init (&reader, &self->source, object, "");
  aoi_json_reader_get_string (&reader, AOI_KEYS ("description"), &self->product->description);
  aoi_json_reader_get_boolean (&reader, AOI_KEYS ("skip_marked"), &self->product->skip_marked);
  aoi_product_array_read (&reader, &self->product->array);
  *rois = aoi_json_reader_find (&reader, AOI_KEYS ("rois"), NULL);
  aoi_json_reader_find (&reader, AOI_KEYS ("notes"), NULL);
  aoi_json_reader_note_unknown (&reader, NULL);
  if (*rois == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: rois: is missing", self->source.file);
    return FALSE;
  }
  if (!JSON_NODE_HOLDS_ARRAY (*rois))
    return set_structure_error (self, *rois, "rois: must be an array", error);
  return TRUE;
}

static gboolean
check_count (const Loader *self, guint n, GError **error)
{
  const AoiProductArray *array = aoi_product_get_array (self->product);
  const guint places = array != NULL ? (guint) (array->columns * array->rows) : 1;

  if (n > AOI_PRODUCT_MAX_ROIS)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: rois: has %u ROIs, at most %d allowed",
        self->source.file, n, AOI_PRODUCT_MAX_ROIS);
  else if (n * places > AOI_PRODUCT_MAX_PLACED_ROIS)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: array: %u places of %u ROIs are %u ROIs, at most %d allowed", self->source.file,
        places, n, n * places, AOI_PRODUCT_MAX_PLACED_ROIS);
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_rois (Loader *self, JsonNode *root, GError **error)
{
  JsonNode *rois = root;
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (root)) {
    if (!read_object (self, json_node_get_object (root), &rois, error))
      return FALSE;
  } else if (!JSON_NODE_HOLDS_ARRAY (root)) {
    return set_structure_error (self, root, "must be an array or an object", error);
  }
  array = json_node_get_array (rois);
  if (!check_count (self, json_array_get_length (array), error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    add_roi (self, json_array_get_element (array, i), i);
  return TRUE;
}

static gboolean
load_rois (Loader *self, GError **error)
{
  g_autoptr (JsonNode) root = aoi_json_file_load (self->product->file, AOI_PRODUCT_MAX_FILE_BYTES,
      AOI_PRODUCT_MAX_NESTING, "rois_config", self->checksum, &self->product->text, error);

  return root != NULL && read_rois (self, root, error);
}

/* A broken file stops the load even if no ROI needs it: it was meant to say something. So
 * does a link to nowhere. */
static gboolean
load_colors (Loader *self, GError **error)
{
  static const gchar *const facts[] = { "product_name", "updated_at", "notes" };
  g_autofree gchar *file = aoi_product_path_get_colors (self->product->file);
  g_autofree gchar *label = g_filename_display_name (file);
  AoiJsonSource source = self->source;
  g_autoptr (JsonNode) root = NULL;
  g_auto (AoiJsonReader) reader = { 0 };

  if (!g_file_test (file, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  source.file = label;
  root = aoi_json_file_load (file, AOI_PRODUCT_MAX_FILE_BYTES, AOI_PRODUCT_MAX_NESTING,
      "colors_config", self->checksum, NULL, error);
  if (root == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    aoi_json_node_refuse (&source, root, NULL, "an object");
    return TRUE;
  }
  aoi_json_reader_init (&reader, &source, json_node_get_object (root), "");
  aoi_color_ranges_read (&reader, &self->ranges);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    aoi_json_reader_find (&reader, AOI_KEYS (facts[i]), NULL);
  aoi_json_reader_note_unknown (&reader, NULL);
  return TRUE;
}

/* Other defaults than the format's change verdicts. */
static void
hash_defaults (Loader *self)
{
  const gint effort = self->defaults.barcode_effort;
  g_autofree gchar *value = g_strdup_printf ("%d", effort);
  g_autoptr (GBytes) bytes = g_bytes_new (value, strlen (value));

  if (effort != AOI_ROI_DEFAULT_BARCODE_EFFORT)
    aoi_file_hash (bytes, "barcode_effort", self->checksum);
}

/**
 * aoi_product_load: (skip)
 * @path: a product's folder, or its ROI file
 * @problems: where to add what is wrong with values
 * @error: return location for what stops everything: %AOI_ERROR_IO, %AOI_ERROR_SYNTAX, or
 *   %AOI_ERROR_INVALID when there is no list of ROIs
 *
 * Reads and checks a product's files and decodes its goldens. Slow. Thread-safe.
 *
 * Returns: (transfer full): the product, of use only if no problem was added: ROIs with problems are
 *   left out
 */
AoiProduct *
aoi_product_load (const gchar *path, AoiProblems *problems, GError **error)
{
  const AoiProductDefaults defaults = { .barcode_effort = AOI_ROI_DEFAULT_BARCODE_EFFORT };

  return aoi_product_load_with (path, &defaults, problems, error);
}

/* A load that begins anew when goldens were changed meanwhile. */
typedef struct {
  const gchar *file;
  const AoiProductDefaults *defaults;
  AoiProblems *problems;
  guint n_problems; /* before the load */
  AoiProduct *product;
  GError *error;
} Attempt;

static void
forget (Attempt *self)
{
  g_clear_pointer (&self->product, aoi_product_unref);
  g_clear_error (&self->error);
  aoi_problems_rewind (self->problems, self->n_problems);
}

static void
load (gpointer data)
{
  Attempt *self = data;
  g_autoptr (Loader) loader = NULL;

  forget (self);
  loader = loader_new (self->file, self->defaults, self->problems);
  if (!load_colors (loader, &self->error) || !load_rois (loader, &self->error))
    return;
  hash_defaults (loader);
  aoi_json_unknown_report (loader->source.unknown, loader->product->warnings);
  aoi_roi_empty_check (loader->product->rois, loader->product->warnings);
  if (!aoi_roi_fiducials_check (loader->product->rois, loader->source.problems))
    loader->product->lacks_fiducials = TRUE;
  aoi_roi_fiducials_set_moves (loader->product->rois);
  if (aoi_problems_get_count (self->problems) == self->n_problems)
    aoi_roi_marks_check (loader->product, self->problems);
  loader->product->hash = g_strdup (g_checksum_get_string (loader->checksum));
  self->product = g_steal_pointer (&loader->product);
}

/**
 * aoi_product_load_with: (skip)
 * @path: a product's folder, or its ROI file
 * @defaults: what holds for ROIs that do not say it
 * @problems: where to add what is wrong with values
 * @error: return location for what stops everything, as of aoi_product_load()
 *
 * As aoi_product_load(), with other defaults, which are part of the hash.
 *
 * Returns: (transfer full): the product, as that of aoi_product_load()
 */
AoiProduct *
aoi_product_load_with (
    const gchar *path, const AoiProductDefaults *defaults, AoiProblems *problems, GError **error)
{
  g_autofree gchar *file = NULL, *folder = NULL, *goldens = NULL;
  g_autoptr (GError) unread = NULL;
  Attempt attempt;

  g_return_val_if_fail (path != NULL && defaults != NULL && problems != NULL, NULL);

  file = aoi_product_path_find (path, error);
  if (file == NULL)
    return NULL;
  folder = g_path_get_dirname (file);
  goldens = g_build_filename (folder, "golden_rois", NULL);
  attempt = (Attempt){ file, defaults, problems, aoi_problems_get_count (problems), NULL, NULL };
  if (!aoi_golden_journal_read (goldens, load, &attempt, &unread)) {
    forget (&attempt);
    attempt.error = g_steal_pointer (&unread);
  }
  if (attempt.error != NULL)
    g_propagate_error (error, attempt.error);
  return attempt.product;
}

/**
 * aoi_product_parse: (skip)
 * @text: of the ROI file of a product that was loaded
 * @defaults: with which it was loaded
 * @problems: where to add what is wrong with values
 * @error: return location for what stops everything, as of aoi_product_load()
 *
 * Makes of a product again what its ROI file alone says: no goldens, no colours, no hash. Reads no file.
 * Thread-safe.
 *
 * Returns: (transfer full): the product
 */
AoiProduct *
aoi_product_parse (
    const gchar *text, const AoiProductDefaults *defaults, AoiProblems *problems, GError **error)
{
  g_autoptr (JsonNode)
      root = aoi_json_text_parse (text, strlen (text), AOI_PRODUCT_MAX_NESTING, error);
  g_autoptr (Loader) loader = NULL;

  if (root == NULL)
    return NULL;
  loader = loader_new ("rois_config.json", defaults, problems);
  g_clear_pointer (&loader->folder, g_free);
  return read_rois (loader, root, error) ? g_steal_pointer (&loader->product) : NULL;
}

/**
 * aoi_product_get_defaults:
 * @self: a product
 *
 * Returns: (transfer none): with what it was loaded
 */
const AoiProductDefaults *
aoi_product_get_defaults (const AoiProduct *self)
{
  return &self->defaults;
}
