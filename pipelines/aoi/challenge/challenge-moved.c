/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole boards of good parts, drawn elsewhere than at rest: whether they are found by their fiducials, and whether good
 * parts still pass. */
#include "challenge/challenge-moved.h"

#include <math.h>
#include <string.h>

#include "aoi-error.h"
#include "challenge/challenge-place.h"
#include "challenge/challenge.h"

/* The frame reaches so far beyond its ROIs, in pixels, and boards are drawn no farther from the frame's corner. */
#define MARGIN 160

/* What is around fiducials and parts. */
#define GROUND 96

/* Of verdicts: as of defects. */
#define MIN_HELD 0.95

/* A picture at its place at rest. */
typedef struct {
  AoiRgbImage *picture;
  AoiRect rect;
  guint place; /* index */
  gint margin; /* of @picture around what is drawn last */
} Piece;

/* What is drawn, in this order, and inspected. @rois: (element-type guint): indices of the ROIs that are watched */
typedef struct {
  Challenge *challenge;
  AoiRevision *revision;
  AoiEngine *engine;
  GArray *pieces, *rois;
  gint width, height;
  AoiAlignment *alignments; /* of each place */
  gboolean *good; /* each of @rois: it passes at rest */
} Moved;

static void
piece_clear (gpointer data)
{
  g_clear_pointer (&((Piece *) data)->picture, aoi_rgb_image_free);
}

static void
moved_clear (Moved *self)
{
  g_clear_pointer (&self->engine, aoi_engine_unref);
  g_clear_pointer (&self->pieces, g_array_unref);
  g_clear_pointer (&self->rois, g_array_unref);
  g_clear_pointer (&self->alignments, g_free);
  g_clear_pointer (&self->good, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Moved, moved_clear)

static void
grow (Moved *self, const AoiRect *rect)
{
  self->width = MIN (MAX (self->width, rect->x + rect->width + MARGIN), AOI_IMAGE_MAX_SIZE);
  self->height = MIN (MAX (self->height, rect->y + rect->height + MARGIN), AOI_IMAGE_MAX_SIZE);
}

/* The first golden amid its surroundings, as it lies in the frame. */
static void
add_part (Moved *self, guint index)
{
  AoiRevisionRoi *prepared = aoi_revision_get_roi (self->revision, index);
  const AoiRoi *roi = prepared->roi;
  g_auto (ChallengeDrawing) drawing = { 0 };
  Piece piece = { .place = (guint) prepared->place };

  challenge_drawing_init (&drawing, aoi_roi_get_golden (roi, 0)->image, prepared->margin, NULL);
  piece.picture = challenge_picture_unturn (drawing.canvas, roi->rotation);
  piece.margin = drawing.margin;
  piece.rect = aoi_rect_inflate (&roi->rect, piece.margin);
  g_array_append_val (self->pieces, piece);
  g_array_append_val (self->rois, index);
}

/* Nothing else is in the range of a fiducial but it. */
static void
add_mark (Moved *self, const AoiRevisionRoi *mark)
{
  const AoiRect *rect = &mark->roi->rect;
  Piece piece = { challenge_fiducial_draw (mark->roi), .place = (guint) mark->place };

  piece.rect = (AoiRect){ rect->x + (rect->width - piece.picture->width) / 2,
    rect->y + (rect->height - piece.picture->height) / 2, piece.picture->width,
    piece.picture->height };
  g_array_append_val (self->pieces, piece);
}

static gboolean
is_watched (const Moved *self, const AoiRevisionRoi *prepared)
{
  return prepared->place >= 0 && challenge_takes (prepared->roi) && prepared->roi->goldens->len > 0
      && (self->challenge->id == 0 || prepared->roi->id == self->challenge->id);
}

static void
moved_init (Moved *self, Challenge *challenge)
{
  AoiRevision *revision = challenge->revision;

  *self = (Moved){ challenge, revision, aoi_engine_new (challenge->jobs) };
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, piece_clear);
  self->rois = g_array_new (FALSE, FALSE, sizeof (guint));
  self->alignments = g_new0 (AoiAlignment, aoi_revision_get_n_places (revision));
  for (guint i = 0; i < aoi_revision_get_n_rois (revision); i++) {
    const AoiRevisionRoi *prepared = aoi_revision_get_roi (revision, i);

    grow (self, &prepared->roi->rect);
    if (is_watched (self, prepared))
      add_part (self, i);
  }
  self->good = g_new0 (gboolean, self->rois->len);
  for (guint i = 0; i < aoi_revision_get_n_marks (revision); i++) {
    grow (self, &aoi_revision_get_mark (revision, i)->roi->rect);
    add_mark (self, aoi_revision_get_mark (revision, i));
  }
}

