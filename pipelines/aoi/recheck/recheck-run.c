/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Judges crops by both products, each ROI alone, as an inspection does. A crop has no surroundings: its own, reflected,
 * stand for them, for both products alike. */
#include "aoi-image-file.h"
#include "aoi-pixels.h"
#include "challenge/challenge-canvas.h"
#include "challenge/challenge.h"
#include "common/terminal.h"
#include "recheck/recheck.h"
#include "storage/aoi-file.h"

static const AoiRevisionRoi *
find_roi (AoiRevision *revision, gint id)
{
  for (guint i = 0; i < aoi_revision_get_n_rois (revision); i++) {
    const AoiRevisionRoi *roi = aoi_revision_get_roi (revision, i);

    if (roi->roi->id == id)
      return roi;
  }
  return NULL;
}

static AoiRgbImage *
load (const Recheck *self, const RecheckCrop *crop)
{
  g_autofree gchar *path = g_strdup_printf (
      "/proc/self/fd/%d/%s/%s", self->archive.fd, crop->record, crop->file);
  g_autoptr (GBytes) bytes = aoi_file_read (path, AOI_IMAGE_FILE_MAX_BYTES, AOI_ERROR_IMAGE, NULL);

  return bytes != NULL ? aoi_image_file_decode (bytes, crop->file, NULL) : NULL;
}

static gboolean
fits (const AoiRevisionRoi *roi, const AoiRgbImage *image)
{
  gint width, height;

  if (roi == NULL)
    return FALSE;
  aoi_roi_get_turned_size (roi->roi, &width, &height);
  return width == image->width && height == image->height;
}

static void
judge (const AoiRevisionRoi *roi, const AoiRgbImage *image, RecheckVerdict *verdict)
{
  g_auto (ChallengeDrawing) drawing = { 0 };
  AoiRoiResult result = { 0 };

  challenge_drawing_init (&drawing, image, roi->margin + AOI_PIXELS_MARGIN, NULL);
  challenge_inspect (roi, &drawing, &result);
  verdict->passes = aoi_roi_result_passed (&result);
  verdict->score = result.score;
  verdict->threshold = result.threshold;
  verdict->reason = g_steal_pointer (&result.reason);
  aoi_roi_result_clear (&result);
}

/* Returns whether both products can judge it. */
static gboolean
judge_both (const Recheck *self, RecheckCrop *crop)
{
  g_autoptr (AoiRgbImage) image = load (self, crop);
  const AoiRevisionRoi *rois[RECHECK_PRODUCTS];

  for (guint i = 0; image != NULL && i < RECHECK_PRODUCTS; i++) {
    rois[i] = find_roi (self->revisions[i], crop->id);
    if (!fits (rois[i], image))
      return FALSE;
  }
  for (guint i = 0; image != NULL && i < RECHECK_PRODUCTS; i++)
    judge (rois[i], image, &crop->verdicts[i]);
  if (image != NULL)
    crop->type = g_intern_string (rois[RECHECK_OLD]->roi->type);
  return image != NULL;
}

void
recheck_run (Recheck *self)
{
  const guint n = self->crops->len;

  for (guint done = 0, i = 0; done < n; done++) {
    terminal_show_progress ("crops", done, n, "");
    if (judge_both (self, g_ptr_array_index (self->crops, i))) {
      i++;
    } else {
      g_ptr_array_remove_index (self->crops, i);
      self->n_unfit++;
    }
  }
  terminal_show_progress ("crops", n, n, "");
}

gboolean
recheck_is_changed (const RecheckCrop *crop)
{
  return crop->verdicts[RECHECK_OLD].passes != crop->verdicts[RECHECK_NEW].passes;
}

/* Crops that pass, or do not, by the new product only. */
guint
recheck_count_changed (const Recheck *self, gboolean passes)
{
  guint n = 0;

  for (guint i = 0; i < self->crops->len; i++) {
    const RecheckCrop *crop = g_ptr_array_index (self->crops, i);

    n += recheck_is_changed (crop) && crop->verdicts[RECHECK_NEW].passes == passes;
  }
  return n;
}
