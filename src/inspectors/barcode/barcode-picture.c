/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-picture.h"

#include <string.h>

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "inspectors/barcode/barcode-mosaic.h"
#include "ops/gray-direction.h"
#include "ops/gray-filter.h"
#include "ops/gray-local.h"
#include "ops/levels.h"

/* Share of the pixels that may be darker than a code's black, and lighter than its white. */
#define TAIL 0.005

/* Pictures may have up to this many pixels, even if the view has far fewer. */
#define MAX_GROWN (1 << 20)

/* A view grows to this many times its sides at most. */
#define MAX_SCALE 3

/* A square that is turned by 45 degrees takes twice its pixels, a rectangle of two by one this much. */
#define TURNED_SHARE 9 / 4

/* Sides of blocks of which the extremes are taken, in pixels, and how many of them cross a picture. */
#define MIN_BLOCK 8
#define MAX_BLOCK 64
#define BLOCKS 8

/* Largest radius of the mean that separates black from white, and how many of them cross a picture. */
#define MAX_RADIUS 60
#define RADII 10

/* Levels are stretched at most by this much more around a pixel than in the whole picture. */
#define MAX_STRETCH 5

/* Levels that differ by less around a pixel are noise. */
#define MIN_LOCAL_RANGE 16

/* Quarters of its difference from the mean by which a pixel is moved away from it. */
#define GAIN 8

/* A picture being made: what it is, and where the next step of it goes. */
typedef struct {
  AoiBarcodeStudio *studio;
  const guint8 *pixels;
  gint width, height;
  guint next; /* which of the studio's pictures is not `pixels` */
} Making;

static void
find_range (const guint8 *pixels, gint width, gint height, guint *black, guint *white)
{
  AoiLevels levels;

  aoi_levels_count (&levels, pixels, (gsize) width, width, height);
  aoi_levels_find_range (&levels, TAIL, black, white);
}

/**
 * aoi_barcode_studio_init:
 * @self: (out caller-allocates): a studio
 * @longest: width and height together of any view that it will have
 * @n_pixels: of any view
 * @error: return location for an %AOI_ERROR_FAILED: no memory
 *
 * Allocates all memory that pictures are made in.
 *
 * Returns: %FALSE with @error set; the studio holds nothing then
 */
gboolean
aoi_barcode_studio_init (AoiBarcodeStudio *self, gint longest, gsize n_pixels, GError **error)
{
  const gsize grown = MIN (MAX_SCALE * MAX_SCALE * n_pixels, MAX_GROWN);
  gboolean good;

  *self = (AoiBarcodeStudio){ .capacity = MAX (n_pixels * TURNED_SHARE, grown) };
  self->view = g_try_malloc (n_pixels);
  self->blocks = g_try_malloc (self->capacity / 16 + 4 * (gsize) longest + 64);
  self->sums = g_try_new (guint32, MAX_SCALE * (gsize) longest + 1);
  good = (self->view != NULL || n_pixels == 0) && self->blocks != NULL && self->sums != NULL;
  for (guint i = 0; i < G_N_ELEMENTS (self->pictures); i++) {
    self->pictures[i] = g_try_malloc (self->capacity);
    good = good && (self->pictures[i] != NULL || self->capacity == 0);
  }
  if (good)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
      "no memory for a barcode ROI of %" G_GSIZE_FORMAT " pixels", n_pixels);
  aoi_barcode_studio_clear (self);
  return FALSE;
}

/**
 * aoi_barcode_studio_clear:
 * @self: a studio
 *
 * Frees what it holds.
 */
void
aoi_barcode_studio_clear (AoiBarcodeStudio *self)
{
  g_free (self->view);
  g_free (self->blocks);
  g_free (self->sums);
  for (guint i = 0; i < G_N_ELEMENTS (self->pictures); i++)
    g_free (self->pictures[i]);
  *self = (AoiBarcodeStudio){ 0 };
}

/**
 * aoi_barcode_studio_set_view:
 * @self: a studio
 * @view: of no more pixels than it was made for; must stay until the last picture is made
 *
 * Reads a view.
 */
