/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-grid.h"

#include <math.h>

/* Square roots of the areas at which ROIs are compared and coarsely searched, in pixels. */
#define WORK_SIDE 128.0
#define FINE_WORK_SIDE 192.0
#define COARSE_SIDE 40.0

#define MIN_COARSE_SIDE 6

/* How far a part is searched at least, in frame pixels, unless it is not searched at all. */
#define MIN_SEARCH_RANGE 3.0

#define MAX_FINE_RANGE 6

/* Frame pixels a work pixel from which on cells of 2x2 pixels are read as one: each work pixel is still
 * the mean of a whole cell at least. */
#define BINNED_SCALE 2.0

/* Windows in parts of the work size; defects that count grow with the smaller side, so that of a
 * narrow ROI twice that one counts. */
#define STRUCTURE_WINDOW 0.05
#define CHROMA_WINDOW 0.12

/* Of what is read between the pixels of a board that moves: the outermost pixels have some of what lies beside the ROI, more
 * or less by the board's place. Smaller ROIs have nothing left within it once a part is off its place. */
#define MOVED_BORDER 1
#define MIN_BORDERED_SIDE 20

/* ROIs of a smaller side at work size have too few pixels left at half of it. */
#define MIN_HALVED_SIDE 48

static gint
odd_window (gdouble size, gint least, gint more, gint side)
{
  gint window = MAX (least, (gint) lrint (size) | 1) + more;

  return MIN (window, (side - 1) | 1);
}

static void
init_work_size (AoiCompareGrid *self, gdouble work_side)
{
  gdouble side = sqrt ((gdouble) self->roi_width * self->roi_height);
  gdouble factor = MIN (1.0, work_side / side);

  self->width = MAX (AOI_COMPARE_MIN_SIDE, (gint) lrint (self->roi_width * factor));
  self->height = MAX (AOI_COMPARE_MIN_SIDE, (gint) lrint (self->roi_height * factor));
  self->scale_x = (gdouble) self->roi_width / self->width;
  self->scale_y = (gdouble) self->roi_height / self->height;
  self->margin = (gint) ceil (AOI_COMPARE_RAW_MARGIN * MAX (self->scale_x, self->scale_y));
}

static void
init_search (AoiCompareGrid *self, gdouble search)
{
  gdouble side = sqrt ((gdouble) self->width * self->height);
  gdouble factor = MIN (1.0, COARSE_SIDE / side);
  gdouble range = search > 0.0
      ? MAX (MIN_SEARCH_RANGE, search * MIN (self->roi_width, self->roi_height))
      : 0.0;

  self->coarse_width = MAX (MIN_COARSE_SIDE, (gint) lrint (self->width * factor));
  self->coarse_height = MAX (MIN_COARSE_SIDE, (gint) lrint (self->height * factor));
  self->range_x = (gint) ceil (range * self->coarse_width / self->roi_width);
  self->range_y = (gint) ceil (range * self->coarse_height / self->roi_height);
  self->fine_range = MIN (MAX_FINE_RANGE, (gint) ceil (0.5 / factor) + 1);
}

/* Along one axis: @side frame pixels of the ROI become @n work pixels. Cells begin on even pixels, so
 * @before is the number of pixels of the first one that are not wanted. */
static AoiSpan *
new_spans (const AoiCompareGrid *self, gint side, gint n, gdouble scale, gint before)
{
  const gint margin = AOI_COMPARE_RAW_MARGIN, all = n + 2 * margin;
  const gint pixels = side + 2 * self->margin;
  const gdouble origin = self->margin - margin * scale;
  AoiSpan *spans = g_new (AoiSpan, all);

  if (self->binned)
    aoi_spans_init (spans, all, (origin + before) / 2, scale / 2, (before + pixels + 1) / 2);
  else
    aoi_spans_init (spans, all, origin, scale, pixels);
  return spans;
}

