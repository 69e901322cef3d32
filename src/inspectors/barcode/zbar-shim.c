/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/zbar-shim.h"

#include <string.h>
#include <zbar.h>

#include "aoi-error.h"

static const struct {
  guint kind;
  zbar_symbol_type_t type;
} types[] = {
  { AOI_BARCODE_CODE_128, ZBAR_CODE128 },
  { AOI_BARCODE_CODE_39, ZBAR_CODE39 },
  { AOI_BARCODE_CODE_93, ZBAR_CODE93 },
  { AOI_BARCODE_EAN_13, ZBAR_EAN13 },
  { AOI_BARCODE_QR_CODE, ZBAR_QRCODE },
};

static guint
get_kind (zbar_symbol_type_t type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].type == type)
      return types[i].kind;
  return 0;
}

/* zbar gives the corners of a QR code against the clock from top left. */
static void
take_corners (const zbar_symbol_t *symbol, gdouble corners[8])
{
  static const guint order[] = { 0, 3, 2, 1 };

  for (guint i = 0; i < 4; i++) {
    corners[2 * i] = zbar_symbol_get_loc_x (symbol, order[i]) + 0.5;
    corners[2 * i + 1] = zbar_symbol_get_loc_y (symbol, order[i]) + 0.5;
  }
}

/* zbar gives the ends of the lines that it read of a linear code. The bounds are the rectangle around these, from
 * the corner that is top left in print. */
static void
take_bounds (const zbar_symbol_t *symbol, gdouble corners[8])
{
  gint left = G_MAXINT, right = 0, top = G_MAXINT, bottom = 0;
  guint first;

  for (guint i = 0; i < zbar_symbol_get_loc_size (symbol); i++) {
    const gint x = zbar_symbol_get_loc_x (symbol, i), y = zbar_symbol_get_loc_y (symbol, i);

    left = MIN (left, x);
    right = MAX (right, x + 1);
    top = MIN (top, y);
    bottom = MAX (bottom, y + 1);
  }
  switch (zbar_symbol_get_orientation (symbol)) {
    case ZBAR_ORIENT_RIGHT:
      first = 1;
      break;
    case ZBAR_ORIENT_DOWN:
      first = 2;
      break;
    case ZBAR_ORIENT_LEFT:
      first = 3;
      break;
    default:
      first = 0;
      break;
  }
  for (guint i = 0; i < 8; i++)
    corners[i] = (gdouble[8]){ left, top, right, top, right, bottom, left,
      bottom }[(2 * first + i) % 8];
}

/* A UPC-A is an EAN-13 that begins with 0, and is called UPC-A as ZXing does wherever it is searched for. */
static void
name_upc_a (AoiBarcodeReading *reading, guint kinds)
{
  if (reading->kind != AOI_BARCODE_EAN_13 || !(kinds & AOI_BARCODE_UPC_A)
      || reading->text[0] != '0')
    return;
  reading->kind = AOI_BARCODE_UPC_A;
  reading->text++;
  reading->length--;
}

static void
hand_over (
    const zbar_symbol_t *symbol, guint kinds, guint lines, AoiBarcodeFunc func, gpointer user_data)
{
  AoiBarcodeReading reading = {
    .kind = get_kind (zbar_symbol_get_type (symbol)),
    .text = zbar_symbol_get_data (symbol),
    .length = zbar_symbol_get_data_length (symbol),
    .is_gs1 = (zbar_symbol_get_modifiers (symbol) & 1u << ZBAR_MOD_GS1) != 0,
  };

  if (reading.kind == 0)
    return;
  if (reading.kind == AOI_BARCODE_QR_CODE) {
    if (zbar_symbol_get_loc_size (symbol) != 4)
      return;
    take_corners (symbol, reading.corners);
  } else {
    reading.lines = (guint) zbar_symbol_get_quality (symbol);
    if (reading.lines < lines || zbar_symbol_get_loc_size (symbol) == 0)
      return;
    take_bounds (symbol, reading.corners);
  }
  reading.is_weak = reading.kind == AOI_BARCODE_EAN_13;
  name_upc_a (&reading, kinds);
  func (&reading, user_data);
}

static zbar_image_scanner_t *
new_scanner (guint kinds)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();

  if (scanner == NULL)
    return NULL;
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (kinds & types[i].kind)
      zbar_image_scanner_set_config (scanner, types[i].type, ZBAR_CFG_ENABLE, 1);
  return scanner;
}

static gboolean
scan (zbar_image_scanner_t *scanner, zbar_image_t *image, guint kinds, guint lines,
    AoiBarcodeFunc func, gpointer user_data)
{
  if (zbar_scan_image (scanner, image) < 0)
    return FALSE;
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    hand_over (symbol, kinds, lines, func, user_data);
  return TRUE;
}

/**
 * aoi_zbar_read:
 * @pixels: the image, a byte a pixel, @width bytes a row
 * @width: in pixels
 * @height: in pixels
 * @kinds: set of #AoiBarcodeKinds: what to search for, of %AOI_ZBAR_KINDS
 * @lines: how many lines of a linear code must say the same
 * @func: gets each code that was read
 * @user_data: for @func
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Searches for dark codes on light ground: linear ones along rows and columns, QR codes however they lie.
 * Each call has a scanner of its own, since one that is used again goes on with its random numbers. Any
 * thread.
 *
 * Returns: %FALSE with @error set if zbar failed, not if there is no code
 */
gboolean
aoi_zbar_read (const guint8 *pixels, gint width, gint height, guint kinds, guint lines,
    AoiBarcodeFunc func, gpointer user_data, GError **error)
{
  zbar_image_scanner_t *scanner;
  zbar_image_t *image;
  gboolean good;

  if ((kinds & AOI_ZBAR_KINDS) == 0)
    return TRUE;
  scanner = new_scanner (kinds);
  image = zbar_image_create ();
  if (image != NULL) {
    zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
    zbar_image_set_size (image, (unsigned) width, (unsigned) height);
    zbar_image_set_data (image, pixels, (unsigned long) width * (unsigned) height, NULL);
  }
  good = scanner != NULL && image != NULL && scan (scanner, image, kinds, lines, func, user_data);
  if (!good)
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "zbar cannot scan %dx%d", width, height);
  if (image != NULL)
    zbar_image_destroy (image);
  if (scanner != NULL)
    zbar_image_scanner_destroy (scanner);
  return good;
}
