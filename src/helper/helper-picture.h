/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "jail/aoi-wire.h"

G_BEGIN_DECLS

/* What the largest picture has, in bytes: a decoder has several copies of it. */
#define HELPER_PICTURE_BYTES (G_GUINT64_CONSTANT (300) * 1000 * 1000)

void helper_picture_load (void);
gsize helper_picture_decode (const AoiWireHead *head, gsize room, guint8 *memory, guint8 *reply);

G_END_DECLS
