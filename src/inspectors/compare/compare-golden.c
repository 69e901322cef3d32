/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-golden.h"

#include <string.h>

#include "ops/correlate.h"
#include "ops/filter.h"
#include "ops/structure.h"

/* The noise is a part of the golden's variance, within limits in squared gray levels. */
#define NOISE_PART 0.05f
#define MIN_NOISE 20.0f
#define MAX_NOISE 120.0f

static inline gfloat *
advance (gfloat *memory, gsize used)
{
  return memory != NULL ? memory + used : NULL;
}

static gsize
init_planes (AoiCompareGolden *self, const AoiCompareGrid *grid, gfloat *memory)
{
  const struct {
    AoiPlane *plane;
    gint margin;
  } planes[] = {
    { &self->chroma[0].value, 1 },
    { &self->chroma[1].value, 1 },
    { &self->chroma[0].low, 0 },
    { &self->chroma[1].low, 0 },
    { &self->chroma[0].high, 0 },
    { &self->chroma[1].high, 0 },
    { &self->saturated, 0 },
    { &self->mean, 0 },
    { &self->variance, 0 },
  };
  gsize used = aoi_compare_planes_init (&self->planes, grid, memory, self->sums);

  for (guint i = 0; i < G_N_ELEMENTS (planes); i++)
    used += aoi_plane_init (
        planes[i].plane, advance (memory, used), grid->width, grid->height, planes[i].margin);
  return used;
}

/* A golden has no surroundings: its picture goes on by reflection. */
static void
read_picture (const AoiCompareGrid *grid, const AoiRgbImage *image, const AoiCompareRaw *raw)
{
  g_autofree AoiSpan *columns = g_new (AoiSpan, grid->width);
  g_autofree AoiSpan *rows = g_new (AoiSpan, grid->height);

  aoi_spans_init (columns, grid->width, 0.0, grid->scale_x, image->width);
  aoi_spans_init (rows, grid->height, 0.0, grid->scale_y, image->height);
  for (gint y = 0; y < grid->height; y++) {
    gfloat *const dest[3] = { aoi_plane_row (&raw->rgb[0], y), aoi_plane_row (&raw->rgb[1], y),
      aoi_plane_row (&raw->rgb[2], y) };

    aoi_resample_rgb (
        image->data, 3 * (gsize) image->width, &rows[y], columns, grid->width, raw->line, dest);
  }
  for (guint i = 0; i < 3; i++)
    aoi_plane_reflect (&raw->rgb[i]);
}

static gfloat
picture_variance (const AoiPlane *plane, const AoiPlane *judged)
{
  gdouble n = 0.0, sum = 0.0, square = 0.0;

  for (gint y = 0; y < plane->height; y++) {
    for (gint x = 0; x < plane->width; x++) {
      gdouble value = aoi_plane_row (plane, y)[x], weight = aoi_plane_row (judged, y)[x];

      n += weight;
      sum += weight * value;
      square += weight * value * value;
    }
  }
  return n > 0.0 ? (gfloat) MAX (0.0, square / n - sum / n * (sum / n)) : 0.0f;
}

static gfloat
greatest (const AoiPlane *plane)
{
  gfloat most = 0.0f;

  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++)
      most = MAX (most, aoi_plane_row (plane, y)[x]);
  return most;
}

/* A copy of the brightness, 0 where it is not judged. */
static gfloat *
copy_judged (const AoiCompareGolden *self, const AoiCompareGrid *grid, AoiPlane *copy)
{
  const AoiPlane *luma = &self->planes.luma;
  gsize n = aoi_plane_init (copy, NULL, grid->width, grid->height, luma->margin);
  gfloat *memory = g_new0 (gfloat, n);

  aoi_plane_init (copy, memory, grid->width, grid->height, luma->margin);
  for (gint y = 0; y < grid->height; y++)
    memcpy (aoi_plane_row (copy, y), aoi_plane_row (luma, y), sizeof (gfloat) * grid->width);
  aoi_plane_multiply (copy, &grid->judged.pixels);
  aoi_plane_reflect (copy);
  return memory;
}

static void
prepare_structure (AoiCompareGolden *self, const AoiCompareGrid *grid)
{
  g_autofree gfloat *rows = g_new (gfloat, 4 * (gsize) (grid->width + grid->structure_window));
  AoiPlane luma;
  g_autofree gfloat *memory = copy_judged (self, grid, &luma);

  aoi_structure_variance (
      &luma, grid->structure_window, &grid->judged.structure, rows, &self->mean, &self->variance);
  self->noise = CLAMP (NOISE_PART * picture_variance (&self->planes.luma, &grid->judged.pixels),
      MIN_NOISE, MAX_NOISE);
}

