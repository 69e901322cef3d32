/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "inspectors/compare/compare-grid.h"
#include "ops/filter.h"

/* Work pixels by which an ignored area grows: as far as resampling, warping between pixels and
 * smoothing carry what is in it. */
#define GROWTH 2

/* A pixel of a smaller picture, or a window, is judged if so much of it is. */
#define MIN_PART 0.5f

static inline gfloat *
advance (gfloat *memory, gsize used)
{
  return memory != NULL ? memory + used : NULL;
}

/* One row serves as all. */
static gsize
init_row (AoiPlane *plane, const AoiCompareGrid *grid, gfloat *memory, gfloat value)
{
  gsize used = aoi_plane_init (plane, memory, grid->width, 1, 0);

  plane->height = grid->height;
  plane->stride = 0;
  for (gint x = 0; memory != NULL && x < grid->width; x++)
    plane->data[x] = value;
  return used;
}

static void
judge_all (AoiCompareGrid *grid)
{
  AoiCompareJudged *self = &grid->judged;
  gsize used = init_row (&self->pixels, grid, NULL, 0.0f);

  self->all = TRUE;
  self->n_windows = (guint) grid->width * (guint) grid->height;
  self->memory = g_new (gfloat, 2 * used);
  init_row (&self->pixels, grid, self->memory, 1.0f);
  init_row (&self->structure, grid, self->memory + used,
      1.0f / (gfloat) (grid->structure_window * grid->structure_window));
  self->half = self->coarse = self->chroma = self->pixels;
}

static gsize
init_planes (AoiCompareGrid *grid, gfloat *memory)
{
  AoiCompareJudged *self = &grid->judged;
  gint margin = MAX (grid->chroma_window, grid->structure_window) / 2;
  gsize used = aoi_plane_init (&self->pixels, memory, grid->width, grid->height, margin);

  used += aoi_plane_init (
      &self->half, advance (memory, used), grid->width / 2, grid->height / 2, 0);
  used += aoi_plane_init (
      &self->coarse, advance (memory, used), grid->coarse_width, grid->coarse_height, 0);
  used += aoi_plane_init (&self->structure, advance (memory, used), grid->width, grid->height, 0);
  used += aoi_plane_init (&self->chroma, advance (memory, used), grid->width, grid->height, 0);
  return used;
}

static void
ignore_area (const AoiCompareGrid *grid, const AoiRect *area)
{
  gint left = (gint) floor (area->x / grid->scale_x) - GROWTH;
  gint top = (gint) floor (area->y / grid->scale_y) - GROWTH;
  gint right = (gint) ceil ((area->x + area->width) / grid->scale_x) + GROWTH;
  gint bottom = (gint) ceil ((area->y + area->height) / grid->scale_y) + GROWTH;

  for (gint y = MAX (0, top); y < MIN (grid->height, bottom); y++)
    for (gint x = MAX (0, left); x < MIN (grid->width, right); x++)
      aoi_plane_row (&grid->judged.pixels, y)[x] = 0.0f;
}

static void
ignore_border (const AoiCompareGrid *grid, gint border)
{
  for (gint y = 0; y < grid->height; y++)
    for (gint x = 0; x < grid->width; x++)
      if (MIN (MIN (x, grid->width - 1 - x), MIN (y, grid->height - 1 - y)) < border)
        aoi_plane_row (&grid->judged.pixels, y)[x] = 0.0f;
}

static void
decide (const AoiPlane *parts)
{
  for (gint y = 0; y < parts->height; y++)
    for (gint x = 0; x < parts->width; x++) {
      gfloat *part = aoi_plane_row (parts, y) + x;

      *part = *part >= MIN_PART ? 1.0f : 0.0f;
    }
}

/* Makes of the parts of windows that are judged what their sums and means are multiplied by. */
static void
weigh_windows (AoiCompareGrid *grid)
{
  AoiCompareJudged *self = &grid->judged;
  gint n = grid->structure_window * grid->structure_window;

  for (gint y = 0; y < grid->height; y++) {
    gfloat *structure = aoi_plane_row (&self->structure, y);
    gfloat *chroma = aoi_plane_row (&self->chroma, y);

    for (gint x = 0; x < grid->width; x++) {
      gboolean judged = structure[x] >= MIN_PART;

      structure[x] = judged ? 1.0f / rintf (structure[x] * (gfloat) n) : 0.0f;
      chroma[x] = 1.0f / MAX (chroma[x], MIN_PART);
      self->n_windows += judged;
    }
  }
}

static void
judge_some (AoiCompareGrid *grid, const GArray *ignore, gint border)
{
  AoiCompareJudged *self = &grid->judged;
  gint window = MAX (grid->structure_window, grid->chroma_window);
  g_autofree gfloat *row = g_new (gfloat, grid->width + 2 * window);

  self->memory = g_new (gfloat, init_planes (grid, NULL));
  init_planes (grid, self->memory);
  for (gint y = 0; y < grid->height; y++)
    for (gint x = 0; x < grid->width; x++)
      aoi_plane_row (&self->pixels, y)[x] = 1.0f;
  for (guint i = 0; i < ignore->len; i++)
    ignore_area (grid, &g_array_index (ignore, AoiRect, i));
  ignore_border (grid, border);
  aoi_plane_reflect (&self->pixels);
  aoi_resample_halve (&self->pixels, &self->half);
  aoi_resample_plane (&self->pixels, grid->coarse_rows, grid->coarse_columns, row, &self->coarse);
  decide (&self->half);
  decide (&self->coarse);
  aoi_filter_mean (&self->pixels, grid->structure_window, row, &self->structure);
  aoi_filter_mean (&self->pixels, grid->chroma_window, row, &self->chroma);
  weigh_windows (grid);
}

/**
 * aoi_compare_judged_init: (skip)
 * @grid: the sizes; gets @grid.judged
 * @ignore: (element-type AoiRect): areas of the golden that are not judged
 * @border: how many pixels at each side are not judged either
 *
 * Pixels of ignored areas take no part in registration, in gain and offset, nor in any window: a
 * window beside an area is judged by its other pixels as long as they are half of it.
 */
void
aoi_compare_judged_init (AoiCompareGrid *grid, const GArray *ignore, gint border)
{
  if (ignore->len == 0 && border == 0)
    judge_all (grid);
  else
    judge_some (grid, ignore, border);
}
