/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures of the boards that come from the source, for those who listen to events: made once for all of them, not more often
 * than people can look, and kept for a while, since the frame itself may be gone soon. */
#pragma once

#include "station/station.h"

G_BEGIN_DECLS

/* How wide they are. */
#define LIVE_PICTURE_WIDTH 1280

/**
 * LivePictures:
 *
 * The newest live pictures. Thread-safe.
 */
typedef struct _LivePictures LivePictures;

LivePictures *live_pictures_new (Station *station);
void live_pictures_free (LivePictures *self);
void live_pictures_set_wanted (LivePictures *self, gboolean wanted);
void live_pictures_offer (LivePictures *self, Frame *frame);
GBytes *live_pictures_find (LivePictures *self, const gchar *frame);

G_END_DECLS
