/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-picture-parts.h"
#include "station/station-inspect.h"

G_BEGIN_DECLS

/**
 * StationPicture:
 * @revision: owned: by which it is to be inspected
 * @group: for which of its ROIs, as #AoiFrame.group
 * @bytes: owned: the file
 * @parts: owned: its pixels; the image of an enabled ROI has the revision's index of that
 *
 * A picture that came as a file, decoded as far as its inspection needs it.
 */
typedef struct {
  AoiRevision *revision;
  guint group;
  GBytes *bytes;
  AoiPictureParts *parts;
} StationPicture;

/**
 * StationDecoding:
 * @bytes: (nullable): borrowed: what an image file holds; %NULL: nothing is decoded
 * @revision: borrowed: by which it is to be inspected
 * @group: as #AoiFrame.group
 * @picture: (nullable): result: the picture
 * @error: (nullable): result: why there is none
 *
 * A picture that station_decode() decodes.
 */
typedef struct {
  GBytes *bytes;
  AoiRevision *revision;
  guint group;
  StationPicture *picture;
  GError *error;
} StationDecoding;

StationPicture *
station_picture_new (GBytes *bytes, AoiRevision *revision, guint group, GError **error);
void station_decode (Station *self, StationDecoding *items, gsize item_size, guint n_items);
void station_picture_free (StationPicture *self);
AoiReport *station_picture_inspect (const StationPicture *self, Station *station,
    AoiPlacements *placements, const StationMeanwhile *meanwhile, AoiReportInfo *info);
void station_shots_add (StationShots *self, const AoiReport *report, const StationPicture *picture);
void station_picture_describe (const StationPicture *self, StationShown *shown);
const AoiImage *station_picture_find_image (const StationPicture *self, gint id);
GBytes *station_picture_encode_roi (
    const StationPicture *self, const AoiRoi *roi, const AoiRoiResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StationPicture, station_picture_free)

G_END_DECLS
