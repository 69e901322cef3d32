/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds a picture by normalised cross-correlation, J. P. Lewis, "Fast Normalized Cross-Correlation", 1995, in a
 * pyramid: all places at a size at which that costs little, then each peak down to full size. */
#include "ops/locate.h"

#include <math.h>

#include "ops/locate-refine.h"

/* Sizes at which a picture is looked for: whole, half, a quarter and an eighth. */
#define MAX_LEVELS 4

/* The least side of a picture at the size at which all places are tried, and the most products for that. */
#define MIN_COARSE_SIDE 8
#define MAX_COARSE_WORK (1500 * 1000)

/* Peaks that are followed down. The best at a small size need not be the best at full size. */
#define MAX_PEAKS 12

/* What is less at a small size is no peak. */
#define MIN_PEAK 0.25

/* Places around a peak that are tried at the next size, and how often that goes on where the best is at their edge. */
#define NEAR 2
#define MAX_CLIMBS 3

/* A peak has no other one within this part of the picture's smaller side. */
#define PEAK_RADIUS 4
#define MIN_PEAK_RADIUS 3

/* Of the parts of the working memory, in bytes: a line of the CPU's cache. */
#define ALIGN 64

struct _AoiLocator {
  gint range;
  gint n_levels; /* at least 1; the last is where all places are tried */
  AoiLocateTemplate templates[MAX_LEVELS];
  AoiLocateRefiner refiner;
};

/* Where a template's corner is in a window, and how well it fits there. */
typedef struct {
  gint x, y;
  gdouble score;
} Peak;

/* The memory of one search, laid out in what the caller lends. */
typedef struct {
  AoiLocateWindow windows[MAX_LEVELS];
  gfloat *scores; /* of all places of the last level */
  gint n_x, n_y;
} Work;

static void
get_places (const AoiLocator *self, gint level, gint *n_x, gint *n_y)
{
  gint width, height;

  aoi_locator_get_window (self, &width, &height);
  *n_x = (width >> level) - self->templates[level].picture.width + 1;
  *n_y = (height >> level) - self->templates[level].picture.height + 1;
}

static gdouble
get_work (const AoiLocator *self, gint level)
{
  const AoiLocatePicture *picture = &self->templates[level].picture;
  gint n_x, n_y;

  get_places (self, level, &n_x, &n_y);
  return (gdouble) n_x * n_y * picture->stride * picture->height;
}

static void
add_level (AoiLocator *self, const guint8 *gray, gint width, gint height)
{
  AoiLocateTemplate *template = &self->templates[self->n_levels];
  AoiLocatePicture *picture = &template->picture;

  aoi_locate_picture_layout (picture, width, height, 0);
  picture->data = g_new (gint16, (gsize) picture->stride * (gsize) height);
  if (gray != NULL)
    aoi_locate_picture_set (picture, gray, (gsize) width);
  else
    aoi_locate_picture_halve (&template[-1].picture, picture);
  aoi_locate_template_sum (template);
  self->n_levels++;
}

/* As many as it takes until all places can be tried in little time. Where half the size would show nothing, it takes
 * more time. */
static void
add_levels (AoiLocator *self, const guint8 *gray, gint width, gint height)
{
  add_level (self, gray, width, height);
  while (self->n_levels < MAX_LEVELS && get_work (self, self->n_levels - 1) > MAX_COARSE_WORK) {
    const AoiLocatePicture *last = &self->templates[self->n_levels - 1].picture;

    if (MIN (last->width, last->height) < 2 * MIN_COARSE_SIDE)
      return;
    add_level (self, NULL, last->width / 2, last->height / 2);
    if (self->templates[self->n_levels - 1].spread > 0)
      continue;
    self->n_levels--;
    g_clear_pointer (&self->templates[self->n_levels].picture.data, g_free);
    return;
  }
}

/**
 * aoi_locator_new:
 * @gray: what is to be found, a byte a pixel, without padding
 * @width: of it in pixels, %AOI_LOCATE_MIN_SIDE to %AOI_LOCATE_MAX_SIDE
 * @height: of it in pixels, the same
 * @range: how far from the window's middle its centre may be, to each side and up and down, in pixels, 0 to
 *   %AOI_LOCATE_MAX_RANGE
 *
 * Makes a picture ready to be found. Slow.
 *
 * Returns: (transfer full) (nullable): a locator, %NULL if the picture shows no place: flat, or only stripes
 */