static void
init_spans (AoiCompareGrid *self)
{
  self->binned = MIN (self->scale_x, self->scale_y) >= BINNED_SCALE;
  for (gint i = 0; i <= self->binned; i++) {
    self->columns[i] = new_spans (self, self->roi_width, self->width, self->scale_x, i);
    self->rows[i] = new_spans (self, self->roi_height, self->height, self->scale_y, i);
  }
  self->coarse_columns = g_new (AoiSpan, self->coarse_width);
  self->coarse_rows = g_new (AoiSpan, self->coarse_height);
  aoi_spans_init (self->coarse_columns, self->coarse_width, 0.0,
      (gdouble) self->width / self->coarse_width, self->width);
  aoi_spans_init (self->coarse_rows, self->coarse_height, 0.0,
      (gdouble) self->height / self->coarse_height, self->height);
}

/**
 * aoi_compare_grid_init:
 * @self: (out caller-allocates): the sizes
 * @roi_width: of the turned ROI, in frame pixels, at least %AOI_COMPARE_MIN_SIDE
 * @roi_height: of the turned ROI, in frame pixels, at least %AOI_COMPARE_MIN_SIDE
 * @spec: what the ROI's file asks for
 * @fine: compare at a larger size, if the ROI has so many pixels: what is to be judged by brightness
 *   loses thin defects otherwise
 * @moves: the ROI is read where its board is found
 *
 * Chooses the sizes at which an ROI is compared; @self.proof is left to the caller.
 */
void
aoi_compare_grid_init (AoiCompareGrid *self, gint roi_width, gint roi_height,
    const AoiCompareSpec *spec, gboolean fine, gboolean moves)
{
  gdouble side;
  gint least;

  *self = (AoiCompareGrid){ .roi_width = roi_width,
    .roi_height = roi_height,
    .empty = spec->empty,
    .structure_factor = spec->structure,
    .brightness_factor = spec->brightness,
    .chroma_factor = spec->chroma,
    .shift_factor = spec->shift };
  init_work_size (self, fine ? FINE_WORK_SIDE : WORK_SIDE);
  init_search (self, spec->empty ? 0.0 : spec->search);
  init_spans (self);
  least = MIN (self->width, self->height);
  side = MIN (sqrt ((gdouble) self->width * self->height), 2.0 * least);
  self->halved = least >= MIN_HALVED_SIDE;
  self->border = moves && least >= MIN_BORDERED_SIDE ? MOVED_BORDER : 0;
  self->structure_window = odd_window (STRUCTURE_WINDOW * side, 3, 2, least);
  self->chroma_window = odd_window (CHROMA_WINDOW * side, 5, 0, least);
  aoi_compare_judged_init (self, spec->ignore, spec->empty ? AOI_COMPARE_BORDER : 0);
}

/**
 * aoi_compare_grid_is_coarse:
 * @self: sizes
 *
 * Returns: whether the ROI has more pixels than are compared
 */
gboolean
aoi_compare_grid_is_coarse (const AoiCompareGrid *self)
{
  return self->width < self->roi_width || self->height < self->roi_height;
}

/**
 * aoi_compare_grid_get_most_windows:
 * @self: sizes
 *
 * Returns: how many structure windows are judged of a part that is in its place, about: those that ignored areas and
 *   the border leave
 */
guint
aoi_compare_grid_get_most_windows (const AoiCompareGrid *self)
{
  const gint lost = 2 * (self->border + self->structure_window / 2);
  const gdouble all = (gdouble) self->width * self->height;

  if (self->border == 0)
    return self->judged.n_windows;
  return (guint) (self->judged.n_windows * ((self->width - lost) * (self->height - lost) / all));
}

/**
 * aoi_compare_grid_clear:
 * @self: sizes, or zeros
 *
 * Frees what they own.
 */
void
aoi_compare_grid_clear (AoiCompareGrid *self)
{
  for (guint i = 0; i < 2; i++) {
    g_clear_pointer (&self->columns[i], g_free);
    g_clear_pointer (&self->rows[i], g_free);
  }
  g_clear_pointer (&self->coarse_columns, g_free);
  g_clear_pointer (&self->coarse_rows, g_free);
  g_clear_pointer (&self->judged.memory, g_free);
}
