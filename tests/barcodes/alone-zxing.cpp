/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "alone.h"

#define ZX_USE_UTF8 1

#include <ReadBarcode.h>

#if AOI_ZXING < 20200
using Options = ZXing::DecodeHints;
#else
using Options = ZXing::ReaderOptions;
#endif

/**
 * alone_zxing:
 * @picture: a picture
 * @found: (element-type utf8): what was read
 *
 * All codes of all symbologies, harder and turned. Not reduced, which ends the process where ZXing 1.4
 * meets a linear code a second time.
 */
void
alone_zxing (const CodePicture *picture, GPtrArray *found)
{
  const ZXing::ImageView image (
      picture->gray, picture->width, picture->height, ZXing::ImageFormat::Lum);
  Options options;

  options.setTryHarder (true).setTryRotate (true).setTryDownscale (false);
  for (const auto &code : ZXing::ReadBarcodes (image, options))
    if (code.isValid ())
      g_ptr_array_add (found,
          g_strdup (
              (std::string (ZXing::ToString (code.format ())) + ":" + code.text ()).c_str ()));
}
