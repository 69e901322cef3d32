/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures of boards: of tens of megapixels, of which the ROIs take a hundredth or two. */
#include "station/station-picture.h"

#include "aoi-image-file.h"
#include "aoi-pixels.h"
#include "engine/aoi-task.h"
#include "station/station-work.h"

/**
 * station_picture_new:
 * @bytes: what an image file holds
 * @revision: by which it is to be inspected
 * @group: as #AoiFrame.group
 * @error: return location for an %AOI_ERROR_IMAGE that does not name the file
 *
 * Returns: (transfer full): the picture, as `aoi run` would inspect it
 */
StationPicture *
station_picture_new (GBytes *bytes, AoiRevision *revision, guint group, GError **error)
{
  const guint n_parts = aoi_revision_get_n_parts (revision);
  g_autofree AoiRect *rects = g_new (AoiRect, MAX (n_parts, 1));
  AoiPictureParts *parts;
  StationPicture *self;

  for (guint i = 0; i < n_parts; i++)
    rects[i] = aoi_revision_get_part (revision, i, group);
  if (!station_picture_is_single (bytes, error))
    return NULL;
  parts = aoi_picture_decode_parts (bytes, rects, n_parts, error);
  if (parts == NULL)
    return NULL;
  self = g_new0 (StationPicture, 1);
  self->revision = aoi_revision_ref (revision);
  self->group = group;
  self->bytes = g_bytes_ref (bytes);
  self->parts = parts;
  return self;
}

static void
decode (gpointer item)
{
  StationDecoding *self = item;

  if (self->bytes != NULL)
    self->picture = station_picture_new (self->bytes, self->revision, self->group, &self->error);
}

/**
 * station_decode:
 * @self: a station
 * @items: the first of what is to be decoded
 * @item_size: bytes from one item to the next
 * @n_items: how many
 *
 * Decodes pictures at the same time, of all requests no more than there are CPUs. Waits for them.
 */
void
station_decode (Station *self, StationDecoding *items, gsize item_size, guint n_items)
{
  station_work (self, decode, items, item_size, n_items);
}

/**
 * station_picture_free:
 * @self: (transfer full): a picture that nobody inspects
 */
void
station_picture_free (StationPicture *self)
{
  aoi_picture_parts_free (self->parts);
  aoi_revision_unref (self->revision);
  g_bytes_unref (self->bytes);
  g_free (self);
}

/**
 * station_picture_inspect:
 * @self: a picture
 * @station: a station
 * @placements: (nullable): of the board, if it has several pictures; settled or closed for all that this one lacks
 * @meanwhile: (nullable): as for station_inspect_frame()
 * @info: what the report says; size, times and what the revision says are filled in
 *
 * As station_inspect().
 *
 * Returns: (transfer full): the report
 */
AoiReport *
station_picture_inspect (const StationPicture *self, Station *station, AoiPlacements *placements,
    const StationMeanwhile *meanwhile, AoiReportInfo *info)
{
  const AoiFrame frame = {
    .image = self->parts->frame,
    .parts = self->parts->images,
    .group = self->group,
    .help = meanwhile != NULL ? AOI_HELP_NONE : AOI_HELP_ALL,
    .number = info->frame,
    .placements = placements,
  };

  return station_inspect_frame (station, self->revision, &frame, meanwhile, info);
}

/**
 * station_picture_describe:
 * @self: a picture
 * @shown: (out): what a small one can be made of, which is @self's
 */
void
station_picture_describe (const StationPicture *self, StationShown *shown)
{
  shown->frame = self->parts->frame;
  shown->file = self->parts->whole != NULL ? NULL : self->bytes;
}

/**
 * station_picture_find_image:
 * @self: a picture
 * @id: of an ROI
 *
 * Returns: (transfer none) (nullable): the part that has the ROI; %NULL: it is none of those that are inspected
 */
const AoiImage *
station_picture_find_image (const StationPicture *self, gint id)
{
  for (guint i = 0; i < aoi_revision_get_n_rois (self->revision); i++)
    if (aoi_revision_get_roi (self->revision, i)->roi->id == id)
      return &self->parts->images[i];
  return NULL;
}

/**
 * station_picture_encode_roi:
 * @self: a picture
 * @roi: that was inspected
 * @result: (nullable): the verdict on it; %NULL: its board lies at rest, since its product has no fiducials
 * @error: return location for an %AOI_ERROR_IMAGE if the picture does not have all of the ROI, or an
 *   %AOI_ERROR_FAILED
 *
 * Thread-safe.
 *
 * Returns: (transfer full): a JPEG file of what the ROI's inspector saw, as turned as it saw it
 */
GBytes *
station_picture_encode_roi (
    const StationPicture *self, const AoiRoi *roi, const AoiRoiResult *result, GError **error)
{
  const AoiImage *image = station_picture_find_image (self, roi->id);
  g_autoptr (AoiRgbImage) crop = NULL;
  AoiImage aligned;

  if (image != NULL && result != NULL)
    image = aoi_roi_result_align (result, image, &aligned) ? &aligned : NULL;
  crop = station_cut_roi (image, roi, error);

  return crop != NULL ? aoi_image_file_encode_jpeg (crop, error) : NULL;
}
