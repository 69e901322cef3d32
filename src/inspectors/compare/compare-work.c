/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-work.h"

#include "aoi-pixels.h"

/* Frame rows are read in strips that stay in a CPU's cache, and never fewer than a work row takes. */
#define STRIP_BYTES (256 * 1024)

#define N_LINES 6

static inline gfloat *
advance (gfloat *memory, gsize used)
{
  return memory != NULL ? memory + used : NULL;
}

static gsize
init_maps (AoiCompareMaps *maps, const AoiCompareGrid *grid, gfloat *memory)
{
  gsize used = aoi_plane_init (&maps->structure, memory, grid->width, grid->height, 0);

  used += aoi_plane_init (&maps->brightness, advance (memory, used), grid->width, grid->height, 0);
  return used
      + aoi_plane_init (&maps->chroma, advance (memory, used), grid->width, grid->height, 0);
}

static gsize
init_warped (AoiCompareWork *self, const AoiCompareGrid *grid, gfloat *memory)
{
  const struct {
    AoiPlane *plane;
    gint margin;
  } planes[] = {
    { &self->warped[0], 2 },
    { &self->warped[1], 1 },
    { &self->warped[2], 1 },
    { &self->warped[3], 1 },
    { &self->luma, MAX (grid->structure_window / 2, AOI_ENVELOPE_MARGIN) },
    { &self->chroma[0].value, 1 },
    { &self->chroma[1].value, 1 },
    { &self->chroma[0].low, 0 },
    { &self->chroma[1].low, 0 },
    { &self->chroma[0].high, 0 },
    { &self->chroma[1].high, 0 },
    { &self->saturated, 0 },
    { &self->judged, 0 },
    { &self->colour, grid->chroma_window / 2 },
    { &self->base, 0 },
    { &self->excess[0], grid->structure_window / 2 + 1 },
    { &self->excess[1], grid->structure_window / 2 },
  };
  gsize used = 0;

  for (guint i = 0; i < G_N_ELEMENTS (planes); i++)
    used += aoi_plane_init (
        planes[i].plane, advance (memory, used), grid->width, grid->height, planes[i].margin);
  return used;
}

/* Lays the planes out for one ROI. Returns how many floats they take. */
static gsize
init_floats (AoiCompareWork *self, const AoiCompareGrid *grid, gfloat *memory)
{
  gsize used = aoi_compare_raw_init (&self->raw, grid, memory);

  used += aoi_compare_planes_init (&self->live, grid, advance (memory, used), self->doubles);
  used += init_warped (self, grid, advance (memory, used));
  used += aoi_envelope_init (&self->envelope, advance (memory, used), grid->width, grid->height);
  used += init_maps (&self->maps, grid, advance (memory, used));
  used += init_maps (&self->least, grid, advance (memory, used));
  self->lines = advance (memory, used);
  return used + N_LINES * (gsize) (grid->width + AOI_COMPARE_RAW_MARGIN * 2);
}

/* The most that a row of the turned view takes, with its margin. */
static gsize
row_bytes (const AoiCompareGrid *grid)
{
  return 3 * (gsize) (grid->roi_width + 2 * grid->margin);
}

static gint
rows_of_span (const AoiCompareGrid *grid)
{
  return (gint) grid->scale_y + 2;
}

/**
 * aoi_compare_work_new:
 * @grids: (array length=n): the sizes of all ROIs that it is to serve
 * @n: how many
 *
 * Allocates working memory for any one of these ROIs at a time.
 *
 * Returns: (transfer full): working memory
 */
AoiCompareWork *
aoi_compare_work_new (const AoiCompareGrid *const *grids, guint n)
{
  AoiCompareWork *self = g_new0 (AoiCompareWork, 1);
  gsize floats = 0, doubles = 0;
  gint width = 0, height = 0;

  self->strip_size = STRIP_BYTES;
  for (guint i = 0; i < n; i++) {
    floats = MAX (floats, init_floats (self, grids[i], NULL));
    doubles = MAX (doubles, aoi_compare_planes_get_n_sums (grids[i]));
    width = MAX (width, grids[i]->width);
    height = MAX (height, grids[i]->height);
    self->strip_size = MAX (self->strip_size, row_bytes (grids[i]) * rows_of_span (grids[i]));
  }
  self->floats = g_new (gfloat, floats);
  self->doubles = g_new (gdouble, doubles);
  self->mask = g_new (AoiRun, height);
  self->valid = g_new (AoiRun, height);
  self->offsets = g_new (gint, width);
  self->strip = g_malloc (self->strip_size);
  return self;
}

