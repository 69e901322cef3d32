/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One picture: drawn from its numbers alone, so that it is always the same. */
#include "aoi-pixels.h"
#include "challenge/challenge-nuisance.h"
#include "challenge/challenge.h"
#include "engine/aoi-scratch.h"

/* A defect that changes less than this, in grey levels, is none that a person sees. */
#define VISIBLE 12.0

/* Places, or directions, that are tried before a golden counts as one that cannot have the defect. */
#define MAX_TRIES 12
#define MAX_TRIES_WHOLE 2

static GRand *
make_rand (const ChallengeCase *self, const ChallengeLevel *level)
{
  const ChallengeRoi *roi = self->roi;
  const guint32 seed[] = { roi->challenge->seed, (guint32) roi->prepared->roi->id,
    (guint32) level->kind, (guint32) (1000.0 * level->size), self->trial };

  return g_rand_new_with_seed_array (seed, G_N_ELEMENTS (seed));
}

/* The golden that is drawn on: they take turns, and go on doing so from size to size. */
static guint
choose_golden (const ChallengeCase *self, const ChallengeLevel *level)
{
  return (level->first + self->trial) % self->roi->prepared->roi->goldens->len;
}

static const GArray *
get_ignored (const AoiRevisionRoi *prepared)
{
  const AoiGoldenJudge *judge = prepared->inspector->golden_judge;

  return judge->get_ignored != NULL ? judge->get_ignored (prepared->roi) : NULL;
}

static gboolean
draw_defect (const ChallengeCase *self, const ChallengeLevel *level, ChallengeDrawing *drawing)
{
  const ChallengeKindInfo *info = challenge_kind_get_info (level->kind);
  guint tries = info->is_local ? MAX_TRIES : MAX_TRIES_WHOLE;
  const ChallengeSubject subject = { self->roi->others, self->roi->thumbs,
    self->roi->is_bare[choose_golden (self, level)] };
  const GArray *ignored = get_ignored (self->roi->prepared);

  if (info->draw == NULL)
    return TRUE;
  for (guint i = 0; i < tries; i++) {
    challenge_drawing_begin_layer (drawing);
    if (!info->draw (drawing, &subject, level->size))
      continue;
    /* Where the product ignores it, a defect that covers no more cannot be asked for. */
    if (info->is_local && ignored != NULL && challenge_drawing_touches (drawing, ignored))
      continue;
    /* That a missing part cannot be seen is just what is asked for. */
    if (level->kind == CHALLENGE_MISSING || challenge_drawing_get_visibility (drawing) >= VISIBLE) {
      challenge_drawing_end_layer (drawing);
      return TRUE;
    }
  }
  return FALSE;
}

/* Draws the picture of a case. Returns FALSE, with @error set only if something broke, if its golden
 * cannot have the defect. @drawing is to be cleared in any case. */
gboolean
challenge_case_draw (const ChallengeCase *self, ChallengeDrawing *drawing, GError **error)
{
  const ChallengeRoi *roi = self->roi;
  const ChallengeLevel *level = &g_array_index (roi->levels, ChallengeLevel, self->level);
  const AoiGolden *golden = g_ptr_array_index (
      roi->prepared->roi->goldens, choose_golden (self, level));
  g_autoptr (GRand) rand = make_rand (self, level);
  gboolean drawn;

  challenge_drawing_init (drawing, golden->image, roi->prepared->margin + AOI_PIXELS_MARGIN, rand);
  drawn = draw_defect (self, level, drawing)
      && challenge_nuisance_apply (drawing, roi->challenge->grain, error);
  drawing->rand = NULL;
  return drawn;
}

/* The picture as it lies in the frame, before the view turns it. */
AoiRgbImage *
challenge_picture_unturn (const AoiRgbImage *picture, guint rotation)
{
  AoiImage image;
  AoiView view = { &image, { 0, 0, picture->width, picture->height }, (360 - rotation) % 360 };
  AoiRgbImage *turned;
  gint width, height;

  aoi_image_init (&image, AOI_FORMAT_RGB, picture->width, picture->height);
  image.data[0] = picture->data;
  image.stride[0] = 3 * picture->width;
  aoi_view_get_size (&view, &width, &height);
  turned = aoi_rgb_image_new (width, height);
  aoi_pixels_read_rgb (&view, turned->data, 3 * (gsize) width);
  return turned;
}

/* Describes a picture as the part of a frame that shows the ROI with @margin pixels around it. An ROI
 * near the frame's corner has fewer there. */
static void
place_in_frame (AoiImage *image, const AoiRgbImage *picture, const AoiRect *rect, gint margin)
{
  AoiRect around = aoi_rect_inflate (rect, margin);
  gint left = MAX (0, -around.x), top = MAX (0, -around.y);

  aoi_image_init (image, AOI_FORMAT_RGB, around.x + around.width, around.y + around.height);
  image->valid = (AoiRect){ around.x + left, around.y + top, around.width - left,
    around.height - top };
  image->data[0] = picture->data + 3 * ((gsize) top * (gsize) picture->width + (gsize) left);
  image->stride[0] = 3 * picture->width;
}

/* The verdict of the ROI's own inspector, just as in an inspection. */
void
challenge_inspect (
    const AoiRevisionRoi *prepared, const ChallengeDrawing *drawing, AoiRoiResult *result)
{
  g_autoptr (AoiRgbImage)
      picture = challenge_picture_unturn (drawing->canvas, prepared->roi->rotation);
  g_autoptr (GError) error = NULL;
  AoiImage image;
  const AoiView view = { &image, prepared->roi->rect, prepared->roi->rotation };
  gpointer scratch;

  place_in_frame (&image, picture, &prepared->roi->rect, drawing->margin);
  *result = (AoiRoiResult){
    .id = prepared->roi->id, .type = prepared->roi->type, .rect = prepared->roi->rect
  };
  if (!aoi_scratch_stack_take (prepared->scratches, &scratch, &error)) {
    aoi_roi_result_error (result, "%s", error->message);
    return;
  }
  prepared->inspector->inspect (prepared->state, scratch, &view, NULL, result);
  aoi_scratch_stack_give (prepared->scratches, scratch);
  aoi_roi_result_seal (result);
}

/* Draws and inspects. Any thread. */
void
challenge_case_run (ChallengeCase *self)
{
  g_auto (ChallengeDrawing) drawing = { 0 };
  g_autoptr (GError) error = NULL;
  AoiRoiResult result = { 0 };

  if (!challenge_case_draw (self, &drawing, &error)) {
    self->outcome = CHALLENGE_UNDRAWN;
    self->reason = error != NULL ? g_strdup (error->message) : NULL;
    return;
  }
  challenge_inspect (self->roi->prepared, &drawing, &result);
  self->outcome = aoi_roi_result_passed (&result) ? CHALLENGE_PASSED : CHALLENGE_CALLED;
  self->score = result.score;
  self->threshold = result.threshold;
  self->reason = g_steal_pointer (&result.reason);
  aoi_roi_result_clear (&result);
}
