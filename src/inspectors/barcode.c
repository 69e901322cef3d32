/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/inspectors.h"

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "inspectors/barcode-list.h"
#include "inspectors/zxing-shim.h"

typedef struct {
  gsize n_pixels;
} BarcodeState;

typedef struct {
  guint8 *gray;
  gsize size;
  GArray *codes; /* AoiBarcode, in pixels of the turned view */
} BarcodeScratch;

/* The ways to look, each tried if the one before read no text. */
typedef enum {
  ATTEMPT_FAST,
  ATTEMPT_THOROUGH,
  ATTEMPT_INVERTED,
  N_ATTEMPTS
} Attempt;

static gpointer
barcode_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  BarcodeState *state = g_new0 (BarcodeState, 1);

  state->n_pixels = (gsize) MAX (roi->rect.width, 0) * (gsize) MAX (roi->rect.height, 0);
  return state;
}

static gpointer
barcode_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  g_autofree BarcodeScratch *scratch = g_new0 (BarcodeScratch, 1);

  for (guint i = 0; i < n_states; i++)
    scratch->size = MAX (scratch->size, ((const BarcodeState *) states[i])->n_pixels);
  scratch->gray = g_try_malloc (scratch->size);
  if (scratch->gray == NULL && scratch->size > 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
        "no memory for a barcode ROI of %" G_GSIZE_FORMAT " pixels", scratch->size);
    return NULL;
  }
  scratch->codes = aoi_barcode_list_new ();
  return g_steal_pointer (&scratch);
}

static void
barcode_scratch_free (gpointer data)
{
  BarcodeScratch *scratch = data;

  g_free (scratch->gray);
  g_array_unref (scratch->codes);
  g_free (scratch);
}

/* ZXing counts whole pixels: a corner is that pixel's centre. */
static void
add_code (const gchar *text, gsize length, const gchar *symbology, const gint corners[8],
    gpointer user_data)
{
  gdouble centres[8];

  for (guint i = 0; i < 8; i++)
    centres[i] = corners[i] + 0.5;
  aoi_barcode_list_add (user_data, text, length, symbology, centres);
}

static void
invert (guint8 *gray, gsize n)
{
  for (gsize i = 0; i < n; i++)
    gray[i] ^= 0xff;
}

static gboolean
run_attempt (BarcodeScratch *scratch, Attempt attempt, gint width, gint height, GError **error)
{
  if (attempt == ATTEMPT_INVERTED)
    invert (scratch->gray, (gsize) width * height);
  return aoi_zxing_read (scratch->gray, width, height, width, attempt != ATTEMPT_FAST, add_code,
      scratch->codes, error);
}

static gboolean
read_codes (BarcodeScratch *scratch, const AoiView *view, GCancellable *cancellable, GError **error)
{
  gint width, height;

  aoi_view_get_size (view, &width, &height);
  aoi_pixels_read_gray (view, scratch->gray, width);
  g_array_set_size (scratch->codes, 0);
  for (Attempt attempt = ATTEMPT_FAST; attempt < N_ATTEMPTS; attempt++) {
    if (g_cancellable_is_cancelled (cancellable)) {
      g_set_error_literal (error, AOI_ERROR, AOI_ERROR_CANCELLED, "cancelled");
      return FALSE;
    }
    if (!run_attempt (scratch, attempt, width, height, error))
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
 * Passes when at least one code of any symbology that ZXing knows is read and says more than spaces.
 *
 * A fast look at the view as it is turned comes first; only if it reads nothing, all directions and
 * scales are tried, and then the same on the inverted picture. Score and threshold are 1 for a code
 * read. Values, also of a failure: `barcodes` and `symbologies` in reading order, and of each code
 * four `corners` in frame coordinates: top left, top right, bottom right and bottom left of the code
 * as it is printed.
 */
const AoiInspector aoi_inspector_barcode = {
  .type = AOI_TYPE_BARCODE,
  .prepare = barcode_prepare,
  .release = g_free,
  .scratch_new = barcode_scratch_new,
  .scratch_free = barcode_scratch_free,
  .inspect = barcode_inspect,
};
