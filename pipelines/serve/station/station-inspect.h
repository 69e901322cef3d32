/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-picture.h"
#include "station/station.h"

G_BEGIN_DECLS

AoiPicture *station_picture_decode (GBytes *bytes, GError **error);
AoiReport *station_inspect (Station *self, AoiRevision *revision, const AoiPicture *picture,
    guint group, AoiReportInfo *info);
GBytes *station_encode_roi (const AoiPicture *picture, const AoiRoi *roi, GError **error);

G_END_DECLS
