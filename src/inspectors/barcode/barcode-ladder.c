/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-ladder.h"

#include <string.h>

#include "inspectors/barcode/barcode-libraries.h"
#include "inspectors/barcode/barcode-list.h"

/* Which readers search a rung's picture. */
typedef enum {
  MATRIX = 1 << 0, /* ZXing: codes of two dimensions */
  LINEAR = 1 << 1, /* ZXing: linear codes in rows and columns */
  ROWS = 1 << 2, /* ZXing: linear codes in rows */
  BANDS = 1 << 3, /* ZXing: DataMatrix codes off the middle */
  AZTEC = 1 << 4, /* ZXing: Aztec codes off the middle, in black and white */
  ZBAR = 1 << 5,
  DMTX = 1 << 6,
} Readers;

typedef struct {
  guint8 effort; /* the least with which it is tried */
  guint8 readers;
  AoiBarcodeRecipe recipe;
} Rung;

#define UPRIGHT AOI_BARCODE_UPRIGHT
#define ALIGNED AOI_BARCODE_ALIGNED
#define SECOND AOI_BARCODE_ALIGNED_SECOND
#define TURNED(degrees) (AOI_BARCODE_TURNED + (degrees))
#define HALFWAY AOI_BARCODE_HALFWAY
#define MEAN AOI_BARCODE_MEAN
#define MOSAIC TRUE

/* turn, scale, inverted, even, smooth, bars, sharpen, levels, mosaic */
static const Rung rungs[] = {
  { 1, MATRIX | LINEAR, { UPRIGHT, 2, 0, 0, 0, 0, 0, 0 } },
  { 2, MATRIX | LINEAR, { UPRIGHT, 2, 0, 0, 0, 0, 0, 0, MOSAIC } },
  { 2, MATRIX | LINEAR | AZTEC, { UPRIGHT, 2, 0, 0, 0, 0, 0, HALFWAY } },
  { 2, BANDS, { UPRIGHT, 2, 0, 0, 0, 0, 0, 0 } },
  { 3, MATRIX | ROWS, { ALIGNED, 2, 0, 0, 0, 0, 0, 0 } },
  { 3, MATRIX | AZTEC, { ALIGNED, 4, 0, 0, 0, 0, 4, HALFWAY, MOSAIC } },
  { 2, MATRIX | LINEAR, { UPRIGHT, 2, 1, 0, 0, 0, 0, 0 } },
  { 2, MATRIX | LINEAR | AZTEC, { UPRIGHT, 2, 1, 0, 0, 0, 0, HALFWAY } },
  { 2, BANDS, { UPRIGHT, 2, 1, 0, 0, 0, 0, 0 } },
  { 3, MATRIX | ROWS | AZTEC, { ALIGNED, 2, 0, 1, 0, 0, 0, HALFWAY } },
  { 3, AZTEC, { ALIGNED, 4, 0, 0, 0, 0, 0, HALFWAY } },
  { 3, MATRIX | ROWS, { ALIGNED, 4, 0, 0, 0, 0, 0, 0, MOSAIC } },
  { 3, MATRIX | AZTEC, { ALIGNED, 4, 1, 0, 0, 0, 4, HALFWAY, MOSAIC } },
  { 4, AZTEC, { ALIGNED, 6, 0, 0, 0, 0, 0, HALFWAY } },
  { 4, AZTEC, { ALIGNED, 4, 1, 0, 0, 0, 0, HALFWAY } },
  { 4, AZTEC, { UPRIGHT, 4, 0, 0, 0, 0, 0, HALFWAY } },
  { 4, DMTX, { UPRIGHT, 2, 0, 0, 0, 0, 0, 0 } },
  { 4, ZBAR, { UPRIGHT, 2, 0, 0, 0, 0, 0, 0 } },
  { 4, ZBAR, { ALIGNED, 2, 0, 0, 0, 0, 0, 0 } },
  { 4, MATRIX | AZTEC, { ALIGNED, 2, 0, 0, 1, 0, 0, MEAN } },
  { 4, ROWS, { ALIGNED, 2, 0, 1, 0, 3, 0, HALFWAY } },
  { 4, ROWS | ZBAR, { ALIGNED, 4, 0, 1, 0, 8, 4, 0 } },
  { 4, MATRIX | AZTEC, { ALIGNED, 4, 0, 0, 2, 0, 0, MEAN } },
  { 4, MATRIX | AZTEC, { ALIGNED, 4, 0, 0, 2, 0, 6, HALFWAY } },
  { 4, MATRIX | AZTEC, { ALIGNED, 1, 0, 0, 0, 0, 0, MEAN } },
  { 4, DMTX, { UPRIGHT, 2, 0, 1, 1, 0, 0, 0 } },
  { 4, AZTEC, { ALIGNED, 4, 0, 1, 1, 0, 0, HALFWAY } },
  { 5, AZTEC, { ALIGNED, 6, 0, 0, 2, 0, 8, HALFWAY } },
  { 5, AZTEC, { ALIGNED, 6, 1, 0, 0, 0, 0, HALFWAY } },
  { 5, MATRIX | AZTEC, { UPRIGHT, 2, 0, 1, 1, 0, 3, HALFWAY } },
  { 5, MATRIX | AZTEC, { ALIGNED, 2, 0, 0, 2, 0, 0, MEAN } },
  { 5, MATRIX | AZTEC, { ALIGNED, 4, 0, 1, 1, 0, 10, HALFWAY } },
  { 5, MATRIX | AZTEC, { ALIGNED, 4, 0, 0, 2, 0, 12, MEAN } },
  { 5, MATRIX | AZTEC, { ALIGNED, 6, 0, 1, 2, 0, 14, HALFWAY } },
  { 5, ROWS | ZBAR, { ALIGNED, 4, 0, 1, 0, 10, 8, 0 } },
  { 5, ROWS | ZBAR, { ALIGNED, 4, 0, 1, 0, 10, 12, 0 } },
  { 5, ROWS, { ALIGNED, 6, 0, 1, 0, 14, 12, HALFWAY } },
  { 5, MATRIX | LINEAR, { SECOND, 2, 0, 0, 0, 0, 0, 0 } },
  { 5, MATRIX | LINEAR, { TURNED (45), 2, 0, 0, 0, 0, 0, 0 } },
  { 5, MATRIX | LINEAR, { TURNED (15), 2, 0, 0, 0, 0, 0, 0 } },
  { 5, MATRIX | LINEAR, { TURNED (30), 2, 0, 0, 0, 0, 0, 0 } },
  { 5, MATRIX | LINEAR, { TURNED (60), 2, 0, 0, 0, 0, 0, 0 } },
  { 5, MATRIX | LINEAR, { TURNED (75), 2, 0, 0, 0, 0, 0, 0 } },
  { 5, DMTX, { UPRIGHT, 1, 0, 1, 0, 0, 0, 0 } },
};