void
aoi_barcode_studio_set_view (AoiBarcodeStudio *self, const AoiView *view)
{
  aoi_view_get_size (view, &self->width, &self->height);
  aoi_pixels_read_gray (view, self->view, (gsize) self->width);
  self->mosaic = aoi_format_is_bayer (view->image->format) && !view->image->aligned ? view : NULL;
  self->n_angles = 0;
}

/**
 * aoi_barcode_studio_survey:
 * @self: a studio with a view
 *
 * Measures the view's levels and directions, which other pictures than the view itself need: after a
 * mean of three by three pixels, which takes most of the noise away.
 */
void
aoi_barcode_studio_survey (AoiBarcodeStudio *self)
{
  const gint width = self->width, height = self->height;

  aoi_gray_mean_along (self->view, width, height, 1, self->pictures[0]);
  aoi_gray_mean_down (self->pictures[0], width, height, 1, self->sums, self->pictures[1]);
  find_range (self->pictures[1], width, height, &self->black, &self->white);
  self->steepest = aoi_gray_local_range (self->pictures[1], width, height, MIN_BLOCK);
  self->n_angles = (gint) aoi_gray_find_directions (
      self->pictures[1], width, height, self->angles, AOI_BARCODE_DIRECTIONS);
}

/* Returns FALSE if there is no such direction. */
static gboolean
get_angle (AoiBarcodeStudio *self, guint turn, gdouble *angle)
{
  gint degrees = 0;

  if (turn >= AOI_BARCODE_TURNED) {
    degrees = (gint) (turn - AOI_BARCODE_TURNED);
  } else if (turn != AOI_BARCODE_UPRIGHT) {
    if ((gint) turn > self->n_angles)
      return FALSE;
    degrees = self->angles[turn - AOI_BARCODE_ALIGNED];
  }
  *angle = degrees * G_PI / 180.0;
  return TRUE;
}

/**
 * aoi_barcode_studio_plan:
 * @self: a studio with a view
 * @recipe: how a picture is to be made of it
 * @width: (out): of the picture
 * @height: (out): of the picture
 * @to_view: (out): where the picture's points are in the view
 *
 * Returns: %FALSE if there is no such picture: the view has no such direction, is too thin or of no mosaic, or
 *   the picture would have more pixels than there is memory for
 */
gboolean
aoi_barcode_studio_plan (AoiBarcodeStudio *self, const AoiBarcodeRecipe *recipe, gint *width,
    gint *height, AoiAffine *to_view)
{
  gdouble angle;

  if (MIN (self->width, self->height) < 2 * MIN_BLOCK || !get_angle (self, recipe->turn, &angle)
      || (recipe->mosaic && self->mosaic == NULL))
    return FALSE;
  *to_view = aoi_affine_turn (self->width, self->height, angle, recipe->scale / 2.0, width, height);
  if (recipe->scale == 1 && recipe->turn == AOI_BARCODE_UPRIGHT) {
    *width = self->width / 2;
    *height = self->height / 2;
    *to_view = (AoiAffine){ .xx = 2.0, .yy = 2.0 };
  }
  return (gsize) *width * *height <= self->capacity;
}

static guint8 *
get_next (Making *making)
{
  return making->studio->pictures[making->next];
}

static void
step (Making *making)
{
  making->pixels = get_next (making);
  making->next = 1 - making->next;
}

static void
read_mosaic (Making *making)
{
  aoi_barcode_mosaic_read (making->studio->mosaic, get_next (making));
  step (making);
}

static void
draw (Making *making, const AoiBarcodeRecipe *recipe, const AoiAffine *to_view)
{
  const AoiBarcodeStudio *studio = making->studio;

  if (recipe->turn == AOI_BARCODE_UPRIGHT && recipe->scale == 2)
    return;
  if (recipe->turn == AOI_BARCODE_UPRIGHT && recipe->scale == 1)
    aoi_gray_halve (
        making->pixels, studio->width, making->width, making->height, get_next (making));
  else
    aoi_gray_warp (making->pixels, studio->width, studio->height, to_view, making->width,
        making->height, get_next (making));
  step (making);
}

