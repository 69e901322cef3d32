/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/zxing-shim.h"

/* Result::text() in UTF-8, as in all later releases. */
#define ZX_USE_UTF8 1

#include <ReadBarcode.h>

#include <exception>
#include <string>

#include "aoi-error.h"

static void
hand_over (const ZXing::Result &code, AoiZxingFunc func, gpointer user_data)
{
  const std::string text = code.text ();
  gint corners[8];

  for (guint i = 0; i < 4; i++) {
    corners[2 * i] = code.position ()[i].x;
    corners[2 * i + 1] = code.position ()[i].y;
  }
  func (text.data (), text.size (), ZXing::ToString (code.format ()), corners, user_data);
}

/* Not setTryDownscale(): it compares linear codes, see AoiZxingCodes. */
static ZXing::DecodeHints
get_hints (AoiZxingCodes codes, gboolean binary)
{
  ZXing::DecodeHints hints;

  hints.setTryHarder (true).setTryRotate (true).setTryDownscale (false);
  if (binary)
    hints.setBinarizer (ZXing::Binarizer::BoolCast);
  if (codes == AOI_ZXING_LINEAR)
    hints.setFormats (ZXing::BarcodeFormat::LinearCodes);
  else if (codes == AOI_ZXING_MATRIX)
    hints.setFormats (ZXing::BarcodeFormat::MatrixCodes);
  else
    hints.setFormats (ZXing::BarcodeFormat::DataMatrix);
  return hints;
}

static void
read_codes (const ZXing::ImageView &image, AoiZxingCodes codes, gboolean binary, AoiZxingFunc func,
    gpointer user_data)
{
  const ZXing::DecodeHints hints = get_hints (codes, binary);

  if (codes == AOI_ZXING_LINEAR) {
    const ZXing::Result code = ZXing::ReadBarcode (image, hints);

    if (code.isValid ())
      hand_over (code, func, user_data);
    return;
  }
  for (const auto &code : ZXing::ReadBarcodes (image, hints))
    hand_over (code, func, user_data);
}

/**
 * aoi_zxing_read:
 * @pixels: the first byte of the image, a byte a pixel
 * @width: in pixels, at most 65535
 * @height: in pixels, at most 65535
 * @stride: bytes from row to row
 * @binary: 0 is dark and all else light; otherwise ZXing tells dark gray from light by what is
 *   around
 * @codes: what to look for
 * @func: gets each code that was read without error, in no particular order
 * @user_data: for @func
 * @error: return location for an %AOI_ERROR_FAILED: what ZXing threw
 *
 * Looks for dark codes on light ground, in all directions. ZXing allocates what it works in itself.
 * Any thread. No C++ exception comes out.
 *
 * Returns: %FALSE with @error set if ZXing failed, not if there is no code
 */
gboolean
aoi_zxing_read (const guint8 *pixels, gint width, gint height, gint stride, gboolean binary,
    AoiZxingCodes codes, AoiZxingFunc func, gpointer user_data, GError **error)
{
  try {
    const ZXing::ImageView image (pixels, width, height, ZXing::ImageFormat::Lum, stride);

    read_codes (image, codes, binary, func, user_data);
    return TRUE;
  } catch (const std::exception &e) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "ZXing: %s", e.what ());
  } catch (...) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_FAILED, "ZXing: unknown exception");
  }
  return FALSE;
}
