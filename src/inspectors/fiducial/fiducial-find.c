/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a fiducial is in a frame. */
#include "inspectors/fiducial/fiducial-find.h"

#include <math.h>

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "ops/locate.h"

/* A second place whose score is not this much lower than the best one's may as well be the right one. */
#define CLEAR_LEAD 0.1

/* Where the search's own memory begins behind the window's pixels. */
#define ALIGN 64

struct _AoiFiducialFinder {
  gint id;
  gdouble min_score, max_residual;
  gdouble rest_x, rest_y; /* the ROI's centre */
  gint reach; /* beyond the ROI, in pixels */
  GPtrArray *locators; /* AoiLocator: one for each golden, or of the shape */
};

/* One locator's window in the frame. */
static AoiRect
get_window (const AoiFiducialFinder *self, const AoiLocator *locator)
{
  gint width, height;

  aoi_locator_get_window (locator, &width, &height);
  return (AoiRect){ (gint) floor (self->rest_x - width / 2.0),
    (gint) floor (self->rest_y - height / 2.0), width, height };
}

static gsize
get_window_size (const AoiRect *window)
{
  return ((gsize) window->width * (gsize) window->height + ALIGN - 1) / ALIGN * ALIGN;
}

static gboolean
add_locator (AoiFiducialFinder *self, AoiLocator *locator)
{
  if (locator == NULL)
    return FALSE;
  g_ptr_array_add (self->locators, locator);
  return TRUE;
}

static gboolean
add_shape (AoiFiducialFinder *self, const AoiFiducialSpec *spec)
{
  const gint side = aoi_shape_get_side (spec->size);
  g_autofree guint8 *gray = g_malloc ((gsize) side * (gsize) side);

  aoi_shape_draw (spec->shape, spec->size, spec->bright, gray);
  return add_locator (self, aoi_locator_new (gray, side, side, spec->search));
}

/* In the gray of frames, so that both are alike. */
static gboolean
add_golden (AoiFiducialFinder *self, const AoiRgbImage *picture, gint search)
{
  g_autofree guint8 *gray = g_malloc ((gsize) picture->width * (gsize) picture->height);
  AoiImage image;
  AoiView view;

  aoi_image_init (&image, AOI_FORMAT_RGB, picture->width, picture->height);
  image.data[0] = picture->data;
  image.stride[0] = 3 * picture->width;
  view = (AoiView){ .image = &image, .rect = image.valid };
  aoi_pixels_read_gray (&view, gray, (gsize) picture->width);
  return add_locator (self, aoi_locator_new (gray, picture->width, picture->height, search));
}

static gboolean
add_goldens (AoiFiducialFinder *self, const AoiRoi *roi, GError **error)
{
  const AoiFiducialSpec *spec = roi->spec;

  for (guint i = 0; i < aoi_roi_get_n_goldens (roi); i++) {
    const AoiGolden *golden = aoi_roi_get_golden (roi, i);

    if (add_golden (self, golden->image, spec->search))
      continue;
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: golden %s shows no place: it must have edges in more than one direction", roi->path,
        golden->name);
    return FALSE;
  }
  return TRUE;
}

static gint
get_reach (const AoiFiducialFinder *self, const AoiRect *rect)
{
  gint reach = 0;

  for (guint i = 0; i < self->locators->len; i++) {
    const AoiRect window = get_window (self, g_ptr_array_index (self->locators, i));

    reach = MAX (reach, MAX (rect->x - window.x, rect->y - window.y));
    reach = MAX (reach, window.x + window.width - rect->x - rect->width);
    reach = MAX (reach, window.y + window.height - rect->y - rect->height);
  }
  return reach;
}

/**
 * aoi_fiducial_finder_new:
 * @roi: a fiducial
 * @error: return location for an %AOI_ERROR_INVALID that names a golden in which no place can be seen
 *
 * Makes a fiducial ready. One that has neither a shape nor a golden is not found in any frame. Slow.
 *
 * Returns: (transfer full): a finder, or %NULL with @error set
 */
