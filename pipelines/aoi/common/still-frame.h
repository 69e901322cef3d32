/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Still pictures as frames of a stream. */
#pragma once

#include <gst/gst.h>

#include "image/aoi-picture.h"

G_BEGIN_DECLS

void still_frame_add_stride (
    GstBuffer *buffer, AoiFormat format, gint width, gint height, gsize row_bytes);
GstSample *still_frame_new (const AoiPicture *picture);
GstSample *still_frame_new_placeholder (GstCaps *caps, gsize size);

G_END_DECLS