/**
 * aoi_compare_work_free:
 * @self: (transfer full): working memory
 */
void
aoi_compare_work_free (AoiCompareWork *self)
{
  g_free (self->floats);
  g_free (self->doubles);
  g_free (self->mask);
  g_free (self->valid);
  g_free (self->offsets);
  g_free (self->strip);
  g_free (self);
}

/* What is read of a frame: the turned view with its margin around it, in pixels or in cells. */
typedef struct {
  AoiView view;
  gint width; /* of the turned view */
  const AoiSpan *columns, *rows;
  gboolean binned, fine;
} Source;

/* The smallest @rect of cells that covers @pixels; gives the pixels that they have more on each side:
 * left, top, right, bottom. */
static AoiRect
cover_by_cells (const AoiRect *pixels, gint more[4])
{
  const gint right = pixels->x + pixels->width, bottom = pixels->y + pixels->height;
  const gint left = pixels->x >> 1, top = pixels->y >> 1;
  const AoiRect rect = { left, top, ((right + 1) >> 1) - left, ((bottom + 1) >> 1) - top };

  more[0] = pixels->x - 2 * left;
  more[1] = pixels->y - 2 * top;
  more[2] = 2 * (rect.x + rect.width) - right;
  more[3] = 2 * (rect.y + rect.height) - bottom;
  return rect;
}

/* A view that is turned counter-clockwise begins with the frame's top, right or bottom side, and each
 * time the next one clockwise is on top. */
static void
source_init (Source *self, const AoiCompareGrid *grid, const AoiView *view)
{
  const AoiRect pixels = aoi_rect_inflate (&view->rect, grid->margin);
  gint more[4] = { 0 }, turn = (gint) view->rotation / 90, height;

  self->binned = grid->binned;
  self->fine = !aoi_compare_grid_is_coarse (grid);
  self->view = (AoiView){ view->image, pixels, view->rotation };
  if (grid->binned)
    self->view.rect = cover_by_cells (&pixels, more);
  self->columns = grid->columns[more[turn]];
  self->rows = grid->rows[more[(turn + 1) % 4]];
  aoi_view_get_size (&self->view, &self->width, &height);
}

/* Reads rows of the turned view. Where several pixels become one anyway, no edge is worth the effort. */
static void
read_strip (AoiCompareWork *self, const Source *source, gint first, gint n)
{
  const AoiRect rows = { 0, first, source->width, n };
  const AoiView strip = { source->view.image, aoi_view_to_frame (&source->view, &rows),
    source->view.rotation };

  if (source->binned)
    aoi_pixels_read_rgb_half (&strip, self->strip, 3 * (gsize) source->width);
  else if (source->fine)
    aoi_pixels_read_rgb_fine (&strip, self->strip, 3 * (gsize) source->width);
  else
    aoi_pixels_read_rgb (&strip, self->strip, 3 * (gsize) source->width);
}

static void
resample_row (AoiCompareWork *self, const AoiCompareGrid *grid, const Source *source, gint y,
    gint strip_first)
{
  const AoiSpan *span = &source->rows[y];
  AoiSpan row = { span->first - strip_first, span->last - strip_first, span->head, span->body,
    span->tail };
  gint margin = AOI_COMPARE_RAW_MARGIN;
  gfloat *dest[3];

  for (guint i = 0; i < 3; i++)
    dest[i] = aoi_plane_row (&self->raw.rgb[i], y - margin) - margin;
  aoi_resample_rgb (self->strip, 3 * (gsize) source->width, &row, source->columns,
      grid->width + 2 * margin, self->raw.line, dest);
}

/**
 * aoi_compare_work_read:
 * @self: working memory that serves @grid
 * @grid: the sizes of the ROI
 * @view: the ROI in the frame
 *
 * Lays the memory out for the ROI and reads what the frame shows there into @self.live.
 */
void
aoi_compare_work_read (AoiCompareWork *self, const AoiCompareGrid *grid, const AoiView *view)
{
  const gint n = grid->height + 2 * AOI_COMPARE_RAW_MARGIN;
  Source source;
  gint room;

  source_init (&source, grid, view);
  room = (gint) MIN (self->strip_size / (3 * (gsize) source.width), G_MAXINT);
  init_floats (self, grid, self->floats);
  for (gint y = 0; y < n;) {
    gint first = source.rows[y].first, end = y;

    while (end < n && source.rows[end].last - first < room)
      end++;
    read_strip (self, &source, first, source.rows[end - 1].last - first + 1);
    for (; y < end; y++)
      resample_row (self, grid, &source, y, first);
  }
  aoi_compare_planes_set (&self->live, grid, &self->raw);
}
