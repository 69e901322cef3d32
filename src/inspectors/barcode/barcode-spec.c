/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The keys by which a barcode ROI checks what a code says: length, unique and gs1, beside text_match. */
#include "inspectors/barcode/barcode-spec.h"

#include "inspectors/barcode/barcode-gs1.h"
#include "product/aoi-keys.h"
#include "product/aoi-text-keys.h"

/* More than any code holds. */
#define MAX_LENGTH 10000

/* Boards back, where the product says neither boards nor seconds. */
#define DEFAULT_BOARDS 1000

static void
read_length (AoiJsonReader *reader, AoiBarcodeSpec *spec)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("length"), &path);
  gint range[2];

  if (node == NULL)
    return;
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    if (!aoi_json_node_get_ints (reader->source, node, path, MAX_LENGTH, 2, range))
      return;
  } else if (aoi_json_node_get_integer (node, 1, MAX_LENGTH, &range[0])) {
    range[1] = range[0];
  } else {
    aoi_json_node_refuse (
        reader->source, node, path, "a number of characters from 1 to 10000, or [fewest, most]");
    return;
  }
  if (range[0] < 1 || range[1] < range[0])
    aoi_json_node_refuse (
        reader->source, node, path, "[fewest, most] with 1 or more, and not more than the most");
  spec->min_length = (guint) range[0];
  spec->max_length = (guint) range[1];
}

static void
read_within (const AoiJsonSource *source, JsonNode *node, const gchar *path, AoiUnique *unique)
{
  const gchar *name = aoi_json_node_get_string (node);

  if (g_strcmp0 (name, "device") == 0)
    unique->within = AOI_UNIQUE_DEVICE;
  else if (g_strcmp0 (name, "run") == 0)
    unique->within = AOI_UNIQUE_RUN;
  else
    aoi_json_node_refuse (source, node, path, "\"device\" or \"run\"");
}

static void
read_window (AoiJsonReader *reader, const gchar *path, AoiUnique *unique)
{
  g_autofree gchar *within_path = NULL;
  gint boards = 0, seconds = 0;
  JsonNode *within;

  if (!aoi_json_reader_require (reader, AOI_KEYS ("within")))
    return;
  within = aoi_json_reader_find (reader, AOI_KEYS ("within"), &within_path);
  read_within (reader->source, within, within_path, unique);
  aoi_json_reader_get_int (reader, AOI_KEYS ("boards"), 1, AOI_UNIQUE_MAX_BOARDS, &boards);
  aoi_json_reader_get_int (reader, AOI_KEYS ("seconds"), 1, AOI_UNIQUE_MAX_SECONDS, &seconds);
  aoi_json_reader_note_unknown (reader, NULL);
  if (unique->within == AOI_UNIQUE_DEVICE && boards + seconds > 0)
    aoi_problems_add (reader->source->problems, reader->source->file, path,
        "has boards or seconds, which \"within\": \"device\" does not take; use \"run\"");
  unique->boards = (guint) boards;
  unique->seconds = (guint) seconds;
}

static void
read_unique (AoiJsonReader *reader, AoiUnique *unique)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("unique"), &path);
  g_auto (AoiJsonReader) window = { 0 };

  if (node == NULL)
    return;
  if (aoi_json_node_get_string (node) != NULL) {
    read_within (reader->source, node, path, unique);
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    aoi_json_reader_init (&window, reader->source, json_node_get_object (node), path);
    read_window (&window, path, unique);
  } else {
    aoi_json_node_refuse (reader->source, node, path,
        "\"device\", \"run\", or an object such as {\"within\": \"run\", \"boards\": 1000}");
  }
  if (unique->within == AOI_UNIQUE_RUN && unique->boards == 0 && unique->seconds == 0)
    unique->boards = DEFAULT_BOARDS;
}

static void
read_identifiers (
    const AoiJsonSource *source, JsonArray *array, const gchar *path, AoiBarcodeSpec *spec)
{
  const guint n = json_array_get_length (array);

  spec->identifiers = g_new0 (gchar *, n + 1);
  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element (array, i);
    const gchar *text = aoi_json_node_get_string (node);
    g_autofree gchar *item_path = g_strdup_printf ("%s[%u]", path, i);

    if (text == NULL || !aoi_gs1_is_identifier (text))
      aoi_json_node_refuse (source, node, item_path,
          "a known application identifier in quotes, such as \"01\" or \"3103\"");
    spec->identifiers[i] = g_strdup (text != NULL ? text : "");
  }
}

static void
read_gs1 (AoiJsonReader *reader, AoiBarcodeSpec *spec)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("gs1"), &path);

  if (node == NULL)
    return;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN) {
    spec->gs1 = json_node_get_boolean (node);
  } else if (JSON_NODE_HOLDS_ARRAY (node)
      && json_array_get_length (json_node_get_array (node)) > 0) {
    spec->gs1 = TRUE;
    read_identifiers (reader->source, json_node_get_array (node), path, spec);
  } else {
    aoi_json_node_refuse (reader->source, node, path,
        "true, false, or an array of the application identifiers that must be there, such as "
        "[\"01\", \"10\"]");
  }
}

/* A product that asks for what cannot be is mistaken, though it is safe. */
static void
check_gs1 (AoiKeys *keys, const AoiRoi *roi)
{
  static const gchar *const able[] = { "Aztec", "Code128", "DataBar", "DataBarExpanded",
    "DataMatrix", "QRCode", NULL };

  for (guint i = 0; roi->symbologies != NULL && roi->symbologies[i] != NULL; i++)
    if (g_strv_contains (able, roi->symbologies[i]))
      return;
  if (roi->symbologies != NULL)
    aoi_keys_warn (keys, "gs1",
        "none of the symbologies has codes of GS1, so that the ROI can never pass; add Aztec, Code128, "
        "DataBar, DataBarExpanded, DataMatrix or QRCode to them");
}

