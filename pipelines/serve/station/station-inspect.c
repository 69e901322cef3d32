/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inspections of pictures, on the one engine of the station. */
#include "station/station-inspect.h"

#include "aoi-pixels.h"
#include "image/aoi-picture-file.h"

/* Waits for a frame. */
typedef struct {
  GMutex lock;
  GCond cond;
  gboolean done; /* lock */
} Waiter;

/**
 * station_picture_is_single:
 * @bytes: what an image file holds
 * @error: return location for an %AOI_ERROR_IMAGE that does not name the file
 *
 * Returns: whether that is one picture; of several only the first would be inspected
 */
gboolean
station_picture_is_single (GBytes *bytes, GError **error)
{
  if (aoi_picture_file_is_single (bytes))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
      "holds several pictures, of which only the first would be inspected");
  return FALSE;
}

/**
 * station_picture_decode:
 * @bytes: what an image file holds
 * @error: return location for an %AOI_ERROR_IMAGE that does not name the file
 *
 * Returns: (transfer full): the picture, as `aoi run` would inspect it
 */
AoiPicture *
station_picture_decode (GBytes *bytes, GError **error)
{
  return station_picture_is_single (bytes, error) ? aoi_picture_decode (bytes, error) : NULL;
}

static void
on_done (AoiTask *task, gpointer data)
{
  Waiter *waiter = data;

  g_mutex_lock (&waiter->lock);
  waiter->done = TRUE;
  g_cond_signal (&waiter->cond);
  g_mutex_unlock (&waiter->lock);
}

static void
wait_done (Waiter *waiter)
{
  g_mutex_lock (&waiter->lock);
  while (!waiter->done)
    g_cond_wait (&waiter->cond, &waiter->lock);
  g_mutex_unlock (&waiter->lock);
  g_cond_clear (&waiter->cond);
  g_mutex_clear (&waiter->lock);
}

/**
 * station_inspect_frame:
 * @self: a station
 * @revision: what to inspect by
 * @frame: with %AOI_HELP_ALL; with @meanwhile, %AOI_HELP_NONE
 * @meanwhile: (nullable): what the caller's thread does until the frame is done, if there is that much; %NULL: it
 *   helps, as one of the station's workers
 * @info: what the report says; size, times and what the revision says are filled in
 *
 * Inspects a frame and waits for it. What texts of boards before ask is not judged yet.
 *
 * Returns: (transfer full): the report
 */
AoiReport *
station_inspect_frame (Station *self, AoiRevision *revision, const AoiFrame *frame,
    const StationMeanwhile *meanwhile, AoiReportInfo *info)
{
  Waiter waiter = { .done = FALSE };
  g_autoptr (AoiTask) task = NULL;

  info->width = frame->image.width;
  info->height = frame->image.height;
  g_mutex_init (&waiter.lock);
  g_cond_init (&waiter.cond);
  task = aoi_engine_submit (self->engine, revision, frame, on_done, &waiter);
  while (meanwhile != NULL && !aoi_task_is_done (task) && meanwhile->step (meanwhile->data))
    continue;
  aoi_task_help (task);
  wait_done (&waiter);
  return aoi_task_make_report (task, info);
}

/**
 * station_inspect:
 * @self: a station
 * @revision: what to inspect by
 * @picture: the frame
 * @group: as #AoiFrame.group
 * @info: as for station_inspect_frame()
 *
 * Returns: (transfer full): the report
 */
AoiReport *
station_inspect (Station *self, AoiRevision *revision, const AoiPicture *picture, guint group,
    AoiReportInfo *info)
{
  AoiFrame frame = { .group = group, .help = AOI_HELP_ALL, .number = info->frame };

  aoi_picture_describe (picture, &frame.image);
  return station_inspect_frame (self, revision, &frame, NULL, info);
}

/**
 * station_cut_roi:
 * @image: (nullable): a frame, or the part of it that has the ROI, aligned if the ROI's device has fiducials
 * @roi: of its product
 * @error: return location for an %AOI_ERROR_IMAGE if the image does not have all of the ROI
 *
 * Returns: (transfer full): what the ROI's inspector saw, as turned as it saw it
 */
AoiRgbImage *
station_cut_roi (const AoiImage *image, const AoiRoi *roi, GError **error)
{
  AoiView view = { .image = image, .rect = roi->rect, .rotation = roi->rotation };
  AoiRgbImage *crop;
  gint width, height;

  if (image == NULL || !aoi_image_covers (image, &roi->rect)) {
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_IMAGE, "ROI %d reaches outside of the picture", roi->id);
    return NULL;
  }
  aoi_view_get_size (&view, &width, &height);
  crop = aoi_rgb_image_new (width, height);
  aoi_pixels_read_rgb_fine (&view, crop->data, 3 * (gsize) width);
  return crop;
}
