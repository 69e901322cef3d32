/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"
#include "image/aoi-picture.h"
#include "station/station.h"

G_BEGIN_DECLS

gboolean station_picture_is_single (GBytes *bytes, GError **error);
AoiPicture *station_picture_decode (GBytes *bytes, GError **error);
AoiReport *station_inspect_frame (
    Station *self, AoiRevision *revision, const AoiFrame *frame, AoiReportInfo *info);
AoiReport *station_inspect (Station *self, AoiRevision *revision, const AoiPicture *picture,
    guint group, AoiReportInfo *info);
AoiRgbImage *station_cut_roi (const AoiImage *image, const AoiRoi *roi, GError **error);

G_END_DECLS