static gdouble
get_structure_blank (const AoiCompareGolden *self, gfloat variance)
{
  return variance / (variance + self->noise);
}

/* Both terms must tell the part from an empty view. */
static void
prepare_edges (AoiCompareGolden *self, const AoiCompareGrid *grid)
{
  AoiCompareEdges *edges = &self->edges;

  aoi_compare_edges_init (edges, grid, &self->planes.luma, self->noise);
  if (edges->hardness > 0.0f)
    for (gint y = 0; y < grid->height; y++) {
      const gfloat *variance = aoi_plane_row (&self->variance, y);
      gfloat *proof = aoi_plane_row (&edges->proof, y);

      for (gint x = 0; x < grid->width; x++)
        proof[x] = aoi_compare_edges_weigh (
            edges, (gfloat) get_structure_blank (self, variance[x]), proof[x]);
    }
  self->blank = (gfloat) aoi_compare_golden_get_blank (
      self, greatest (aoi_compare_golden_get_shown (self)));
}

/* Boards lie nearly in their place. Parts with soft edges may lie elsewhere, also along their rows of like pins or
 * screws. */
static void
prepare_search (AoiCompareGolden *self, const AoiCompareGrid *grid)
{
  const AoiPlane *judged = grid->judged.all ? NULL : &grid->judged.coarse;

  if (self->edges.hardness <= 0.0f)
    return;
  self->slides = g_new (gfloat, aoi_correlate_get_n_shifts (grid->range_x, grid->range_y));
  aoi_correlate_find_slides (
      &self->planes.coarse, judged, grid->range_x, grid->range_y, self->slides);
}

static void
prepare_colour (AoiCompareGolden *self, const AoiCompareRaw *raw)
{
  for (guint i = 0; i < 2; i++) {
    AoiChroma *chroma = &self->chroma[i];

    aoi_filter_mean3 (&raw->split[1 + i], raw->line, &chroma->value);
    aoi_filter_min3 (&chroma->value, raw->line, &chroma->low);
    aoi_filter_max3 (&chroma->value, raw->line, &chroma->high);
  }
  aoi_filter_max3 (&raw->split[3], raw->line, &self->saturated);
}

/**
 * aoi_compare_golden_new:
 * @grid: the sizes
 * @golden: an accepted sample of the turned ROI's size
 *
 * Makes what every comparison needs of a golden.
 *
 * Returns: (transfer full): the golden
 */
AoiCompareGolden *
aoi_compare_golden_new (const AoiCompareGrid *grid, const AoiGolden *golden)
{
  g_autoptr (AoiCompareGolden) self = g_new0 (AoiCompareGolden, 1);
  g_autofree gfloat *working = NULL;
  AoiCompareRaw raw;

  self->name = g_strdup (golden->name);
  self->sums = g_new (gdouble, aoi_compare_planes_get_n_sums (grid));
  self->memory = g_new0 (gfloat, init_planes (self, grid, NULL));
  init_planes (self, grid, self->memory);
  working = g_new (gfloat, aoi_compare_raw_init (&raw, grid, NULL));
  aoi_compare_raw_init (&raw, grid, working);
  read_picture (grid, golden->image, &raw);
  aoi_compare_planes_set (&self->planes, grid, &raw);
  prepare_colour (self, &raw);
  prepare_structure (self, grid);
  prepare_edges (self, grid);
  prepare_search (self, grid);
  return g_steal_pointer (&self);
}

/**
 * aoi_compare_golden_free:
 * @self: (transfer full): a golden
 */
void
aoi_compare_golden_free (AoiCompareGolden *self)
{
  aoi_compare_edges_clear (&self->edges);
  g_free (self->name);
  g_free (self->slides);
  g_free (self->memory);
  g_free (self->sums);
  g_free (self);
}

/**
 * aoi_compare_golden_get_shown:
 * @self: a golden
 *
 * Returns: (transfer none): how much each window shows: of it aoi_compare_golden_get_blank() makes what
 *   an empty view differs there
 */
const AoiPlane *
aoi_compare_golden_get_shown (const AoiCompareGolden *self)
{
  return self->edges.hardness > 0.0f ? &self->edges.proof : &self->variance;
}

/**
 * aoi_compare_golden_get_blank:
 * @self: a golden
 * @shown: by aoi_compare_golden_get_shown(), of one of its windows
 *
 * Returns: the structure term of an empty view in that window, or the brightness term on its scale
 */
gdouble
aoi_compare_golden_get_blank (const AoiCompareGolden *self, gfloat shown)
{
  return self->edges.hardness > 0.0f ? shown : get_structure_blank (self, shown);
}
