/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-planes.h"

#include "ops/filter.h"

static inline gfloat *
advance (gfloat *memory, gsize used)
{
  return memory != NULL ? memory + used : NULL;
}

/**
 * aoi_compare_planes_get_n_sums:
 * @grid: the sizes
 *
 * Returns: how many numbers the sums of #AoiComparePlanes take
 */
gsize
aoi_compare_planes_get_n_sums (const AoiCompareGrid *grid)
{
  return aoi_centred_get_n_sums (grid->coarse_width, grid->coarse_height)
      + aoi_centred_get_n_sums (grid->coarse_width / 2, grid->coarse_height / 2);
}

/**
 * aoi_compare_planes_init:
 * @self: (out caller-allocates): the planes
 * @grid: their sizes
 * @memory: (nullable): room for them
 * @sums: (nullable): room for aoi_compare_planes_get_n_sums() numbers
 *
 * Lays the planes into memory; without memory it only computes the size needed.
 *
 * Returns: how many floats they take
 */
gsize
aoi_compare_planes_init (
    AoiComparePlanes *self, const AoiCompareGrid *grid, gfloat *memory, gdouble *sums)
{
  gsize used = aoi_plane_init (&self->luma, memory, grid->width, grid->height, AOI_COMPARE_MARGIN);

  if (grid->halved)
    used += aoi_plane_init (&self->half, advance (memory, used), grid->width / 2, grid->height / 2,
        AOI_COMPARE_MARGIN / 2);
  used += aoi_centred_init (&self->coarse, advance (memory, used), sums, grid->coarse_width,
      grid->coarse_height, MAX (grid->range_x, grid->range_y));
  if (sums != NULL)
    sums += aoi_centred_get_n_sums (grid->coarse_width, grid->coarse_height);
  used += aoi_centred_init (&self->tiny, advance (memory, used), sums, grid->coarse_width / 2,
      grid->coarse_height / 2, (MAX (grid->range_x, grid->range_y) + 1) / 2);
  return used;
}

/**
 * aoi_compare_raw_init:
 * @self: (out caller-allocates): the working memory
 * @grid: the sizes
 * @memory: (nullable): room for it
 *
 * Lays it out; without memory it only computes the size needed.
 *
 * Returns: how many floats it takes
 */
gsize
aoi_compare_raw_init (AoiCompareRaw *self, const AoiCompareGrid *grid, gfloat *memory)
{
  gsize used = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->rgb); i++)
    used += aoi_plane_init (
        &self->rgb[i], advance (memory, used), grid->width, grid->height, AOI_COMPARE_RAW_MARGIN);
  for (guint i = 0; i < G_N_ELEMENTS (self->split); i++)
    used += aoi_plane_init (
        &self->split[i], advance (memory, used), grid->width, grid->height, AOI_COMPARE_RAW_MARGIN);
  used += aoi_plane_init (
      &self->coarse, advance (memory, used), grid->coarse_width, grid->coarse_height, 0);
  used += aoi_plane_init (
      &self->tiny, advance (memory, used), grid->coarse_width / 2, grid->coarse_height / 2, 0);
  self->line = advance (memory, used);
  return used + 3 * (gsize) (grid->roi_width + 2 * grid->margin);
}

static void
split (const AoiCompareRaw *raw)
{
  const AoiPlane *rgb = raw->rgb, *out = raw->split;
  gint margin = rgb[0].margin, n = rgb[0].width + 2 * margin;

  for (gint y = -margin; y < rgb[0].height + margin; y++)
    aoi_chroma_split (aoi_plane_row (&rgb[0], y) - margin, aoi_plane_row (&rgb[1], y) - margin,
        aoi_plane_row (&rgb[2], y) - margin, n, aoi_plane_row (&out[0], y) - margin,
        aoi_plane_row (&out[1], y) - margin, aoi_plane_row (&out[2], y) - margin,
        aoi_plane_row (&out[3], y) - margin);
}

/**
 * aoi_compare_planes_set:
 * @self: laid out, with memory
 * @grid: the sizes
 * @raw: working memory in which the picture's red, green and blue are, with margin
 *
 * Fills the planes, and @raw's own.
 */
void
aoi_compare_planes_set (
    AoiComparePlanes *self, const AoiCompareGrid *grid, const AoiCompareRaw *raw)
{
  split (raw);
  aoi_filter_smooth (&raw->split[0], raw->line, &self->luma);
  if (grid->halved)
    aoi_resample_halve (&self->luma, &self->half);
  aoi_resample_plane (
      &self->luma, grid->coarse_rows, grid->coarse_columns, raw->line, &raw->coarse);
  aoi_resample_halve (&raw->coarse, &raw->tiny);
  aoi_centred_set (&self->coarse, &raw->coarse);
  aoi_centred_set (&self->tiny, &raw->tiny);
}
