/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-picture-parts.h"
#include "jail/aoi-wire.h"

G_BEGIN_DECLS

/* Where in the shared pixels a request of a picture has what. */
typedef struct {
  gsize length; /* of the file, which comes first */
  guint n_rects; /* parts of the picture that are wanted; 0: all of it */
  gsize rects; /* where these lie: AoiRect */
  gsize pixels; /* where what is decoded goes */
} AoiWirePlaces;

AoiWirePlaces aoi_wire_picture_get_places (gsize length, guint n_rects);
void aoi_wire_picture_ask (const AoiWirePlaces *places, gboolean keep, AoiWireHead *head);
gboolean aoi_wire_picture_keeps (const AoiWireHead *head);
AoiWirePlaces aoi_wire_picture_get_asked (const AoiWireHead *head);

gsize
aoi_wire_picture_write (const AoiPictureParts *parts, guint8 *pixels, gsize room, guint8 *reply);
gsize aoi_wire_picture_write_error (const GError *error, guint8 *reply);
gboolean aoi_wire_picture_read (
    const guint8 *reply, gsize size, AoiImage *frame, gboolean *is_whole, GError **error);

G_END_DECLS
