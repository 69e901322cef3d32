/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/zxing-shim.h"

/* Result::text() in UTF-8, as in all later releases. */
#define ZX_USE_UTF8 1

#include <ZXing/ReadBarcode.h>

#include <exception>
#include <string>

#include "aoi-error.h"

/* AOI_ZXING is the version of ZXing's headers: 10400 is 1.4.0. */
#if AOI_ZXING < 20200
using Options = ZXing::DecodeHints;
#else
using Options = ZXing::ReaderOptions;
#endif

/* From ZXing 3 on a code has the most special format that fits, and a set of formats is a list. */
static const struct {
  guint kind;
  ZXing::BarcodeFormat format;
} formats[] = {
  { AOI_BARCODE_CODABAR, ZXing::BarcodeFormat::Codabar },
  { AOI_BARCODE_CODE_93, ZXing::BarcodeFormat::Code93 },
  { AOI_BARCODE_CODE_128, ZXing::BarcodeFormat::Code128 },
  { AOI_BARCODE_DATA_BAR, ZXing::BarcodeFormat::DataBar },
  { AOI_BARCODE_DATA_MATRIX, ZXing::BarcodeFormat::DataMatrix },
  { AOI_BARCODE_EAN_8, ZXing::BarcodeFormat::EAN8 },
  { AOI_BARCODE_EAN_13, ZXing::BarcodeFormat::EAN13 },
  { AOI_BARCODE_ITF, ZXing::BarcodeFormat::ITF },
  { AOI_BARCODE_MAXI_CODE, ZXing::BarcodeFormat::MaxiCode },
  { AOI_BARCODE_MICRO_QR_CODE, ZXing::BarcodeFormat::MicroQRCode },
  { AOI_BARCODE_PDF417, ZXing::BarcodeFormat::PDF417 },
  { AOI_BARCODE_UPC_A, ZXing::BarcodeFormat::UPCA },
  { AOI_BARCODE_UPC_E, ZXing::BarcodeFormat::UPCE },
#if AOI_ZXING < 30000
  { AOI_BARCODE_AZTEC, ZXing::BarcodeFormat::Aztec },
  { AOI_BARCODE_CODE_39, ZXing::BarcodeFormat::Code39 },
  { AOI_BARCODE_DATA_BAR_EXPANDED, ZXing::BarcodeFormat::DataBarExpanded },
  { AOI_BARCODE_QR_CODE, ZXing::BarcodeFormat::QRCode },
#else
  { AOI_BARCODE_AZTEC, ZXing::BarcodeFormat::AztecCode },
  { AOI_BARCODE_CODE_39, ZXing::BarcodeFormat::Code39Std },
  { AOI_BARCODE_DATA_BAR, ZXing::BarcodeFormat::DataBarOmni },
  { AOI_BARCODE_DATA_BAR, ZXing::BarcodeFormat::DataBarStk },
  { AOI_BARCODE_DATA_BAR, ZXing::BarcodeFormat::DataBarStkOmni },
  { AOI_BARCODE_DATA_BAR_EXPANDED, ZXing::BarcodeFormat::DataBarExp },
  { AOI_BARCODE_DATA_BAR_EXPANDED, ZXing::BarcodeFormat::DataBarExpStk },
  { AOI_BARCODE_EAN_13, ZXing::BarcodeFormat::ISBN },
  { AOI_BARCODE_ITF, ZXing::BarcodeFormat::ITF14 },
  { AOI_BARCODE_PDF417, ZXing::BarcodeFormat::CompactPDF417 },
  { AOI_BARCODE_QR_CODE, ZXing::BarcodeFormat::QRCodeModel1 },
  { AOI_BARCODE_QR_CODE, ZXing::BarcodeFormat::QRCodeModel2 },
#endif
};

/* Before 2.0 ZXing fits a square to whatever looks like the corner of a QR code, also where that leaves a side
 * without points: then an assertion ends the process. */
