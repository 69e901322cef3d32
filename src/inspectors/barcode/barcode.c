/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode.h"

#include "aoi-error.h"
#include "inspectors/barcode/barcode-content.h"
#include "inspectors/barcode/barcode-ladder.h"
#include "inspectors/barcode/barcode-libraries.h"
#include "inspectors/barcode/barcode-list.h"
#include "inspectors/barcode/zxing-shim.h"

typedef struct {
  gint width, height;
  gint effort;
  guint kinds; /* set of AoiBarcodeKinds */
  AoiBarcodeContent *content; /* NULL: any text passes */
} BarcodeState;

typedef struct {
  AoiBarcodeStudio studio;
  gsize size; /* of a view */
  guint8 *chart;
  GArray *codes; /* AoiBarcode, in pixels of the turned view */
  GArray *fresh, *doubted; /* AoiBarcode: the ladder's */
} BarcodeScratch;

/* Returns 0 with @error set if there is no such symbology. */
static guint
get_kind (const AoiRoi *roi, guint i, GError **error)
{
  const guint kind = aoi_barcode_kind_from_name (roi->symbologies[i]);
  g_autofree gchar *names = NULL;

  if (kind != 0)
    return kind;
  names = aoi_barcode_kinds_list ();
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s.symbologies[%u]: must be one of %s, is \"%s\"", roi->path, i, names, roi->symbologies[i]);
  return 0;
}

/* Returns 0 with @error set if there is one that does not exist. */
static guint
get_kinds (const AoiRoi *roi, GError **error)
{
  guint kinds = 0;

  if (roi->symbologies == NULL)
    return AOI_BARCODE_ALL;
  for (guint i = 0; roi->symbologies[i] != NULL; i++) {
    const guint kind = get_kind (roi, i, error);

    if (kind == 0)
      return 0;
    kinds |= kind;
  }
  return kinds;
}

static gpointer
barcode_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  const guint kinds = get_kinds (roi, error);
  AoiBarcodeContent *content;
  BarcodeState *state;

  if (kinds == 0 || !aoi_barcode_content_new (roi, &content, error))
    return NULL;
  state = g_new0 (BarcodeState, 1);
  state->width = MAX (roi->rect.width, 0);
  state->height = MAX (roi->rect.height, 0);
  state->effort = roi->barcode_effort != 0 ? roi->barcode_effort : AOI_ROI_DEFAULT_BARCODE_EFFORT;
  state->kinds = kinds;
  state->content = content;
  return state;
}

static void
barcode_release (gpointer data)
{
  BarcodeState *state = data;

  aoi_barcode_content_free (state->content);
  g_free (state);
}

static void
barcode_scratch_free (gpointer data)
{
  BarcodeScratch *scratch = data;

  aoi_barcode_studio_clear (&scratch->studio);
  g_free (scratch->chart);
  g_array_unref (scratch->codes);
  g_array_unref (scratch->fresh);
  g_array_unref (scratch->doubted);
  g_free (scratch);
}

static gpointer
barcode_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  BarcodeScratch *scratch = g_new0 (BarcodeScratch, 1);
  gint longest = 0;

  scratch->codes = aoi_barcode_list_new ();
  scratch->fresh = aoi_barcode_list_new ();
  scratch->doubted = aoi_barcode_list_new ();
  scratch->chart = g_malloc (AOI_BARCODE_CHART_BYTES);
  for (guint i = 0; i < n_states; i++) {
    const BarcodeState *state = states[i];

    longest = MAX (longest, state->width + state->height);
    scratch->size = MAX (scratch->size, (gsize) state->width * (gsize) state->height);
  }
  if (aoi_barcode_studio_init (&scratch->studio, longest, scratch->size, error))
    return scratch;
  barcode_scratch_free (scratch);
  return NULL;
}

static gboolean
read_codes (const BarcodeState *state, BarcodeScratch *scratch, const AoiView *view,
    GCancellable *cancellable, GError **error)
{
  const AoiBarcodeLadder ladder = {
    .effort = state->effort,
    .kinds = state->kinds,
    .studio = &scratch->studio,
    .chart = scratch->chart,
    .cancellable = cancellable,
    .codes = scratch->codes,
    .fresh = scratch->fresh,
    .doubted = scratch->doubted,
  };

  aoi_barcode_studio_set_view (&scratch->studio, view);
  return aoi_barcode_ladder_climb (&ladder, error);
}

static void
add_corners (GVariantBuilder *builder, const AoiBarcode *code, const AoiView *view)
{
  for (guint i = 0; i < 8; i += 2) {
    gdouble x, y;

    aoi_view_point_to_frame (view, code->corners[i], code->corners[i + 1], &x, &y);
    g_variant_builder_add (builder, "d", x);
    g_variant_builder_add (builder, "d", y);
  }
}

