/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "alone.h"

#include <dmtx.h>

/* As dmtxread goes on by default: until the first region that says something. */
static gboolean
read_region (DmtxDecode *decode, DmtxRegion *region, GPtrArray *found)
{
  DmtxMessage *message = dmtxDecodeMatrixRegion (decode, region, DmtxUndefined);

  if (message == NULL)
    return FALSE;
  g_ptr_array_add (
      found, g_strdup_printf ("DataMatrix:%.*s", message->outputIdx, (gchar *) message->output));
  dmtxMessageDestroy (&message);
  return TRUE;
}

/**
 * alone_dmtx:
 * @picture: a picture
 * @found: (element-type utf8): what was read
 *
 * With its default settings on every pixel.
 */
void
alone_dmtx (const CodePicture *picture, GPtrArray *found)
{
  DmtxImage *image = dmtxImageCreate (
      picture->gray, picture->width, picture->height, DmtxPack8bppK);
  DmtxDecode *decode = dmtxDecodeCreate (image, 1);
  DmtxRegion *region;
  gboolean done = FALSE;

  while (!done && (region = dmtxRegionFindNext (decode, NULL)) != NULL) {
    done = read_region (decode, region, found);
    dmtxRegionDestroy (&region);
  }
  dmtxDecodeDestroy (&decode);
  dmtxImageDestroy (&image);
}
