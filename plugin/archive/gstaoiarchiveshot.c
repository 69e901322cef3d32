/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of a frame is copied for the archive: no more than the ROIs that did not pass. */
#include "archive/gstaoiarchiveshot.h"

#include "aoi-overview.h"
#include "aoi-pixels.h"

/* A ROI that is to be copied. */
typedef struct {
  const AoiRoiResult *result; /* the report's */
  guint rotation;
} Wanted;

/* The ROIs' coordinates are those of the inspected frame, which some element may have changed since. */
static gboolean
is_inspected_frame (const GstAoiArchiveShot *self, GstBuffer *buffer)
{
  const AoiReportInfo *info = aoi_report_get_info (self->report);

  return info->width == self->frame.image.width && info->height == self->frame.image.height
      && gst_buffer_get_video_crop_meta (buffer) == NULL;
}

/**
 * gst_aoi_archive_shot_init:
 * @self: (out): a shot
 * @report: on the frame, or of a board without one
 * @format: what the caps say
 * @buffer: (nullable): the frame
 * @damage: (out) (nullable): what is wrong with the frame, if it is not what its caps say
 *
 * Maps the frame; no pixel is read yet. A frame that is damaged or of another size is left out.
 */
void
gst_aoi_archive_shot_init (GstAoiArchiveShot *self, AoiReport *report,
    const GstAoiFrameFormat *format, GstBuffer *buffer, gchar **damage)
{
  *damage = NULL;
  *self = (GstAoiArchiveShot){ .report = aoi_report_ref (report) };
  self->wanted = g_array_new (FALSE, FALSE, sizeof (Wanted));
  if (buffer == NULL || format->format == AOI_FORMAT_UNKNOWN)
    return;
  self->has_capture = gst_buffer_get_aoi_capture (buffer, &self->capture);
  self->mapped = gst_aoi_frame_map (format, buffer, &self->frame, damage);
  if (!self->mapped || is_inspected_frame (self, buffer))
    return;
  self->frame.release (self->frame.owner);
  self->mapped = FALSE;
}

/**
 * gst_aoi_archive_shot_clear:
 * @self: a shot
 *
 * Unmaps the frame.
 */
void
gst_aoi_archive_shot_clear (GstAoiArchiveShot *self)
{
  if (self->mapped)
    self->frame.release (self->frame.owner);
  g_array_unref (self->wanted);
  aoi_report_unref (self->report);
}

static const AoiRoi *
find_roi (const GstAoiArchiveShot *self, const AoiRoiResult *result)
{
  AoiProduct *source = aoi_report_get_info (self->report)->source;

  return source != NULL ? aoi_product_find_roi (source, result->id) : NULL;
}

/* The numbers of the ROIs whose crops are there already. */
static GHashTable *
list_held (const GPtrArray *crops)
{
  GHashTable *ids = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < crops->len; i++)
    g_hash_table_add (
        ids, GINT_TO_POINTER (((const AoiArchiveCrop *) g_ptr_array_index (crops, i))->id));
  return ids;
}

/* An error before the inspector began is none of these pixels: no frame came, or it was refused. */
static gboolean
was_inspected (const AoiRoiResult *result)
{
  return result->status != AOI_STATUS_ERROR || result->time_ns > 0;
}

/* Whether the verdict is on this frame. The report of a board is on the last of its frames, which is of one
 * capture group. If a group came twice, the first failure stands, and so does its crop. */
static gboolean
is_wanted (
    const GstAoiArchiveShot *self, const AoiRoiResult *result, const AoiRoi *roi, GHashTable *held)
{
  if (!aoi_roi_result_is_telling (result) || !was_inspected (result)
      || g_hash_table_contains (held, GINT_TO_POINTER (result->id)))
    return FALSE;
  return !self->has_capture || roi == NULL
      || (roi->focus == self->capture.focus && roi->exposure == self->capture.exposure);
}

/**
 * gst_aoi_archive_shot_measure:
 * @self: a shot
 * @held: (element-type AoiArchiveCrop): crops that are there already
 *
 * Chooses the ROIs that gst_aoi_archive_shot_copy() will copy: those that did not pass, were inspected in this
 * frame, and are not among @held.
 *
 * Returns: bytes that these have
 */
gsize
gst_aoi_archive_shot_measure (const GstAoiArchiveShot *self, const GPtrArray *held)
{
  g_autoptr (GHashTable) ids = list_held (held);
  gsize size = 0;

  g_array_set_size (self->wanted, 0);
  for (guint i = 0; self->mapped && i < aoi_report_get_n_results (self->report); i++) {
    const AoiRoiResult *result = aoi_report_get_result (self->report, i);
    const AoiRoi *roi = find_roi (self, result);
    const gsize bytes = aoi_archive_crop_measure (&self->frame.image, result);
    const Wanted wanted = { result, roi != NULL ? roi->rotation : 0 };

    if (bytes == 0 || !is_wanted (self, result, roi, ids))
      continue;
    g_array_append_val (self->wanted, wanted);
    size += bytes;
  }
  return size;
}

/**
 * gst_aoi_archive_shot_copy:
 * @self: a shot, after gst_aoi_archive_shot_measure()
 * @crops: (element-type AoiArchiveCrop): crops that are there already, to which others are added
 *
 * Copies the ROIs that were chosen.
 *
 * Returns: whether all are copied; if not, there is not enough memory
 */
gboolean
gst_aoi_archive_shot_copy (const GstAoiArchiveShot *self, GPtrArray *crops)
{
  for (guint i = 0; i < self->wanted->len; i++) {
    const Wanted *wanted = &g_array_index (self->wanted, Wanted, i);
    AoiArchiveCrop *crop = aoi_archive_crop_new (
        &self->frame.image, wanted->result, wanted->rotation);

    if (crop == NULL)
      return FALSE;
    g_ptr_array_add (crops, crop);
  }
  return TRUE;
}

/**
 * gst_aoi_archive_shot_measure_overview:
 * @self: a shot
 * @max_width: of the overview in pixels, 0: none
 *
 * Returns: bytes that it will have
 */
gsize
gst_aoi_archive_shot_measure_overview (const GstAoiArchiveShot *self, guint max_width)
{
  gint width, height;

  if (!self->mapped || max_width == 0)
    return 0;
  aoi_overview_get_size (
      self->frame.image.width, self->frame.image.height, (gint) max_width, &width, &height);
  return 3 * (gsize) width * (gsize) height;
}

/**
 * gst_aoi_archive_shot_get_overview:
 * @self: a shot
 * @max_width: of the overview in pixels, 0: none
 *
 * Returns: (transfer full) (nullable): a small picture of the frame; %NULL if there is not enough memory, too
 */
AoiRgbImage *
gst_aoi_archive_shot_get_overview (const GstAoiArchiveShot *self, guint max_width)
{
  if (!self->mapped || max_width == 0)
    return NULL;
  return aoi_overview_new (&self->frame.image, (gint) max_width);
}
