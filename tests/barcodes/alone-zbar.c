/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "alone.h"

#include <zbar.h>

static const gchar *
get_name (zbar_symbol_type_t type)
{
  switch (type) {
    case ZBAR_QRCODE:
      return "QRCode";
    case ZBAR_CODE128:
      return "Code128";
    case ZBAR_CODE39:
      return "Code39";
    case ZBAR_EAN13:
      return "EAN-13";
    default:
      return zbar_get_symbol_name (type);
  }
}

/**
 * alone_zbar:
 * @picture: a picture
 * @found: (element-type utf8): what was read
 *
 * With its default settings, which scan every line.
 */
void
alone_zbar (const CodePicture *picture, GPtrArray *found)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, (unsigned) picture->width, (unsigned) picture->height);
  zbar_image_set_data (
      image, picture->gray, (unsigned long) picture->width * (unsigned) picture->height, NULL);
  zbar_scan_image (scanner, image);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    g_ptr_array_add (found,
        g_strconcat (
            get_name (zbar_symbol_get_type (symbol)), ":", zbar_symbol_get_data (symbol), NULL));
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
}
