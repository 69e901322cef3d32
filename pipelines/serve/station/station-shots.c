/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of a board's pictures is copied for the archive: no more than the ROIs that did not pass. */
#include "archive/aoi-archiver.h"
#include "station/station-archive-private.h"
#include "station/station-picture.h"

/* What a record has besides pixels: about its report. */
#define RECORD_BYTES ((gsize) 4096)

/**
 * station_shots_init:
 * @self: (out): uninitialised memory
 * @archive: (nullable): where they are to go
 *
 * No picture has come.
 */
void
station_shots_init (StationShots *self, StationArchive *archive)
{
  *self = (StationShots){ .archive = archive };
  self->crops = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_archive_crop_free);
}

/**
 * station_shots_clear:
 * @self: shots
 *
 * What was not kept is counted as lost.
 */
void
station_shots_clear (StationShots *self)
{
  if (self->reserved > 0)
    aoi_spool_lose (self->archive->spool, AOI_SPOOL_UNSUITABLE,
        "pictures of a board came, but not its report", self->reserved);
  self->reserved = 0;
  g_clear_pointer (&self->crops, g_ptr_array_unref);
}

/* Without room the board is lost, and counted. */
static gboolean
reserve (StationShots *self, gsize size)
{
  AoiSpool *spool = self->archive->spool;
  const AoiSpoolRoom room = self->reserved > 0 ? aoi_spool_grow (spool, self->reserved, size, FALSE)
                                               : aoi_spool_reserve (spool, size, FALSE);

  if (room == AOI_SPOOL_ROOM) {
    self->reserved += size;
    return TRUE;
  }
  self->reserved = 0;
  self->lost = TRUE;
  g_ptr_array_set_size (self->crops, 0);
  return FALSE;
}

static void
lose_for_memory (StationShots *self)
{
  aoi_spool_lose (self->archive->spool, AOI_SPOOL_UNSUITABLE,
      "not enough memory for the pictures of a board", self->reserved);
  self->reserved = 0;
  self->lost = TRUE;
}

/* An error before the inspector began is none of these pixels. */
static gboolean
is_wanted (const AoiRoiResult *result)
{
  return !aoi_roi_result_passed (result)
      && (result->status != AOI_STATUS_ERROR || result->time_ns > 0);
}

static guint
get_rotation (const AoiReport *report, const AoiRoiResult *result)
{
  const AoiRoi *roi = aoi_product_find_roi (aoi_report_get_product (report), result->id);

  return roi != NULL ? roi->rotation : 0;
}

/* Bytes of a copy; 0: it has none, since it passed or the picture does not have it */
static gsize
measure_roi (const AoiRoiResult *result, const AoiImage *image)
{
  return is_wanted (result) && image != NULL ? aoi_archive_crop_measure (image, result) : 0;
}

static gsize
measure (const AoiReport *report, const StationPicture *picture)
{
  gsize size = 0;

  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    const AoiRoiResult *result = aoi_report_get_roi (report, i);

    size += measure_roi (result, station_picture_find_image (picture, result->id));
  }
  return size;
}

/* Returns whether there was memory for it. */
static gboolean
copy (StationShots *self, const AoiReport *report, const StationPicture *picture)
{
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    const AoiRoiResult *result = aoi_report_get_roi (report, i);
    const AoiImage *image = station_picture_find_image (picture, result->id);
    AoiArchiveCrop *crop;

    if (measure_roi (result, image) == 0)
      continue;
    crop = aoi_archive_crop_new (image, result, get_rotation (report, result));
    if (crop == NULL)
      return FALSE;
    g_ptr_array_add (self->crops, crop);
  }
  return TRUE;
}

/**
 * station_shots_add:
 * @self: shots
 * @report: on a frame of the board
 * @picture: the frame
 *
 * Copies what did not pass.
 */
void
station_shots_add (StationShots *self, const AoiReport *report, const StationPicture *picture)
{
  gsize size;

  if (self->archive == NULL || self->lost)
    return;
  size = measure (report, picture);
  if (size == 0)
    return;
  size += self->reserved > 0 ? 0 : RECORD_BYTES;
  if (reserve (self, size) && !copy (self, report, picture))
    lose_for_memory (self);
}

/**
 * station_shots_keep:
 * @self: shots, which are used up
 * @report: of the whole board
 *
 * Has the board archived, if boards like that are.
 */
void
station_shots_keep (StationShots *self, AoiReport *report)
{
  if (self->archive == NULL || self->lost)
    return;
  if (!station_archive_takes (self->archive, report)) {
    aoi_spool_skip (self->archive->spool, self->reserved);
    self->reserved = 0;
    return;
  }
  if (self->reserved == 0 && !reserve (self, RECORD_BYTES))
    return;
  aoi_archiver_push (self->archive->spool,
      aoi_archive_record_new (report, g_steal_pointer (&self->crops), NULL), self->reserved);
  self->reserved = 0;
}