/* Draws the part of a picture that is in @rect, in which coordinates are those at rest. */
static void
draw_part (const Moved *self, const Piece *piece, const AoiRect *rect, guint8 *pixels)
{
  const AoiAlignment *at = &self->alignments[piece->place];
  const AoiRect whole = { 0, 0, self->width, self->height };
  const AoiRect seen = aoi_alignment_map_rect (at, rect);
  const gdouble size = at->c * at->c + at->s * at->s;
  AoiRect part;

  if (!aoi_rect_intersect (&seen, &whole, &part))
    return;
  for (gint y = part.y; y < part.y + part.height; y++) {
    for (gint x = part.x; x < part.x + part.width; x++) {
      const gdouble u = x + 0.5 - at->x0, v = y + 0.5 - at->y0;
      const gdouble rest_x = (at->c * u + at->s * v) / size;
      const gdouble rest_y = (at->c * v - at->s * u) / size;
      guint8 *pixel = pixels + 3 * ((gsize) y * (gsize) self->width + (gsize) x);
      gfloat rgb[3];

      if (rest_x < rect->x || rest_x >= rect->x + rect->width || rest_y < rect->y
          || rest_y >= rect->y + rect->height)
        continue;
      challenge_sample (
          piece->picture, rest_x - piece->rect.x - 0.5, rest_y - piece->rect.y - 0.5, rgb);
      for (gint c = 0; c < 3; c++)
        pixel[c] = (guint8) lrintf (CLAMP (rgb[c], 0.0f, 255.0f));
    }
  }
}

/* Surroundings first, so that none hides a part. */
static void
draw_board (const Moved *self, guint8 *pixels)
{
  memset (pixels, GROUND, 3 * (gsize) self->width * (gsize) self->height);
  for (guint i = 0; i < self->pieces->len; i++) {
    const Piece *piece = &g_array_index (self->pieces, Piece, i);

    draw_part (self, piece, &piece->rect, pixels);
  }
  for (guint i = 0; i < self->pieces->len; i++) {
    const Piece *piece = &g_array_index (self->pieces, Piece, i);
    const AoiRect inner = aoi_rect_inflate (&piece->rect, -piece->margin);

    draw_part (self, piece, &inner, pixels);
  }
}

static AoiReport *
inspect_board (const Moved *self, guint8 *pixels)
{
  AoiImage image;

  draw_board (self, pixels);
  aoi_image_init (&image, AOI_FORMAT_RGB, self->width, self->height);
  image.data[0] = pixels;
  image.stride[0] = 3 * self->width;
  return aoi_engine_inspect (self->engine, self->revision, &image);
}

/* Whether it passed: an ROI of a report. */
static gboolean
has_passed (const AoiReport *report, gint id)
{
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++)
    if (aoi_report_get_roi (report, i)->id == id)
      return aoi_roi_result_passed (aoi_report_get_roi (report, i));
  return FALSE;
}

static void
inspect_rest (Moved *self, guint8 *pixels)
{
  g_autoptr (AoiReport) report = NULL;

  for (guint i = 0; i < aoi_revision_get_n_places (self->revision); i++)
    self->alignments[i] = (AoiAlignment){ 1.0, 0.0, 0.0, 0.0 };
  report = inspect_board (self, pixels);
  for (guint i = 0; i < self->rois->len; i++) {
    const guint index = g_array_index (self->rois, guint, i);

    self->good[i] = has_passed (report, aoi_revision_get_roi (self->revision, index)->roi->id);
  }
}

