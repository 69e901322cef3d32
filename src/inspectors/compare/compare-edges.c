/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-edges.h"

#include <math.h>

#include "ops/filter.h"
#include "ops/hardness.h"

/* Sharpness up to which edges are soft, and what more makes them hard. Binarised pictures of bare boards have
 * .83 and more; after a blur of sigma 1 pixel .57, of 1.6 pixels .45, of 3 pixels .33. Goldens that a camera took of
 * parts have .28 to .70, but many levels. */
#define SOFT 0.35f
#define SOFT_TO_HARD 0.10f

/* How much of what is no edge has one of two levels where a picture has many, and what more makes it one of
 * two levels. Bare boards have .97 and more, binarised or as a camera sees them, also with a contrast of 25 gray
 * levels in noise of 3, and blurred by 1.6 pixels; parts that a camera took .85 at most (323 goldens). */
#define MANY_LEVELS 0.93f
#define MANY_TO_TWO_LEVELS 0.03f

/* Steps below this, in gray levels, are no edges. */
#define MIN_STEP 8.0f

/* Of a smaller side, in work pixels, too few edges are in view to be called hard. */
#define MIN_SIDE 32

/* The limit of excess: in standard deviations of the noise for soft edges, in parts of the step for
 * hard ones; and the least, in gray levels, where nothing may lie. */
/* Chosen by leaving out one group of DeepPCB after the other: .38 for six of seven groups. */
#define LIMIT_NOISE 0.75f
#define LIMIT_STEP 0.38f
#define LIMIT_EMPTY 7.0f

/* In ROIs up to the first smaller side, in work pixels, windows are so much larger than the spots to be found that
 * structure hardly shows these; from the second one on it does. An excess of the limit adds as much to the
 * difference as a structure at its own limit. */
#define SPOT_SIDE 40
#define NO_SPOT_SIDE 56
#define LIMIT_SPOT 25.0f

/* Beyond all gray levels. */
#define NO_LEVEL 1000.0f

static inline gfloat *
advance (gfloat *memory, gsize used)
{
  return memory != NULL ? memory + used : NULL;
}

static gsize
init_planes (AoiCompareEdges *self, const AoiCompareGrid *grid, gfloat *memory)
{
  gsize used = aoi_envelope_init (&self->envelope, memory, grid->width, grid->height);

  return used + aoi_plane_init (&self->proof, advance (memory, used), grid->width, grid->height, 0);
}

/* Means of 3x3 pixels, where they count; else, at the border, that of the nearest ones that do. */
static void
find_means (const AoiCompareGrid *grid, const AoiPlane *luma, gfloat *row, const AoiPlane *means)
{
  gint right = grid->width - 1 - AOI_COMPARE_BORDER, bottom = grid->height - 1 - AOI_COMPARE_BORDER;
  AoiPlane inner = *means;

  inner.margin = 0;
  aoi_filter_mean3 (luma, row, &inner);
  for (gint y = -means->margin; y < grid->height + means->margin; y++) {
    const gfloat *in = aoi_plane_row (
        means, CLAMP (y, AOI_COMPARE_BORDER, MAX (AOI_COMPARE_BORDER, bottom)));
    gfloat *out = aoi_plane_row (means, y);

    for (gint x = AOI_COMPARE_BORDER; x <= right; x++)
      out[x] = in[x];
    for (gint x = -means->margin; x < AOI_COMPARE_BORDER; x++)
      out[x] = in[AOI_COMPARE_BORDER];
    for (gint x = MAX (AOI_COMPARE_BORDER, right) + 1; x < grid->width + means->margin; x++)
      out[x] = in[MAX (AOI_COMPARE_BORDER, right)];
  }
}

/* A uniform view differs from the golden by half of what the window's values span, at the least. */
static void
find_proof (AoiCompareEdges *self, const AoiCompareGrid *grid, const AoiPlane *luma, gfloat factor)
{
  gint window = grid->structure_window;
  gsize n_low = aoi_plane_init (&(AoiPlane){ 0 }, NULL, grid->width, grid->height, 0);
  AoiPlane means, low;
  gsize n_means = aoi_plane_init (&means, NULL, grid->width, grid->height, window / 2);
  g_autofree gfloat *memory = g_new (gfloat, n_low + n_means);
  g_autofree gfloat *row = g_new (gfloat, grid->width + 2 * window);

  aoi_plane_init (&means, memory, grid->width, grid->height, window / 2);
  aoi_plane_init (&low, memory + n_means, grid->width, grid->height, 0);
  find_means (grid, luma, row, &means);
  aoi_filter_min (&means, window, row, &low);
  aoi_filter_max (&means, window, row, &self->proof);
  for (gint y = 0; y < grid->height; y++)
    for (gint x = 0; x < grid->width; x++) {
      gfloat *proof = aoi_plane_row (&self->proof, y) + x;
      gfloat span = *proof - aoi_plane_row (&low, y)[x];

      *proof = aoi_plane_row (&grid->judged.structure, y)[x] > 0.0f ? 0.5f * factor * span : 0.0f;
    }
}

