/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/inspectors.h"

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "inspectors/barcode-list.h"
#include "inspectors/barcode-look.h"
#include "ops/levels.h"

/* Share of the pixels that may be darker than a code's black, and lighter than its white. */
#define TAIL 0.005

typedef struct {
  gsize n_pixels;
} BarcodeState;

typedef struct {
  guint8 *gray;
  guint8 *binary; /* the same, black and white */
  gsize size; /* of each */
  GArray *codes; /* AoiBarcode, in pixels of the turned view */
  AoiBarcodeLook look; /* at the view in `gray` */
} BarcodeScratch;

static gpointer
barcode_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  BarcodeState *state = g_new0 (BarcodeState, 1);

  state->n_pixels = (gsize) MAX (roi->rect.width, 0) * (gsize) MAX (roi->rect.height, 0);
  return state;
}

static void
barcode_scratch_free (gpointer data)
{
  BarcodeScratch *scratch = data;

  g_free (scratch->gray);
  g_free (scratch->binary);
  g_array_unref (scratch->codes);
  g_free (scratch);
}

static gpointer
barcode_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  BarcodeScratch *scratch = g_new0 (BarcodeScratch, 1);

  scratch->codes = aoi_barcode_list_new ();
  for (guint i = 0; i < n_states; i++)
    scratch->size = MAX (scratch->size, ((const BarcodeState *) states[i])->n_pixels);
  scratch->gray = g_try_malloc (scratch->size);
  scratch->binary = g_try_malloc (scratch->size);
  if (scratch->size == 0 || (scratch->gray != NULL && scratch->binary != NULL))
    return scratch;
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
      "no memory for a barcode ROI of %" G_GSIZE_FORMAT " pixels", scratch->size);
  barcode_scratch_free (scratch);
  return NULL;
}

static gboolean
look_for_all (const AoiBarcodeLook *look, GError **error)
{
  return aoi_barcode_look_for_matrix (look, error) && aoi_barcode_look_for_linear (look, error);
}

static gboolean
read_gray (BarcodeScratch *scratch, GError **error)
{
  return look_for_all (&scratch->look, error);
}

/* Blurred bars are gray: halfway between the codes' own black and white is what tells them apart
 * where ZXing's estimates do not. */
static gboolean
read_halfway (BarcodeScratch *scratch, GError **error)
{
  AoiBarcodeLook look = scratch->look;
  AoiLevels levels;
  guint black, white;

  aoi_levels_count (&levels, scratch->gray, look.width, look.width, look.height);
  aoi_levels_find_range (&levels, TAIL, &black, &white);
  aoi_levels_threshold (
      scratch->gray, (gsize) look.width * look.height, (black + white) / 2, scratch->binary);
  look.pixels = scratch->binary;
  look.binary = TRUE;
  return look_for_all (&look, error);
}

static gboolean
read_bands (BarcodeScratch *scratch, GError **error)
{
  return aoi_barcode_look_in_bands (&scratch->look, error);
}

static gboolean
read_inverted (BarcodeScratch *scratch, GError **error)
{
  const gsize n = (gsize) scratch->look.width * scratch->look.height;

  aoi_levels_stretch (scratch->gray, n, 0, 255, TRUE);
  return look_for_all (&scratch->look, error);
}

typedef gboolean (*Look) (BarcodeScratch *scratch, GError **error);

/* One after the other until one of them reads a text; those after read_inverted() see the inverted
 * view too. */
static const Look looks[] = {
  read_gray,
  read_halfway,
  read_bands,
  read_inverted,
  read_halfway,
  read_bands,
};

static gboolean
read_codes (BarcodeScratch *scratch, const AoiView *view, GCancellable *cancellable, GError **error)
{
  AoiBarcodeLook *look = &scratch->look;

  g_array_set_size (scratch->codes, 0);
  *look = (AoiBarcodeLook){
    .pixels = scratch->gray,
    .cancellable = cancellable,
    .codes = scratch->codes,
  };
  aoi_view_get_size (view, &look->width, &look->height);
  aoi_pixels_read_gray (view, scratch->gray, look->width);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    if (!looks[i](scratch, error))
      return FALSE;
    if (aoi_barcode_list_has_text (scratch->codes))
      break;
  }
  return TRUE;
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

static GVariant *
new_values (const GArray *codes, const AoiView *view)
{
  g_auto (GVariantBuilder) texts = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  g_auto (GVariantBuilder) symbologies = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  g_auto (GVariantBuilder) corners = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ad"));
  g_autoptr (GVariantDict) values = g_variant_dict_new (NULL);

  for (guint i = 0; i < codes->len; i++) {
    const AoiBarcode *code = &g_array_index (codes, AoiBarcode, i);

    g_variant_builder_add (&texts, "s", code->text);
    g_variant_builder_add (&symbologies, "s", code->symbology);
    add_corners (&corners, code, view);
  }
  g_variant_dict_insert_value (values, AOI_VALUE_BARCODES, g_variant_builder_end (&texts));
  g_variant_dict_insert_value (values, AOI_VALUE_SYMBOLOGIES, g_variant_builder_end (&symbologies));
  g_variant_dict_insert_value (values, AOI_VALUE_CORNERS, g_variant_builder_end (&corners));
  return g_variant_dict_end (values);
}

static void
report (BarcodeScratch *scratch, const AoiView *view, AoiRoiResult *result)
{
  aoi_barcode_list_sort (scratch->codes);
  aoi_roi_result_take_values (result, new_values (scratch->codes, view));
  if (aoi_barcode_list_has_text (scratch->codes))
    aoi_roi_result_pass (result, 1.0, 1.0);
  else
    aoi_roi_result_fail (result, 0.0, 1.0, "no barcode read");
}

static void
barcode_inspect (gconstpointer data, gpointer scratch_data, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  const AoiRect *rect = &view->rect;
  BarcodeScratch *scratch = scratch_data;
  g_autoptr (GError) error = NULL;

  if (aoi_rect_is_empty (rect) || (gsize) rect->width * rect->height > scratch->size)
    aoi_roi_result_error (
        result, "view of %dx%d pixels is not the ROI's", rect->width, rect->height);
  else if (read_codes (scratch, view, cancellable, &error))
    report (scratch, view, result);
  else
    aoi_roi_result_error (result, "%s", error->message);
}

/**
 * aoi_inspector_barcode:
 *
 * Passes when at least one code of any symbology that ZXing knows is read and says more than
 * spaces.
 *
 * Codes may lie in any direction. Looks follow each other until one reads a text: a plain one, one
 * for blurred codes, one for DataMatrix codes off the middle of the ROI, and the same three at the
 * inverted picture. All codes that this look reads are listed, not those that need a later one.
 *
 * Score and threshold are 1 for a code read. Values, also of a failure: `barcodes` and
 * `symbologies` in reading order, and of each code four `corners` in frame coordinates: top left,
 * top right, bottom right and bottom left of the code as it is printed.
 */
const AoiInspector aoi_inspector_barcode = {
  .type = AOI_TYPE_BARCODE,
  .prepare = barcode_prepare,
  .release = g_free,
  .scratch_new = barcode_scratch_new,
  .scratch_free = barcode_scratch_free,
  .inspect = barcode_inspect,
};