static void
invert (Making *making)
{
  aoi_gray_invert (making->pixels, (gsize) making->width * making->height, get_next (making));
  step (making);
}

static void
even_out (Making *making)
{
  const AoiBarcodeStudio *studio = making->studio;
  const gint block = CLAMP (MIN (making->width, making->height) / BLOCKS, MIN_BLOCK, MAX_BLOCK);
  const gint least = MAX ((gint) (studio->white - studio->black) / MAX_STRETCH, MIN_LOCAL_RANGE);

  aoi_gray_local_stretch (making->pixels, making->width, making->height, block, least,
      studio->blocks, get_next (making));
  step (making);
}

static void
mean_down (Making *making, gint radius)
{
  aoi_gray_mean_down (making->pixels, making->width, making->height, radius, making->studio->sums,
      get_next (making));
  step (making);
}

static void
mean (Making *making, gint radius)
{
  aoi_gray_mean_along (making->pixels, making->width, making->height, radius, get_next (making));
  step (making);
  mean_down (making, radius);
}

/* The mean goes into the third picture; its own in-between step into the next one. */
static const guint8 *
make_mean (Making *making, gint radius)
{
  guint8 *third = making->studio->pictures[2];

  aoi_gray_mean_along (making->pixels, making->width, making->height, radius, get_next (making));
  aoi_gray_mean_down (
      get_next (making), making->width, making->height, radius, making->studio->sums, third);
  return third;
}

static void
sharpen (Making *making, gint radius)
{
  const guint8 *around = make_mean (making, radius);

  aoi_gray_sharpen (
      making->pixels, around, (gsize) making->width * making->height, GAIN, get_next (making));
  step (making);
}

static void
split_at_mean (Making *making)
{
  const gint radius = CLAMP (MIN (making->width, making->height) / RADII, 3, MAX_RADIUS);
  const guint8 *around = make_mean (making, radius);
  const gint offset = MAX ((gint) (making->studio->white - making->studio->black) / 20, 1);

  aoi_gray_threshold (
      making->pixels, around, (gsize) making->width * making->height, offset, get_next (making));
  step (making);
}

/* What was evened out has its darkest at 0 and its lightest at 255, or shows nothing. */
static void
split_halfway (Making *making, gboolean even)
{
  guint black = 0, white = 255;

  if (!even)
    find_range (making->pixels, making->width, making->height, &black, &white);
  aoi_levels_threshold (making->pixels, (gsize) making->width * making->height, (black + white) / 2,
      get_next (making));
  step (making);
}

/**
 * aoi_barcode_studio_make:
 * @self: a studio with a view
 * @recipe: how a picture is to be made of it
 * @width: that aoi_barcode_studio_plan() gave
 * @height: that aoi_barcode_studio_plan() gave
 * @to_view: that aoi_barcode_studio_plan() gave
 *
 * Returns: (transfer none): the picture, valid until the next one is made or the view changes
 */
const guint8 *
aoi_barcode_studio_make (AoiBarcodeStudio *self, const AoiBarcodeRecipe *recipe, gint width,
    gint height, const AoiAffine *to_view)
{
  Making making = { self, self->view, width, height, 0 };

  if (recipe->mosaic)
    read_mosaic (&making);
  draw (&making, recipe, to_view);
  if (recipe->inverted)
    invert (&making);
  if (recipe->even)
    even_out (&making);
  if (recipe->smooth > 0)
    mean (&making, recipe->smooth);
  if (recipe->bars > 0)
    mean_down (&making, recipe->bars);
  if (recipe->sharpen > 0)
    sharpen (&making, recipe->sharpen);
  if (recipe->levels == AOI_BARCODE_MEAN)
    split_at_mean (&making);
  else if (recipe->levels == AOI_BARCODE_HALFWAY)
    split_halfway (&making, recipe->even);
  return making.pixels;
}