/* On ground of more than two levels things of less contrast count, which the limit of a hard edge would let
 * pass. */
static gfloat
get_hardness (const AoiCompareGrid *grid, const AoiHardness *found)
{
  gfloat steep = (found->sharpness - SOFT) / SOFT_TO_HARD;
  gfloat two = (found->two_levels - MANY_LEVELS) / MANY_TO_TWO_LEVELS;

  if (found->step < MIN_STEP || MIN (grid->width, grid->height) < MIN_SIDE)
    return 0.0f;
  return CLAMP (MIN (steep, two), 0.0f, 1.0f);
}

/* How much spots count beside the structure of a golden with soft edges. */
static gfloat
get_spot_part (const AoiCompareGrid *grid)
{
  const gfloat side = (gfloat) MIN (grid->width, grid->height);

  return CLAMP ((NO_SPOT_SIDE - side) / (NO_SPOT_SIDE - SPOT_SIDE), 0.0f, 1.0f);
}

/* The excess in gray levels that tells the part from an empty view. */
static gfloat
get_proof_limit (const AoiCompareEdges *self, gfloat step, gfloat noise)
{
  return (1.0f - self->hardness) * LIMIT_NOISE * sqrtf (noise) + self->hardness * LIMIT_STEP * step;
}

/* The excess in gray levels that is worth as much as the limit of structure; infinite if none is. */
static gfloat
get_limit (const AoiCompareEdges *self, const AoiCompareGrid *grid, gfloat proof_limit)
{
  if (grid->empty)
    return MAX (proof_limit, LIMIT_EMPTY);
  return self->hardness > 0.0f ? proof_limit : LIMIT_SPOT / get_spot_part (grid);
}

/* A copy of the brightness with another value where it is not judged, and around it. */
static gfloat *
copy_others (const AoiCompareGrid *grid, const AoiPlane *luma, gfloat other, AoiPlane *copy)
{
  const gint margin = grid->structure_window / 2;
  const gsize n = aoi_plane_init (copy, NULL, grid->width, grid->height, margin);
  gfloat *memory = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    memory[i] = other;
  aoi_plane_init (copy, memory, grid->width, grid->height, margin);
  for (gint y = 0; y < grid->height; y++)
    for (gint x = 0; x < grid->width; x++)
      if (aoi_plane_row (&grid->judged.pixels, y)[x] > 0.0f)
        aoi_plane_row (copy, y)[x] = aoi_plane_row (luma, y)[x];
  return memory;
}

/* Ground is compared in its place, wherever its grain lies. */
static void
widen_envelope (
    AoiCompareEdges *self, const AoiCompareGrid *grid, const AoiPlane *luma, gfloat *row)
{
  AoiPlane low, high;
  g_autofree gfloat *lows = copy_others (grid, luma, NO_LEVEL, &low);
  g_autofree gfloat *highs = copy_others (grid, luma, -NO_LEVEL, &high);

  aoi_envelope_widen (&self->envelope, &low, &high, grid->structure_window, row);
}

/**
 * aoi_compare_edges_init:
 * @self: (out caller-allocates): what to prepare
 * @grid: the sizes
 * @luma: the golden's brightness; must stay
 * @noise: variance below which its structure does not count
 *
 * Measures a golden's edges and prepares what judging it by brightness needs, if it is to be.
 */
void
aoi_compare_edges_init (
    AoiCompareEdges *self, const AoiCompareGrid *grid, const AoiPlane *luma, gfloat noise)
{
  AoiHardness found = aoi_hardness_measure (luma, &grid->judged.pixels);
  const gdouble unit = AOI_COMPARE_STRUCTURE_UNIT * grid->structure_factor
      / grid->brightness_factor;
  g_autofree gfloat *row = NULL;
  gfloat proof_limit;

  *self = (AoiCompareEdges){ 0 };
  self->hardness = get_hardness (grid, &found);
  proof_limit = get_proof_limit (self, found.step, noise);
  self->factor = (gfloat) (unit / get_limit (self, grid, proof_limit));
  if (self->factor <= 0.0f)
    return;
  self->memory = g_new0 (gfloat, init_planes (self, grid, NULL));
  init_planes (self, grid, self->memory);
  row = g_new (gfloat, grid->width + 2 * luma->margin);
  aoi_envelope_set (&self->envelope, luma, row);
  if (self->hardness > 0.0f)
    find_proof (self, grid, luma, (gfloat) (unit / proof_limit));
  if (grid->empty)
    widen_envelope (self, grid, luma, row);
}

/**
 * aoi_compare_edges_clear:
 * @self: what was prepared, or zeros
 */
void
aoi_compare_edges_clear (AoiCompareEdges *self)
{
  g_clear_pointer (&self->memory, g_free);
}