/**
 * aoi_barcode_spec_read:
 * @keys: keys of a barcode ROI
 * @roi: the ROI, its `expected_text` and `text_match` read
 *
 * Reads the other keys that check a code's text into #AoiRoi.spec, which stays %NULL if there is none.
 */
void
aoi_barcode_spec_read (AoiKeys *keys, AoiRoi *roi)
{
  AoiBarcodeSpec spec = { 0 };

  read_length (keys->reader, &spec);
  read_unique (keys->reader, &spec.unique);
  read_gs1 (keys->reader, &spec);
  if (spec.max_length > 0 || spec.unique.within != AOI_UNIQUE_NO || spec.gs1)
    roi->spec = g_memdup2 (&spec, sizeof spec);
  else
    g_strfreev (spec.identifiers);
  if (!roi->enabled)
    return;
  if (spec.gs1)
    check_gs1 (keys, roi);
  aoi_text_keys_check (keys, roi, TRUE);
}

/**
 * aoi_barcode_spec_copy:
 * @spec: an #AoiBarcodeSpec
 *
 * Returns: (transfer full): a copy
 */
gpointer
aoi_barcode_spec_copy (gconstpointer spec)
{
  AoiBarcodeSpec *copy = g_memdup2 (spec, sizeof *copy);

  copy->identifiers = g_strdupv (copy->identifiers);
  return copy;
}

/**
 * aoi_barcode_spec_free:
 * @spec: (transfer full): an #AoiBarcodeSpec
 */
void
aoi_barcode_spec_free (gpointer spec)
{
  g_strfreev (((AoiBarcodeSpec *) spec)->identifiers);
  g_free (spec);
}

static void append (GString *text, const gchar *format, ...) G_GNUC_PRINTF (2, 3);

static void
append (GString *text, const gchar *format, ...)
{
  va_list args;

  if (text->len > 0)
    g_string_append (text, ", ");
  va_start (args, format);
  g_string_append_vprintf (text, format, args);
  va_end (args);
}

static void
describe_unique (const AoiUnique *unique, GString *text)
{
  if (unique->within == AOI_UNIQUE_NO)
    return;
  append (text, "once on the board");
  if (unique->boards > 0)
    append (text, "not within the last %u boards", unique->boards);
  if (unique->seconds > 0)
    append (text, "not within the last %u s", unique->seconds);
}

/**
 * aoi_barcode_spec_describe:
 * @roi: a barcode ROI
 * @text: where to append what is asked of a code's text, in words
 */
void
aoi_barcode_spec_describe (const AoiRoi *roi, GString *text)
{
  const AoiBarcodeSpec *spec = roi->spec;

  if (roi->text_match != AOI_TEXT_MATCH_UNSET && roi->expected_text != NULL)
    append (text, "%s '%s'", aoi_text_match_get_verb (roi->text_match), roi->expected_text);
  if (spec == NULL)
    return;
  if (spec->max_length > spec->min_length)
    append (text, "%u to %u characters", spec->min_length, spec->max_length);
  else if (spec->max_length > 0)
    append (text, "%u characters", spec->max_length);
  if (spec->gs1 && spec->identifiers != NULL) {
    g_autofree gchar *list = g_strjoinv (" ", spec->identifiers);

    append (text, "GS1 with %s", list);
  } else if (spec->gs1) {
    append (text, "GS1");
  }
  describe_unique (&spec->unique, text);
}

static void
add_unique (GVariantBuilder *members, const AoiUnique *unique)
{
  g_auto (GVariantBuilder) window = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&window, "{sv}", "within",
      g_variant_new_string (unique->within == AOI_UNIQUE_RUN ? "run" : "device"));
  if (unique->boards > 0)
    g_variant_builder_add (&window, "{sv}", "boards", g_variant_new_int64 (unique->boards));
  if (unique->seconds > 0)
    g_variant_builder_add (&window, "{sv}", "seconds", g_variant_new_int64 (unique->seconds));
  g_variant_builder_add (members, "{sv}", "unique", g_variant_builder_end (&window));
}

/**
 * aoi_barcode_spec_dup_check:
 * @roi: a barcode ROI
 *
 * Returns: (transfer floating): what is asked of a code's text, an a{sv}
 */
GVariant *
aoi_barcode_spec_dup_check (const AoiRoi *roi)
{
  const AoiBarcodeSpec *spec = roi->spec;
  g_auto (GVariantBuilder) members = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (spec != NULL && spec->max_length > 0)
    g_variant_builder_add (&members, "{sv}", "length",
        g_variant_new ("(xx)", (gint64) spec->min_length, (gint64) spec->max_length));
  if (spec != NULL && spec->identifiers != NULL)
    g_variant_builder_add (
        &members, "{sv}", "gs1", g_variant_new_strv ((const gchar *const *) spec->identifiers, -1));
  else if (spec != NULL && spec->gs1)
    g_variant_builder_add (&members, "{sv}", "gs1", g_variant_new_boolean (TRUE));
  if (spec != NULL && spec->unique.within != AOI_UNIQUE_NO)
    add_unique (&members, &spec->unique);
  return g_variant_builder_end (&members);
}

/**
 * aoi_barcode_spec_get_unique:
 * @roi: a barcode ROI
 *
 * Returns: (nullable): where a text may not be twice; %NULL: anywhere
 */
const AoiUnique *
aoi_barcode_spec_get_unique (const AoiRoi *roi)
{
  const AoiBarcodeSpec *spec = roi->spec;

  return spec != NULL && spec->unique.within != AOI_UNIQUE_NO ? &spec->unique : NULL;
}
