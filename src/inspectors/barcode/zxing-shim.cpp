/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/zxing-shim.h"

/* Result::text() in UTF-8, as in all later releases. */
#define ZX_USE_UTF8 1

#include <ReadBarcode.h>

#include <exception>
#include <string>

#include "aoi-error.h"

static const struct {
  guint kind;
  ZXing::BarcodeFormat format;
} formats[] = {
  { AOI_BARCODE_AZTEC, ZXing::BarcodeFormat::Aztec },
  { AOI_BARCODE_CODABAR, ZXing::BarcodeFormat::Codabar },
  { AOI_BARCODE_CODE_39, ZXing::BarcodeFormat::Code39 },
  { AOI_BARCODE_CODE_93, ZXing::BarcodeFormat::Code93 },
  { AOI_BARCODE_CODE_128, ZXing::BarcodeFormat::Code128 },
  { AOI_BARCODE_DATA_BAR, ZXing::BarcodeFormat::DataBar },
  { AOI_BARCODE_DATA_BAR_EXPANDED, ZXing::BarcodeFormat::DataBarExpanded },
  { AOI_BARCODE_DATA_MATRIX, ZXing::BarcodeFormat::DataMatrix },
  { AOI_BARCODE_EAN_8, ZXing::BarcodeFormat::EAN8 },
  { AOI_BARCODE_EAN_13, ZXing::BarcodeFormat::EAN13 },
  { AOI_BARCODE_ITF, ZXing::BarcodeFormat::ITF },
  { AOI_BARCODE_MAXI_CODE, ZXing::BarcodeFormat::MaxiCode },
  { AOI_BARCODE_MICRO_QR_CODE, ZXing::BarcodeFormat::MicroQRCode },
  { AOI_BARCODE_PDF417, ZXing::BarcodeFormat::PDF417 },
  { AOI_BARCODE_QR_CODE, ZXing::BarcodeFormat::QRCode },
  { AOI_BARCODE_UPC_A, ZXing::BarcodeFormat::UPCA },
  { AOI_BARCODE_UPC_E, ZXing::BarcodeFormat::UPCE },
};

static guint
get_kind (ZXing::BarcodeFormat format)
{
  for (const auto &known : formats)
    if (known.format == format)
      return known.kind;
  return 0;
}

static ZXing::BarcodeFormats
get_formats (guint kinds)
{
  ZXing::BarcodeFormats set;

  for (const auto &known : formats)
    if (kinds & known.kind)
      set |= known.format;
  return set;
}

/* ZXing counts whole pixels: a corner is that pixel's centre. */
static void
hand_over (const ZXing::Result &code, AoiBarcodeFunc func, gpointer user_data)
{
  const std::string text = code.text ();
  AoiBarcodeReading reading = {};

  reading.kind = get_kind (code.format ());
  if (!code.isValid () || reading.kind == 0)
    return;
  reading.text = text.data ();
  reading.length = text.size ();
  reading.lines = (guint) code.lineCount ();
  for (guint i = 0; i < 4; i++) {
    reading.corners[2 * i] = code.position ()[i].x + 0.5;
    reading.corners[2 * i + 1] = code.position ()[i].y + 0.5;
  }
  func (&reading, user_data);
}

/* Not setTryDownscale(): it compares linear codes, see AoiZxingSearch. */
static ZXing::DecodeHints
get_hints (const AoiZxingSearch *search)
{
  ZXing::DecodeHints hints;

  hints.setTryHarder (true).setTryRotate (!search->upright).setTryDownscale (false);
  hints.setFormats (get_formats (search->kinds)).setMinLineCount ((guint8) search->lines);
  if (search->binary)
    hints.setBinarizer (ZXing::Binarizer::BoolCast);
  return hints;
}

/**
 * aoi_zxing_read:
 * @pixels: the first byte of the image, a byte a pixel
 * @width: in pixels, at most 65535
 * @height: in pixels, at most 65535
 * @stride: bytes from row to row
 * @search: what to look for
 * @func: gets each code that was read without error, in no particular order
 * @user_data: for @func
 * @error: return location for an %AOI_ERROR_FAILED: what ZXing threw
 *
 * Looks for dark codes on light ground, in all directions. ZXing allocates what it works in itself.
 * Of linear codes the corners are those of the lines that were read. Any thread. No C++ exception comes
 * out.
 *
 * Returns: %FALSE with @error set if ZXing failed, not if there is no code
 */
gboolean
aoi_zxing_read (const guint8 *pixels, gint width, gint height, gint stride,
    const AoiZxingSearch *search, AoiBarcodeFunc func, gpointer user_data, GError **error)
{
  try {
    const ZXing::ImageView image (pixels, width, height, ZXing::ImageFormat::Lum, stride);
    const ZXing::DecodeHints hints = get_hints (search);

    if ((search->kinds & AOI_BARCODE_LINEAR) != 0)
      hand_over (ZXing::ReadBarcode (image, hints), func, user_data);
    else
      for (const auto &code : ZXing::ReadBarcodes (image, hints))
        hand_over (code, func, user_data);
    return TRUE;
  } catch (const std::exception &e) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "ZXing: %s", e.what ());
  } catch (...) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_FAILED, "ZXing: unknown exception");
  }
  return FALSE;
}