#if AOI_ZXING < 20000
static constexpr guint deadly_kinds = AOI_BARCODE_MICRO_QR_CODE;
#else
static constexpr guint deadly_kinds = 0;
#endif

/**
 * aoi_zxing_get_kinds:
 *
 * Returns: set of #AoiBarcodeKinds: which ones this version of ZXing searches for without ending the process
 */
guint
aoi_zxing_get_kinds (void)
{
  return AOI_BARCODE_ALL & ~deadly_kinds;
}

/**
 * aoi_zxing_dup_version:
 *
 * Returns: (transfer full): the version of ZXing that this is built with, as "1.4"
 */
gchar *
aoi_zxing_dup_version (void)
{
  return g_strdup_printf ("%d.%d", AOI_ZXING / 10000, AOI_ZXING / 100 % 100);
}

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
#if AOI_ZXING < 30000
  ZXing::BarcodeFormats set;

  for (const auto &known : formats)
    if (kinds & known.kind)
      set |= known.format;
  return set;
#else
  std::vector<ZXing::BarcodeFormat> list;

  for (const auto &known : formats)
    if (kinds & known.kind)
      list.push_back (known.format);
  return ZXing::BarcodeFormats (std::move (list));
#endif
}

/* The text as ZXing 1.4 has it, whose texts products expect: GS1's brackets in DataBarExpanded alone, DataBar
 * without the "01" that is in no bar of it, Codabar without the letters that start and stop it. */
template <typename Code>
static std::string
get_text (const Code &code, guint kind)
{
#if AOI_ZXING < 20000
  return code.text ();
#else
  std::string text = code.text (
      kind == AOI_BARCODE_DATA_BAR_EXPANDED ? ZXing::TextMode::HRI : ZXing::TextMode::Plain);

  if (kind == AOI_BARCODE_CODABAR && text.size () > 2)
    text = text.substr (1, text.size () - 2);
  if (kind == AOI_BARCODE_DATA_BAR && text.size () == 16)
    text = text.substr (2);
  return text;
#endif
}

/* ZXing counts whole pixels: a corner is that pixel's centre. */
template <typename Code>
static void
hand_over (const Code &code, guint lines, AoiBarcodeFunc func, gpointer user_data)
{
  AoiBarcodeReading reading = {};
  std::string text;

  reading.kind = get_kind (code.format ());
  if (!code.isValid () || reading.kind == 0)
    return;
  text = get_text (code, reading.kind);
  reading.text = text.data ();
  reading.length = text.size ();
  reading.lines = lines;
  reading.is_gs1 = code.contentType () == ZXing::ContentType::GS1;
  for (guint i = 0; i < 4; i++) {
    reading.corners[2 * i] = code.position ()[i].x + 0.5;
    reading.corners[2 * i + 1] = code.position ()[i].y + 0.5;
  }
  func (&reading, user_data);
}

/* Not setTryDownscale(): it compares linear codes, see AoiZxingSearch. The ladder inverts itself. */
static Options
get_options (const AoiZxingSearch *search, guint kinds)
{
  Options options;

  options.setTryHarder (true).setTryRotate (!search->upright).setTryDownscale (false);
  options.setFormats (get_formats (kinds)).setMinLineCount ((guint8) search->lines);
#if AOI_ZXING >= 20000
  options.setTryInvert (false);
#endif
#if AOI_ZXING >= 20000 && AOI_ZXING < 30000
  options.setTryCode39ExtendedMode (false);
#endif
  if (search->binary)
    options.setBinarizer (ZXing::Binarizer::BoolCast);
  return options;
}

/* ZXing puts a DataBar code together of halves that it meets on any two lines, which noise has, too. So each of
 * `lines` pictures of every so manyth line must have the code. And before 2.2.1 it compares a code of halves with the
 * codes that it has met: an assertion ends the process, unless one line is enough. */
static constexpr guint data_bar_kinds = AOI_BARCODE_DATA_BAR | AOI_BARCODE_DATA_BAR_EXPANDED;