AoiFiducialFinder *
aoi_fiducial_finder_new (const AoiRoi *roi, GError **error)
{
  const AoiFiducialSpec *spec = roi->spec;
  g_autoptr (AoiFiducialFinder) self = g_new0 (AoiFiducialFinder, 1);

  self->id = roi->id;
  self->min_score = spec->min_score;
  self->max_residual = spec->max_residual;
  self->rest_x = roi->rect.x + roi->rect.width / 2.0;
  self->rest_y = roi->rect.y + roi->rect.height / 2.0;
  self->locators = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_locator_free);
  if (spec->shape != AOI_SHAPE_NONE)
    add_shape (self, spec);
  else if (!add_goldens (self, roi, error))
    return NULL;
  self->reach = get_reach (self, &roi->rect);
  return g_steal_pointer (&self);
}

/**
 * aoi_fiducial_finder_free:
 * @self: (transfer full): a finder
 */
void
aoi_fiducial_finder_free (AoiFiducialFinder *self)
{
  g_ptr_array_unref (self->locators);
  g_free (self);
}

/**
 * aoi_fiducial_finder_get_work_size:
 * @self: a finder
 *
 * Returns: how many bytes of working memory aoi_fiducial_finder_find() takes
 */
gsize
aoi_fiducial_finder_get_work_size (const AoiFiducialFinder *self)
{
  gsize size = 0;

  for (guint i = 0; i < self->locators->len; i++) {
    const AoiLocator *locator = g_ptr_array_index (self->locators, i);
    const AoiRect window = get_window (self, locator);

    size = MAX (size, get_window_size (&window) + aoi_locator_get_work_size (locator));
  }
  return size;
}

/**
 * aoi_fiducial_finder_get_margin:
 * @self: a finder
 *
 * Returns: how many pixels around the ROI are read
 */
gint
aoi_fiducial_finder_get_margin (const AoiFiducialFinder *self)
{
  return self->reach;
}

/**
 * aoi_fiducial_finder_get_max_residual:
 * @self: a finder
 *
 * Returns: how far the fiducial may be from where the board's transform puts it, in pixels
 */
gdouble
aoi_fiducial_finder_get_max_residual (const AoiFiducialFinder *self)
{
  return self->max_residual;
}

static void
find_one (const AoiFiducialFinder *self, const AoiLocator *locator, const AoiImage *frame,
    guint8 *work, AoiFiducialPlace *place)
{
  const AoiView view = { .image = frame, .rect = get_window (self, locator) };
  const gsize stride = (gsize) view.rect.width;
  AoiLocated located;

  aoi_pixels_read_gray (&view, work, stride);
  aoi_locator_find (locator, work, stride, work + get_window_size (&view.rect), &located);
  if (located.best.score <= place->score)
    return;
  place->x = view.rect.x + located.best.x;
  place->y = view.rect.y + located.best.y;
  place->score = located.best.score;
  place->second_x = view.rect.x + located.second.x;
  place->second_y = view.rect.y + located.second.y;
  place->second = located.second.score;
}

/**
 * aoi_fiducial_finder_find:
 * @self: a finder
 * @frame: where to find
 * @work: aoi_fiducial_finder_get_work_size() bytes, aligned as g_malloc() does
 * @place: (out): where it is, by the golden that fits best
 *
 * Finds a fiducial. Any thread; allocates nothing.
 */
void
aoi_fiducial_finder_find (
    const AoiFiducialFinder *self, const AoiImage *frame, gpointer work, AoiFiducialPlace *place)
{
  *place = (AoiFiducialPlace){ .rest_x = self->rest_x, .rest_y = self->rest_y };
  for (guint i = 0; i < self->locators->len; i++)
    find_one (self, g_ptr_array_index (self->locators, i), frame, work, place);
}

/**
 * aoi_fiducial_finder_explain:
 * @self: a finder
 * @place: what it found
 *
 * Returns: (transfer full) (nullable): why it is not known where the fiducial is; %NULL: it is known
 */
gchar *
aoi_fiducial_finder_explain (const AoiFiducialFinder *self, const AoiFiducialPlace *place)
{
  if (self->locators->len == 0)
    return g_strdup_printf ("fiducial %d has neither a shape nor a golden", self->id);
  if (!(place->score >= self->min_score))
    return g_strdup_printf (
        "fiducial %d: score %.2f, needs %.2f", self->id, place->score, self->min_score);
  if (place->second > place->score - CLEAR_LEAD)
    return g_strdup_printf ("fiducial %d: found at %.0f,%.0f (%.2f) and at %.0f,%.0f (%.2f)",
        self->id, place->x, place->y, place->score, place->second_x, place->second_y,
        place->second);
  return NULL;
}