AoiLocator *
aoi_locator_new (const guint8 *gray, gint width, gint height, gint range)
{
  g_autoptr (AoiLocator) self = NULL;

  g_return_val_if_fail (MIN (width, height) >= AOI_LOCATE_MIN_SIDE
          && MAX (width, height) <= AOI_LOCATE_MAX_SIDE && range >= 0
          && range <= AOI_LOCATE_MAX_RANGE,
      NULL);

  self = g_new0 (AoiLocator, 1);
  self->range = range;
  add_levels (self, gray, width, height);
  if (!aoi_locate_refiner_init (&self->refiner, &self->templates[0].picture))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * aoi_locator_free:
 * @self: (transfer full): a locator
 */
void
aoi_locator_free (AoiLocator *self)
{
  for (gint i = 0; i < self->n_levels; i++)
    g_free (self->templates[i].picture.data);
  aoi_locate_refiner_clear (&self->refiner);
  g_free (self);
}

/**
 * aoi_locator_get_window:
 * @self: a locator
 * @width: (out): of what aoi_locator_find() is given, in pixels
 * @height: (out): of the same
 */
void
aoi_locator_get_window (const AoiLocator *self, gint *width, gint *height)
{
  const AoiLocatePicture *picture = &self->templates[0].picture;
  const gint around = 2 * (self->range + AOI_LOCATE_MARGIN);

  *width = picture->width + around;
  *height = picture->height + around;
}

/* Returns the next @size bytes of @memory, NULL if there is none; moves @at behind them. */
static gpointer
take (gpointer memory, gsize *at, gsize size)
{
  gpointer part = memory != NULL ? (guint8 *) memory + *at : NULL;

  *at = (*at + size + ALIGN - 1) / ALIGN * ALIGN;
  return part;
}

/* Lays a search into memory; without memory it only computes the size needed. */
static gsize
work_init (Work *work, const AoiLocator *self, gpointer memory)
{
  gsize at = 0;
  gint width, height;

  aoi_locator_get_window (self, &width, &height);
  for (gint i = 0; i < self->n_levels; i++) {
    AoiLocateWindow *window = &work->windows[i];
    AoiLocatePicture *picture = &window->picture;
    const gsize n_sums = ((gsize) (width >> i) + 1) * ((gsize) (height >> i) + 1);
    gsize n_pixels;

    aoi_locate_picture_layout (picture, width >> i, height >> i, AOI_LOCATE_ALIGN);
    n_pixels = (gsize) picture->stride * (gsize) picture->height;
    picture->data = take (memory, &at, n_pixels * sizeof (gint16));
    window->sums = take (memory, &at, n_sums * sizeof (guint32));
    window->squares = take (memory, &at, n_sums * sizeof (guint32));
  }
  get_places (self, self->n_levels - 1, &work->n_x, &work->n_y);
  work->scores = take (memory, &at, (gsize) work->n_x * (gsize) work->n_y * sizeof (gfloat));
  return at;
}

/**
 * aoi_locator_get_work_size:
 * @self: a locator
 *
 * Returns: how many bytes of working memory aoi_locator_find() takes
 */
gsize
aoi_locator_get_work_size (const AoiLocator *self)
{
  Work work;

  return work_init (&work, self, NULL);
}

static void
set_windows (Work *work, const AoiLocator *self, const guint8 *gray, gsize stride)
{
  aoi_locate_picture_set (&work->windows[0].picture, gray, stride);
  for (gint i = 1; i < self->n_levels; i++)
    aoi_locate_picture_halve (&work->windows[i - 1].picture, &work->windows[i].picture);
  for (gint i = 0; i < self->n_levels; i++)
    aoi_locate_window_sum (&work->windows[i]);
}

static void
score_all (Work *work, const AoiLocator *self)
{
  const gint last = self->n_levels - 1;
  gfloat *score = work->scores;

  for (gint y = 0; y < work->n_y; y++)
    for (gint x = 0; x < work->n_x; x++)
      *score++ = (gfloat) aoi_locate_correlate (&self->templates[last], &work->windows[last], x, y);
}

/* Of places that are equal, the first is the peak. */
static gboolean
is_peak (const Work *work, gint x, gint y)
{
  const gfloat score = work->scores[y * work->n_x + x];

  for (gint j = MAX (y - 1, 0); j <= MIN (y + 1, work->n_y - 1); j++) {
    for (gint i = MAX (x - 1, 0); i <= MIN (x + 1, work->n_x - 1); i++) {
      const gfloat other = work->scores[j * work->n_x + i];
      const gboolean before = j < y || (j == y && i < x);

      if (other > score || (before && other == score))
        return FALSE;
    }
  }
  return TRUE;
}

static gint
get_radius (const AoiLocator *self, gint level)
{
  const AoiLocatePicture *picture = &self->templates[level].picture;

  return MAX (MIN (picture->width, picture->height) / PEAK_RADIUS, MIN_PEAK_RADIUS);
}

static gboolean
is_near_any (const Peak *peaks, gint n_peaks, gint x, gint y, gint radius)
{
  for (gint i = 0; i < n_peaks; i++)
    if (ABS (peaks[i].x - x) < radius && ABS (peaks[i].y - y) < radius)
      return TRUE;
  return FALSE;
}

/* Keeps @peaks in descending order; a better one near puts out those it is near to. */
static gint
insert_peak (Peak *peaks, gint n_peaks, Peak peak, gint radius)
{
  gint at = 0, kept;

  while (at < n_peaks && peaks[at].score >= peak.score)
    at++;
  if (at == MAX_PEAKS || is_near_any (peaks, at, peak.x, peak.y, radius))
    return n_peaks;
  kept = at;
  for (gint i = at; i < n_peaks; i++)
    if (!is_near_any (&peak, 1, peaks[i].x, peaks[i].y, radius))
      peaks[kept++] = peaks[i];
  n_peaks = MIN (kept, MAX_PEAKS - 1);
  for (gint i = n_peaks; i > at; i--)
    peaks[i] = peaks[i - 1];
  peaks[at] = peak;
  return n_peaks + 1;
}

static gint
find_peaks (const Work *work, const AoiLocator *self, Peak *peaks)
{
  const gint radius = get_radius (self, self->n_levels - 1);
  gint n_peaks = 0;

  for (gint y = 0; y < work->n_y; y++) {
    for (gint x = 0; x < work->n_x; x++) {
      const Peak peak = { x, y, work->scores[y * work->n_x + x] };

      if (peak.score >= MIN_PEAK && is_peak (work, x, y))
        n_peaks = insert_peak (peaks, n_peaks, peak, radius);
    }
  }
  return n_peaks;
}

/* Moves a peak to the best place near it. Returns whether that is at the edge of what was tried. */
static gboolean
search_near (const AoiLocator *self, const Work *work, gint level, Peak *peak)
{
  const Peak begin = *peak;
  gint n_x, n_y;

  get_places (self, level, &n_x, &n_y);
  peak->score = -1.0;
  for (gint y = MAX (begin.y - NEAR, 0); y <= MIN (begin.y + NEAR, n_y - 1); y++) {
    for (gint x = MAX (begin.x - NEAR, 0); x <= MIN (begin.x + NEAR, n_x - 1); x++) {
      const gdouble score = aoi_locate_correlate (
          &self->templates[level], &work->windows[level], x, y);

      if (score > peak->score)
        *peak = (Peak){ x, y, score };
    }
  }
  return ABS (peak->x - begin.x) == NEAR || ABS (peak->y - begin.y) == NEAR;
}

/* From the last level to full size. */
static void
descend (const AoiLocator *self, const Work *work, Peak *peak)
{
  for (gint level = self->n_levels - 2; level >= 0; level--) {
    gint climbs = 0;

    peak->x *= 2;
    peak->y *= 2;
    while (search_near (self, work, level, peak) && ++climbs < MAX_CLIMBS)
      ;
  }
}

/* A place outside of the range is only the edge of something that may be farther away. */
static gboolean
is_in_range (const AoiLocator *self, const Peak *peak)
{
  const gint middle = self->range + AOI_LOCATE_MARGIN;

  return ABS (peak->x - middle) <= self->range && ABS (peak->y - middle) <= self->range;
}

static AoiLocatedPlace
refine (const AoiLocator *self, const Work *work, const Peak *peak)
{
  const AoiLocatePicture *picture = &self->templates[0].picture;
  gdouble x = peak->x, y = peak->y;
  const gdouble refined = aoi_locate_refine (&self->refiner, &work->windows[0].picture, &x, &y);

  return (AoiLocatedPlace){ x + picture->width / 2.0, y + picture->height / 2.0,
    MAX (peak->score, refined) };
}

static void
add_place (AoiLocated *located, const AoiLocatedPlace *place)
{
  if (place->score > located->best.score) {
    located->second = located->best;
    located->best = *place;
  } else if (place->score > located->second.score) {
    located->second = *place;
  }
}

/**
 * aoi_locator_find:
 * @self: a locator
 * @window: gray pixels of the size of aoi_locator_get_window(), in the middle of which the picture is at rest
 * @stride: bytes from row to row of @window
 * @work: aoi_locator_get_work_size() bytes, aligned as g_malloc() does
 * @located: (out): the two best places
 *
 * Finds the picture. Places near each other count as one. Any thread; allocates nothing.
 */
void
aoi_locator_find (
    const AoiLocator *self, const guint8 *window, gsize stride, gpointer work, AoiLocated *located)
{
  Peak coarse[MAX_PEAKS], peaks[MAX_PEAKS];
  gint n_coarse, n_peaks = 0;
  Work parts;

  *located = (AoiLocated){ 0 };
  work_init (&parts, self, work);
  set_windows (&parts, self, window, stride);
  score_all (&parts, self);
  n_coarse = find_peaks (&parts, self, coarse);
  for (gint i = 0; i < n_coarse; i++) {
    descend (self, &parts, &coarse[i]);
    n_peaks = insert_peak (peaks, n_peaks, coarse[i], get_radius (self, 0));
  }
  for (gint i = 0; i < n_peaks; i++) {
    if (is_in_range (self, &peaks[i])) {
      const AoiLocatedPlace place = refine (self, &parts, &peaks[i]);

      add_place (located, &place);
    }
  }
}