static void
count_place (const Moved *self, const AoiPlacement *placement, ChallengeMoved *moved)
{
  const AoiAlignment *found = &placement->alignment, *truth = NULL;

  for (guint i = 0; i < aoi_revision_get_n_places (self->revision); i++)
    if (aoi_revision_get_place (self->revision, i)->device == placement->device)
      truth = &self->alignments[i];
  moved->boards++;
  if (!placement->found || truth == NULL)
    return;
  moved->found++;
  for (guint i = 0; i < placement->n_marks; i++) {
    const gdouble x = placement->marks[i].rest_x, y = placement->marks[i].rest_y;
    const gdouble c = found->c - truth->c, s = found->s - truth->s;

    moved->off = MAX (moved->off,
        hypot (c * x - s * y + found->x0 - truth->x0, s * x + c * y + found->y0 - truth->y0));
  }
  moved->turned = MAX (
      moved->turned, fabs (atan2 (found->s, found->c) - atan2 (truth->s, truth->c)) * 180.0 / G_PI);
}

/* What lies beyond the frame's edges is no verdict on the product. */
static void
count_roi (const Moved *self, const AoiReport *report, guint index, ChallengeMoved *moved)
{
  const AoiRevisionRoi *prepared = aoi_revision_get_roi (
      self->revision, g_array_index (self->rois, guint, index));
  const AoiRect whole = { 0, 0, self->width, self->height };
  const AoiRect seen = aoi_alignment_map_rect (
      &self->alignments[prepared->place], &prepared->roi->rect);
  const AoiRect read = aoi_rect_inflate (&seen, AOI_ALIGNMENT_MARGIN);

  if (!self->good[index] || !aoi_rect_contains (&whole, &read))
    return;
  moved->rois++;
  moved->held += has_passed (report, prepared->roi->id);
}

static void
inspect_moved (Moved *self, GRand *rand, guint8 *pixels, ChallengeMoved *moved)
{
  g_autoptr (AoiReport) report = NULL;
  const AoiReportInfo *info;

  for (guint i = 0; i < aoi_revision_get_n_places (self->revision); i++)
    challenge_place_choose (
        &self->alignments[i], self->revision, aoi_revision_get_place (self->revision, i), rand);
  report = inspect_board (self, pixels);
  info = aoi_report_get_info (report);
  for (guint i = 0; i < info->n_placements; i++)
    count_place (self, &info->placements[i], moved);
  for (guint i = 0; i < self->rois->len; i++)
    count_roi (self, report, i, moved);
}

/* Draws and inspects as many boards as pictures of a size, if the product has fiducials. */
gboolean
challenge_moved_run (Challenge *self, GError **error)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (self->seed);
  g_autofree guint8 *pixels = NULL;
  g_auto (Moved) moved = { NULL };

  if (aoi_revision_get_n_places (self->revision) == 0)
    return TRUE;
  moved_init (&moved, self);
  pixels = g_try_malloc (3 * (gsize) moved.width * (gsize) moved.height);
  if (pixels == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "no memory for a board of %dx%d pixels",
        moved.width, moved.height);
    return FALSE;
  }
  inspect_rest (&moved, pixels);
  for (guint i = 0; i < self->trials; i++)
    inspect_moved (&moved, rand, pixels, &self->moved);
  return TRUE;
}

/* Returns: (transfer full): the figures in words */
gchar *
challenge_moved_describe (const ChallengeMoved *self)
{
  return g_strdup_printf (
      "%u of %u moved boards found, at most %.2f px and %.3f degrees off; %u of %u good parts pass there",
      self->found, self->boards, self->off, self->turned, self->held, self->rois);
}

/* Whether the product can be used for boards that are moved. */
gboolean
challenge_moved_is_good (const ChallengeMoved *self)
{
  return self->found == self->boards && self->held >= MIN_HELD * self->rois;
}