/* A code without text is not among the values: beside "no barcode read" it would contradict the verdict, and
 * beside others no program can use it. */
static GVariant *
new_values (const GArray *codes, GVariant *matched, const AoiView *view)
{
  g_auto (GVariantBuilder) texts = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  g_auto (GVariantBuilder) symbologies = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  g_auto (GVariantBuilder) corners = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ad"));
  g_autoptr (GVariantDict) values = g_variant_dict_new (NULL);

  for (guint i = 0; i < codes->len; i++) {
    const AoiBarcode *code = &g_array_index (codes, AoiBarcode, i);

    if (!aoi_barcode_has_text (code))
      continue;
    g_variant_builder_add (&texts, "s", code->text);
    g_variant_builder_add (&symbologies, "s", code->symbology);
    add_corners (&corners, code, view);
  }
  g_variant_dict_insert_value (values, AOI_VALUE_BARCODES, g_variant_builder_end (&texts));
  g_variant_dict_insert_value (values, AOI_VALUE_SYMBOLOGIES, g_variant_builder_end (&symbologies));
  g_variant_dict_insert_value (values, AOI_VALUE_CORNERS, g_variant_builder_end (&corners));
  if (matched != NULL)
    g_variant_dict_insert_value (values, AOI_VALUE_MATCHED, matched);
  return g_variant_dict_end (values);
}

/* What was asked for is nothing that this ZXing can be asked for. */
static void
report_not_searched (BarcodeScratch *scratch, const AoiView *view, AoiRoiResult *result)
{
  g_autofree gchar *version = aoi_zxing_dup_version ();

  g_array_set_size (scratch->codes, 0);
  aoi_roi_result_take_values (result, new_values (scratch->codes, NULL, view));
  aoi_roi_result_fail (result, 0.0, 1.0,
      "no barcode read: none of the ROI's symbologies is searched for with ZXing %s", version);
}

static void
report (
    const BarcodeState *state, BarcodeScratch *scratch, const AoiView *view, AoiRoiResult *result)
{
  GVariant *matched = NULL;

  aoi_barcode_list_sort (scratch->codes);
  if (scratch->codes->len == 0)
    aoi_roi_result_fail (result, 0.0, 1.0, "no barcode read");
  else if (!aoi_barcode_list_has_text (scratch->codes))
    aoi_roi_result_fail (result, 0.0, 1.0, "no barcode read: the code that is there has no text");
  else if (state->content != NULL)
    matched = aoi_barcode_content_judge (state->content, scratch->codes, result);
  else
    aoi_roi_result_pass (result, 1.0, 1.0);
  aoi_roi_result_take_values (result, new_values (scratch->codes, matched, view));
}

static void
barcode_inspect (gconstpointer data, gpointer scratch_data, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  const AoiRect *rect = &view->rect;
  const BarcodeState *state = data;
  BarcodeScratch *scratch = scratch_data;
  g_autoptr (GError) error = NULL;

  if (aoi_rect_is_empty (rect) || (gsize) rect->width * rect->height > scratch->size)
    aoi_roi_result_error (
        result, "view of %dx%d pixels is not the ROI's", rect->width, rect->height);
  else if ((state->kinds & aoi_zxing_get_kinds ()) == 0)
    report_not_searched (scratch, view, result);
  else if (read_codes (state, scratch, view, cancellable, &error))
    report (state, scratch, view, result);
  else
    aoi_roi_result_error (result, "%s", error->message);
}

/**
 * aoi_inspector_barcode:
 *
 * Passes when at least one code of the ROI's `symbologies` is read and says more than spaces, and one of
 * them is all that the ROI asks for, if it does: see aoi_barcode_content_judge().
 *
 * Codes may lie in any direction. Rungs follow each other until one reads a text, as many as the ROI's
 * effort allows: see aoi_barcode_ladder_climb().
 *
 * Score and threshold are 1 for a code read. Values, also of a failure: `barcodes` and
 * `symbologies` in reading order, and of each code four `corners` in frame coordinates: top left,
 * top right, bottom right and bottom left of the code as it is printed. An ROI that asks for a text has
 * `matched` besides, the texts that are as it asks.
 */
const AoiInspector aoi_inspector_barcode = {
  .type = AOI_TYPE_BARCODE,
  .prepare = barcode_prepare,
  .release = barcode_release,
  .scratch_new = barcode_scratch_new,
  .scratch_free = barcode_scratch_free,
  .inspect = barcode_inspect,
  .shares_gray = TRUE,
  .roi_type = &aoi_roi_type_barcode,
  .calls_foreign_code = TRUE,
};
