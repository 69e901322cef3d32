/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/inspectors.h"

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "inspectors/barcode-list.h"
#include "inspectors/zxing-shim.h"

/* Breadth in pixels of the narrowest bands in which codes off the view's middle are looked for; an
 * eighth of the view where that is more, which bounds the time. */
#define MIN_BAND 64

typedef struct {
  gsize n_pixels;
} BarcodeState;

typedef struct {
  guint8 *gray;
  gsize size;
  gint width, height; /* of the turned view in `gray` */
  GArray *codes; /* AoiBarcode, in pixels of the turned view */
} BarcodeScratch;

/* A part of the view that is looked at by itself, and where its codes go. */
typedef struct {
  GArray *codes;
  AoiRect place;
} Window;

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
  const Window *window = user_data;
  gdouble centres[8];

  for (guint i = 0; i < 8; i += 2) {
    centres[i] = corners[i] + 0.5 + window->place.x;
    centres[i + 1] = corners[i + 1] + 0.5 + window->place.y;
  }
  aoi_barcode_list_add (window->codes, text, length, symbology, centres);
}

static gboolean
read_window (BarcodeScratch *scratch, const AoiRect *place, AoiZxingMode mode,
    GCancellable *cancellable, GError **error)
{
  Window window = { scratch->codes, *place };
  const guint8 *corner = scratch->gray + (gsize) place->y * scratch->width + place->x;

  if (g_cancellable_is_cancelled (cancellable)) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_CANCELLED, "cancelled");
    return FALSE;
  }
  return aoi_zxing_read (
      corner, place->width, place->height, scratch->width, mode, add_code, &window, error);
}

static gboolean
read_whole (BarcodeScratch *scratch, AoiZxingMode mode, GCancellable *cancellable, GError **error)
{
  const AoiRect whole = { 0, 0, scratch->width, scratch->height };

  return read_window (scratch, &whole, mode, cancellable, error);
}

/* Bands across the view that overlap by three quarters: a code between a quarter and three quarters
 * of a band's breadth lies wholly in one of them and on its middle line. Standing bands find what
 * lying ones do not: ZXing must meet the code's closed left side on that line. */
static gboolean
read_bands (BarcodeScratch *scratch, gint breadth, gboolean standing, GCancellable *cancellable,
    GError **error)
{
  const gint extent = standing ? scratch->width : scratch->height;
  const gint thickness = MIN (breadth, extent);
  const gint last = extent - thickness, step = MAX (thickness / 4, 1);

  for (gint at = 0; at < last + step; at += step) {
    AoiRect band = { 0, MIN (at, last), scratch->width, thickness };

    if (standing)
      band = (AoiRect){ MIN (at, last), 0, thickness, scratch->height };
    if (!read_window (scratch, &band, AOI_ZXING_MIDDLE, cancellable, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_thoroughly (BarcodeScratch *scratch, GCancellable *cancellable, GError **error)
{
  const gint longest = MAX (scratch->width, scratch->height);

  if (!read_whole (scratch, AOI_ZXING_THOROUGH, cancellable, error))
    return FALSE;
  for (gint breadth = MAX (MIN_BAND, longest / 8); breadth < longest; breadth *= 2) {
    if (aoi_barcode_list_has_text (scratch->codes))
      return TRUE;
    if (!read_bands (scratch, breadth, FALSE, cancellable, error)
        || !read_bands (scratch, breadth, TRUE, cancellable, error))
      return FALSE;
  }
  return TRUE;
}

static void
invert (guint8 *gray, gsize n)
{
  for (gsize i = 0; i < n; i++)
    gray[i] ^= 0xff;
}

/* What costs more is only tried where all before it read no text. */
static gboolean
read_codes (BarcodeScratch *scratch, const AoiView *view, GCancellable *cancellable, GError **error)
{
  g_array_set_size (scratch->codes, 0);
  aoi_view_get_size (view, &scratch->width, &scratch->height);
  aoi_pixels_read_gray (view, scratch->gray, scratch->width);
  if (!read_whole (scratch, AOI_ZXING_FAST, cancellable, error))
    return FALSE;
  if (aoi_barcode_list_has_text (scratch->codes))
    return TRUE;
  if (!read_thoroughly (scratch, cancellable, error))
    return FALSE;
  if (aoi_barcode_list_has_text (scratch->codes))
    return TRUE;
  invert (scratch->gray, (gsize) scratch->width * scratch->height);
  return read_thoroughly (scratch, cancellable, error);
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
 * A fast look at the view as it is turned comes first; only if it reads nothing, all directions,
 * scales and places are tried, and then the same on the inverted picture. The first look that reads
 * something is the last one. Score and threshold are 1 for a code
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
