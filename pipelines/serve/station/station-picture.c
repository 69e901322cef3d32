/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures of boards: of tens of megapixels, of which the ROIs take a hundredth or two. */
#include "station/station-picture.h"

#include "aoi-image-file.h"
#include "aoi-pixels.h"
#include "engine/aoi-task.h"
#include "station/station-inspect.h"
#include "station/station-work.h"

/* With what its inspector may read around it. Of a ROI of another capture group nothing is needed. */
static AoiRect
get_needed (const AoiRevisionRoi *roi, guint group)
{
  if (group != AOI_GROUP_ALL && group != AOI_GROUP (roi->group))
    return (AoiRect){ 0 };
  return aoi_rect_inflate (&roi->roi->rect, roi->margin + AOI_PIXELS_MARGIN);
}

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
  const guint n_rois = aoi_revision_get_n_rois (revision);
  g_autofree AoiRect *rects = g_new (AoiRect, MAX (n_rois, 1));
  AoiPictureParts *parts;
  StationPicture *self;

  for (guint i = 0; i < n_rois; i++)
    rects[i] = get_needed (aoi_revision_get_roi (revision, i), group);
  if (!station_picture_is_single (bytes, error))
    return NULL;
  parts = aoi_picture_decode_parts (bytes, rects, n_rois, error);
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
 * @info: what the report says; size, times and what the revision says are filled in
 *
 * As station_inspect().
 *
 * Returns: (transfer full): the report
 */
AoiReport *
station_picture_inspect (const StationPicture *self, Station *station, AoiReportInfo *info)
{
  const AoiFrame frame = {
    .image = self->parts->frame,
    .parts = self->parts->images,
    .group = self->group,
    .help = AOI_HELP_ALL,
    .number = info->frame,
  };

  return station_inspect_frame (station, self->revision, &frame, info);
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
  for (guint i = 0; i < self->parts->n_images; i++)
    if (aoi_revision_get_roi (self->revision, i)->roi->id == id)
      return &self->parts->images[i];
  return NULL;
}

/**
 * station_picture_encode_roi:
 * @self: a picture
 * @roi: that was inspected
 * @error: return location for an %AOI_ERROR_IMAGE if the picture does not have all of the ROI, or an
 *   %AOI_ERROR_FAILED
 *
 * Thread-safe.
 *
 * Returns: (transfer full): a JPEG file of what the ROI's inspector saw, as turned as it saw it
 */
GBytes *
station_picture_encode_roi (const StationPicture *self, const AoiRoi *roi, GError **error)
{
  g_autoptr (AoiRgbImage)
      crop = station_cut_roi (station_picture_find_image (self, roi->id), roi, error);

  return crop != NULL ? aoi_image_file_encode_jpeg (crop, error) : NULL;
}
