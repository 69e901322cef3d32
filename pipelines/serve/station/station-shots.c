/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of a board's pictures is copied for the archive: no more than the ROIs that did not pass, and one small picture of
 * all. */
#include "aoi-overview.h"
#include "archive/aoi-archiver.h"
#include "image/aoi-picture-overview.h"
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
  return aoi_roi_result_is_telling (result)
      && (result->status != AOI_STATUS_ERROR || result->time_ns > 0);
}

static guint
get_rotation (const AoiReport *report, const AoiRoiResult *result)
{
  const AoiRoi *roi = aoi_product_find_roi (aoi_report_get_product (report), result->id);

  return roi != NULL ? roi->rotation : 0;
}

/* An ROI that is to be copied. */
typedef struct {
  const AoiRoiResult *result; /* the report's */
  const AoiImage *image; /* that has it */
} Wanted;

/* If an ROI was inspected twice, the first failure stands, and so does its crop. */
static gboolean
is_held (const StationShots *self, gint id)
{
  for (guint i = 0; i < self->crops->len; i++)
    if (((const AoiArchiveCrop *) g_ptr_array_index (self->crops, i))->id == id)
      return TRUE;
  return FALSE;
}

/* Adds to @wanted what is to be copied. Returns its bytes. */
static gsize
choose (const StationShots *self, const AoiReport *report, StationShotsFind find,
    gconstpointer data, GArray *wanted)
{
  gsize size = 0;

  for (guint i = 0; i < aoi_report_get_n_results (report); i++) {
    const AoiRoiResult *result = aoi_report_get_result (report, i);
    const AoiImage *image = is_wanted (result) && !is_held (self, result->id) ? find (result, data)
                                                                              : NULL;
    const gsize bytes = image != NULL ? aoi_archive_crop_measure (image, result) : 0;
    const Wanted one = { result, image };

    if (bytes > 0)
      g_array_append_val (wanted, one);
    size += bytes;
  }
  return size;
}

/* Returns whether there was memory for it. */
static gboolean
copy (StationShots *self, const AoiReport *report, const GArray *wanted)
{
  for (guint i = 0; i < wanted->len; i++) {
    const Wanted *one = &g_array_index (wanted, Wanted, i);
    AoiArchiveCrop *crop = aoi_archive_crop_new (
        one->image, one->result, get_rotation (report, one->result));

    if (crop == NULL)
      return FALSE;
    g_ptr_array_add (self->crops, crop);
  }
  return TRUE;
}

/**
 * station_shots_add_found:
 * @self: shots
 * @report: on a frame of the board
 * @find: says where ROIs are
 * @data: what @find is given
 *
 * Copies what did not pass.
 */
void
station_shots_add_found (
    StationShots *self, const AoiReport *report, StationShotsFind find, gconstpointer data)
{
  g_autoptr (GArray) wanted = NULL;
  gsize size;

  if (self->archive == NULL || self->lost)
    return;
  wanted = g_array_new (FALSE, FALSE, sizeof (Wanted));
  size = choose (self, report, find, data, wanted);
  if (size == 0)
    return;
  size += self->reserved > 0 ? 0 : RECORD_BYTES;
  if (reserve (self, size) && !copy (self, report, wanted))
    lose_for_memory (self);
}

static const AoiImage *
find_in_picture (const AoiRoiResult *result, gconstpointer picture)
{
  return station_picture_find_image (picture, result->id);
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
  station_shots_add_found (self, report, find_in_picture, picture);
}

/* Bytes of the small picture of a frame; 0: there is none */
static gsize
measure_overview (const StationShots *self, const StationShown *shown)
{
  gint width, height;

  if (shown == NULL || self->archive->overview_width == 0)
    return 0;
  aoi_overview_get_size (
      shown->frame.width, shown->frame.height, self->archive->overview_width, &width, &height);
  return 3 * (gsize) width * (gsize) height;
}

/* Returns: (transfer full) (nullable): the small picture; %NULL: it cannot be made */
static AoiRgbImage *
make_overview (const StationShots *self, const StationShown *shown)
{
  const gint width = self->archive->overview_width;
  g_autoptr (GError) error = NULL;
  AoiRgbImage *overview;

  if (shown->file == NULL)
    return aoi_overview_new (&shown->frame, width);
  overview = aoi_picture_decode_overview (shown->file, width, &error);
  if (overview == NULL)
    g_warning ("archive: a picture cannot be made small: %s", error->message);
  return overview;
}

/**
 * station_shots_keep:
 * @self: shots, which are used up
 * @report: of the whole board
 * @shown: (nullable): what it shows
 *
 * Has the board archived, if boards like that are.
 */
void
station_shots_keep (StationShots *self, AoiReport *report, const StationShown *shown)
{
  AoiRgbImage *overview = NULL;
  gsize size;

  if (self->archive == NULL || self->lost)
    return;
  if (!station_archive_takes (self->archive, report)) {
    aoi_spool_skip (self->archive->spool, self->reserved);
    self->reserved = 0;
    return;
  }
  size = measure_overview (self, shown);
  if ((size > 0 || self->reserved == 0)
      && !reserve (self, size + (self->reserved > 0 ? 0 : RECORD_BYTES)))
    return;
  if (size > 0) {
    overview = make_overview (self, shown);
    if (overview == NULL) {
      lose_for_memory (self);
      return;
    }
  }
  aoi_archiver_push (self->archive->spool,
      aoi_archive_record_new (report, g_steal_pointer (&self->crops), overview), self->reserved);
  self->reserved = 0;
}