/* Levels that differ by less within a few pixels show no edge, and so no code. */
#define MIN_STEP 10

/* Lines of a linear code that must say the same; of a picture whose lines are means of several, so many
 * more. */
#define LINES 2

/* Linear codes without a check digit that lines across others are taken for. */
#define EASILY_SEEN (AOI_BARCODE_CODABAR | AOI_BARCODE_ITF)

/* Shortest text in bytes of a linear code that a later rung reads. */
#define MIN_TEXT 4

/* With this effort and above, rungs up to GO_ON_UP_TO search for further codes after one was read. */
#define GO_ON_FROM 4
#define GO_ON_UP_TO 3

/* Pixels in all pictures but the view itself, by effort. */
static const gsize budgets[] = { 0, 0, 32 << 20, 32 << 20, 64 << 20, 256 << 20 };

static gboolean
read_with (
    const AoiBarcodeLadder *self, guint readers, const AoiBarcodeSearch *search, GError **error)
{
  const gint range = (gint) (self->studio->white - self->studio->black);
  AoiBarcodeSearch rows = *search;

  rows.upright = TRUE;
  if ((readers & MATRIX) && !aoi_barcode_search_matrix (search, error))
    return FALSE;
  if ((readers & AZTEC) && !aoi_barcode_search_aztec (search, search->pixels, error))
    return FALSE;
  if ((readers & BANDS) && !aoi_barcode_search_bands (search, error))
    return FALSE;
  if ((readers & LINEAR) && !aoi_barcode_search_linear (search, error))
    return FALSE;
  if ((readers & ROWS) && !aoi_barcode_search_linear (&rows, error))
    return FALSE;
  if ((readers & DMTX) && !aoi_barcode_search_with_dmtx (search, range, self->chart, error))
    return FALSE;
  return !(readers & ZBAR) || aoi_barcode_search_with_zbar (search, error);
}

/* Linear codes have a check digit or none: where smoothing and sharpening have made up the picture, it
 * takes two pictures that say the same; so it does for EAN and UPC, and for codes that are easily seen in
 * others wherever they were not asked for. */
static gboolean
is_doubtful (const AoiBarcodeLadder *self, const Rung *rung, const AoiBarcode *code)
{
  const AoiBarcodeRecipe *recipe = &rung->recipe;
  const guint kind = aoi_barcode_kind_from_name (code->symbology);

  if (recipe->smooth > 0 || recipe->bars > 0 || recipe->sharpen > 0)
    return (kind & AOI_BARCODE_LINEAR) != 0;
  if (rung != rungs && (kind & AOI_BARCODE_EAN_UPC) != 0)
    return TRUE;
  return rung != rungs && self->kinds == AOI_BARCODE_ALL && (kind & EASILY_SEEN) != 0;
}

