/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From where fiducials were found to how the board lies. */
#include "aoi-placement.h"

#include <math.h>

#include "ops/similarity.h"

/* Below AOI_ALIGNMENT_MAX_SCALE. */
#define MIN_SCALE (1.0 - AOI_PLACEMENT_MAX_STRETCH)
#define MAX_SCALE (1.0 + AOI_PLACEMENT_MAX_STRETCH)

/**
 * aoi_placement_copy:
 * @dest: (out caller-allocates): a placement that owns nothing
 * @src: a placement
 *
 * Makes @dest what @src is.
 *
 * Since: 0.2
 */
void
aoi_placement_copy (AoiPlacement *dest, const AoiPlacement *src)
{
  *dest = *src;
  dest->reason = g_strdup (src->reason);
}

/**
 * aoi_placement_clear:
 * @self: a placement
 *
 * Frees what it owns and sets all of it to zero: nothing was found.
 *
 * Since: 0.2
 */
void
aoi_placement_clear (AoiPlacement *self)
{
  g_free (self->reason);
  *self = (AoiPlacement){ 0 };
}

/**
 * aoi_placement_fail:
 * @self: a placement
 * @format: printf format of why the device was not found, for the line's operator
 * @...: its arguments
 *
 * It is not known where the device is. The first reason stays.
 *
 * Since: 0.2
 */
void
aoi_placement_fail (AoiPlacement *self, const gchar *format, ...)
{
  va_list args;

  self->found = FALSE;
  if (self->reason != NULL)
    return;
  va_start (args, format);
  self->reason = g_strdup_vprintf (format, args);
  va_end (args);
}

static gboolean
estimate (AoiPlacement *self)
{
  AoiPointPair pairs[AOI_SIMILARITY_MAX_PAIRS];
  AoiSimilarity found;

  G_STATIC_ASSERT (AOI_PLACEMENT_MAX_MARKS <= AOI_SIMILARITY_MAX_PAIRS);
  for (guint i = 0; i < self->n_marks; i++) {
    const AoiMark *mark = &self->marks[i];

    pairs[i] = (AoiPointPair){ { mark->rest_x, mark->rest_y }, { mark->x, mark->y } };
  }
  if (self->n_marks == 0
      || !aoi_similarity_estimate (pairs, self->n_marks, TRUE, &found, &self->residual))
    return FALSE;
  self->alignment = (AoiAlignment){ found.c, found.s, found.x0, found.y0 };
  return TRUE;
}

static gdouble
get_max_residual (const AoiPlacement *self)
{
  gdouble least = G_MAXDOUBLE;

  for (guint i = 0; i < self->n_marks; i++)
    least = MIN (least, self->marks[i].max_residual);
  return least;
}

/**
 * aoi_placement_solve:
 * @self: a placement whose fiducials were looked for; if one was not found, it has failed
 *
 * Finds how the device lies: from one fiducial moved, from two also turned, from more also scaled. It has failed
 * afterwards unless all of that fits.
 *
 * Since: 0.2
 */
void
aoi_placement_solve (AoiPlacement *self)
{
  const gdouble most = get_max_residual (self);

  self->found = FALSE;
  if (self->reason != NULL)
    return;
  if (!estimate (self))
    aoi_placement_fail (self, "its fiducials show no place");
  else if (!(self->residual <= most))
    aoi_placement_fail (self, "residual %.1f px, at most %g", self->residual, most);
  else if (!(fabs (aoi_placement_get_angle (self)) <= AOI_PLACEMENT_MAX_ANGLE))
    aoi_placement_fail (self, "turned by %.1f degrees, at most %g", aoi_placement_get_angle (self),
        AOI_PLACEMENT_MAX_ANGLE);
  else if (!(aoi_placement_get_scale (self) >= MIN_SCALE
               && aoi_placement_get_scale (self) <= MAX_SCALE))
    aoi_placement_fail (
        self, "scale %.3f, must be %g to %g", aoi_placement_get_scale (self), MIN_SCALE, MAX_SCALE);
  else
    self->found = TRUE;
}

/**
 * aoi_placement_get_shift:
 * @self: a placement that was found
 * @dx: (out): how far the centre of its fiducials lies to the right, in pixels
 * @dy: (out): how far below
 *
 * Says how far the device lies from its place at rest.
 *
 * Since: 0.2
 */
void
aoi_placement_get_shift (const AoiPlacement *self, gdouble *dx, gdouble *dy)
{
  const AoiAlignment *a = &self->alignment;
  gdouble x = 0.0, y = 0.0;

  for (guint i = 0; i < self->n_marks; i++) {
    x += self->marks[i].rest_x / self->n_marks;
    y += self->marks[i].rest_y / self->n_marks;
  }
  *dx = a->c * x - a->s * y + a->x0 - x;
  *dy = a->s * x + a->c * y + a->y0 - y;
}

/**
 * aoi_placement_get_angle:
 * @self: a placement that was found
 *
 * Returns: degrees by which the device is turned clockwise
 *
 * Since: 0.2
 */
gdouble
aoi_placement_get_angle (const AoiPlacement *self)
{
  return atan2 (self->alignment.s, self->alignment.c) * 180.0 / G_PI;
}

/**
 * aoi_placement_get_scale:
 * @self: a placement that was found
 *
 * Returns: how many times larger than at rest the device is seen
 *
 * Since: 0.2
 */
gdouble
aoi_placement_get_scale (const AoiPlacement *self)
{
  return hypot (self->alignment.c, self->alignment.s);
}
