/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"
#include "image/aoi-picture.h"
#include "station/station.h"

G_BEGIN_DECLS

/**
 * StationMeanwhile:
 * @step: does a piece of it; returns whether there is more
 * @data: what @step is given
 *
 * What the thread that asks for an inspection does while the pool inspects.
 */
typedef struct {
  gboolean (*step) (gpointer data);
  gpointer data;
} StationMeanwhile;

gboolean station_picture_is_single (GBytes *bytes, GError **error);
AoiPicture *station_picture_decode (GBytes *bytes, GError **error);
AoiReport *station_inspect_frame (Station *self, AoiRevision *revision, const AoiFrame *frame,
    const StationMeanwhile *meanwhile, AoiReportInfo *info);
AoiReport *station_inspect (Station *self, AoiRevision *revision, const AoiPicture *picture,
    guint group, AoiReportInfo *info);
AoiRgbImage *station_cut_roi (const AoiImage *image, const AoiRoi *roi, GError **error);

G_END_DECLS