/* A piece of a damaged linear code may read as a shorter one, on all rungs. A product with texts that short on poor
 * print names their symbologies. */
static gboolean
is_fragment (const AoiBarcodeLadder *self, const Rung *rung, const AoiBarcode *code)
{
  return rung != rungs && self->kinds == AOI_BARCODE_ALL && strlen (code->text) < MIN_TEXT
      && (aoi_barcode_kind_from_name (code->symbology) & AOI_BARCODE_LINEAR) != 0;
}

/* Two pictures that a library misreads alike are no proof. */
static gboolean
is_confirmed (const AoiBarcodeLadder *self, const AoiBarcode *code)
{
  const AoiBarcode *other = aoi_barcode_list_find (self->doubted, code, 0.0);

  return other != NULL && !(other->is_weak && code->is_weak);
}

/* Where an earlier rung has read a code there is no other. Of a damaged linear code each rung may read other lines:
 * equal ones are one code up to half its length apart, as in one picture. */
static gboolean
is_known (const AoiBarcodeLadder *self, const AoiBarcode *code)
{
  const gboolean linear = (aoi_barcode_kind_from_name (code->symbology) & AOI_BARCODE_LINEAR) != 0;
  const gdouble reach = linear ? aoi_barcode_get_length (code) / 2.0 : 0.0;

  return aoi_barcode_list_find (self->codes, code, reach) != NULL
      || aoi_barcode_list_covers (self->codes, code);
}

static void
take_codes (const AoiBarcodeLadder *self, const Rung *rung)
{
  const guint n_before = self->codes->len;

  for (guint i = 0; i < self->fresh->len; i++) {
    AoiBarcode *code = &g_array_index (self->fresh, AoiBarcode, i);

    if (n_before > 0 && is_known (self, code))
      continue;
    if (is_fragment (self, rung, code))
      continue;
    if (!is_doubtful (self, rung, code) || is_confirmed (self, code))
      aoi_barcode_list_move (self->codes, code);
    else
      aoi_barcode_list_move (self->doubted, code);
  }
  g_array_set_size (self->fresh, 0);
}

static gboolean
try_rung (const AoiBarcodeLadder *self, const Rung *rung, gint width, gint height,
    const AoiAffine *to_view, GError **error)
{
  const AoiBarcodeSearch search = {
    .pixels = aoi_barcode_studio_make (self->studio, &rung->recipe, width, height, to_view),
    .width = width,
    .height = height,
    .binary = rung->recipe.levels != AOI_BARCODE_GRAY,
    .lines = LINES + rung->recipe.bars,
    .kinds = self->kinds,
    .to_view = *to_view,
    .cancellable = self->cancellable,
    .codes = self->fresh,
  };

  if (!read_with (self, rung->readers, &search, error))
    return FALSE;
  take_codes (self, rung);
  return TRUE;
}

/* All rungs but the first one. */
static gboolean
climb_on (const AoiBarcodeLadder *self, GError **error)
{
  const gboolean go_on = self->effort >= GO_ON_FROM;
  gsize left = budgets[self->effort];

  for (guint i = 1; i < G_N_ELEMENTS (rungs); i++) {
    const gboolean read = aoi_barcode_list_has_text (self->codes);
    gint width, height;
    AoiAffine to_view;

    if (read && !go_on)
      break;
    if (rungs[i].effort > (read ? GO_ON_UP_TO : self->effort)
        || !aoi_barcode_studio_plan (self->studio, &rungs[i].recipe, &width, &height, &to_view)
        || (gsize) width * height > left)
      continue;
    left -= (gsize) width * height;
    if (!try_rung (self, &rungs[i], width, height, &to_view, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * aoi_barcode_ladder_climb:
 * @self: a search
 * @error: return location for an error
 *
 * Tries rungs, from the cheapest to the dearest, until one reads a text. With an effort of 4 and 5, the
 * cheap ones go on to search for further codes. Which rungs are tried depends on effort and view alone.
 *
 * Returns: %FALSE with @error set if the search failed, even if a text was read before
 */
gboolean
aoi_barcode_ladder_climb (const AoiBarcodeLadder *self, GError **error)
{
  AoiBarcodeStudio *studio = self->studio;
  const AoiAffine same = { .xx = 1.0, .yy = 1.0 };

  g_array_set_size (self->codes, 0);
  g_array_set_size (self->fresh, 0);
  g_array_set_size (self->doubted, 0);
  if (!try_rung (self, &rungs[0], studio->width, studio->height, &same, error))
    return FALSE;
  if (self->effort <= rungs[0].effort
      || (aoi_barcode_list_has_text (self->codes) && self->effort < GO_ON_FROM))
    return TRUE;
  aoi_barcode_studio_survey (studio);
  return studio->steepest < MIN_STEP || climb_on (self, error);
}