/* The lines from `first` in steps of `step`, along which the code lies. */
static ZXing::ImageView
get_every (const ZXing::ImageView &image, const ZXing::Position &position, gint first, gint step)
{
  const gint along = ABS (position[1].x - position[0].x);
  const gint across = ABS (position[1].y - position[0].y);
  const gint width = image.width (), height = image.height (), stride = image.rowStride ();

  if (along >= across)
    return ZXing::ImageView (image.data (0, first), width, (height - first + step - 1) / step,
        image.format (), step * stride);
  return ZXing::ImageView (image.data (first, 0), (width - first + step - 1) / step, height,
      image.format (), stride, step)
      .rotated (270);
}

template <typename Code>
static gboolean
is_read_again (const ZXing::ImageView &image, const Code &code, guint lines, const Options &options)
{
  if (MIN (image.width (), image.height ()) < (gint) lines)
    return FALSE;
  for (guint i = 0; i < lines; i++) {
    const auto every = get_every (image, code.position (), (gint) i, (gint) lines);
    const auto again = ZXing::ReadBarcode (every, options);

    if (!again.isValid () || again.format () != code.format () || again.text () != code.text ())
      return FALSE;
  }
  return TRUE;
}

static void
read_data_bar (const ZXing::ImageView &image, const AoiZxingSearch *search, AoiBarcodeFunc func,
    gpointer user_data)
{
  Options options = get_options (search, search->kinds & data_bar_kinds);
  const auto code = ZXing::ReadBarcode (image, options.setMinLineCount (1));

  options.setTryRotate (false);
  if (code.isValid () && is_read_again (image, code, search->lines, options))
    hand_over (code, search->lines, func, user_data);
}

static void
read_linear (const ZXing::ImageView &image, const AoiZxingSearch *search, AoiBarcodeFunc func,
    gpointer user_data)
{
  const guint kinds = search->kinds & ~data_bar_kinds;

  if (kinds != 0) {
    const auto code = ZXing::ReadBarcode (image, get_options (search, kinds));

    if (code.isValid ()) {
      hand_over (code, (guint) code.lineCount (), func, user_data);
      return;
    }
  }
  if ((search->kinds & data_bar_kinds) != 0)
    read_data_bar (image, search, func, user_data);
}

static void
read_matrix (const ZXing::ImageView &image, const AoiZxingSearch *search, AoiBarcodeFunc func,
    gpointer user_data)
{
  const guint kinds = search->kinds & ~deadly_kinds;

  if (kinds == 0)
    return;
  for (const auto &code : ZXing::ReadBarcodes (image, get_options (search, kinds)))
    hand_over (code, 0, func, user_data);
}

/**
 * aoi_zxing_read:
 * @pixels: the first byte of the image, a byte a pixel
 * @width: in pixels, at most 65535
 * @height: in pixels, at most 65535
 * @stride: bytes from row to row
 * @search: what to search for
 * @func: gets each code that was read without error, in no particular order
 * @user_data: for @func
 * @error: return location for an %AOI_ERROR_FAILED: what ZXing threw
 *
 * Searches for dark codes on light ground, in all directions, of the kinds that aoi_zxing_get_kinds() has. ZXing
 * allocates its working memory itself. The corners of linear codes are those of the lines that were read. Any
 * thread. No C++ exception leaves this function.
 *
 * Returns: %FALSE with @error set if ZXing failed, not if there is no code
 */
gboolean
aoi_zxing_read (const guint8 *pixels, gint width, gint height, gint stride,
    const AoiZxingSearch *search, AoiBarcodeFunc func, gpointer user_data, GError **error)
{
  try {
    const ZXing::ImageView image (pixels, width, height, ZXing::ImageFormat::Lum, stride);

    if ((search->kinds & AOI_BARCODE_LINEAR) != 0)
      read_linear (image, search, func, user_data);
    else
      read_matrix (image, search, func, user_data);
    return TRUE;
  } catch (const std::exception &e) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "ZXing: %s", e.what ());
  } catch (...) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_FAILED, "ZXing: unknown exception");
  }
  return FALSE;
}
