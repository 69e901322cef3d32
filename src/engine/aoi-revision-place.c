/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fiducials of a revision, and how far what is read moves with them. */
#include "engine/aoi-revision-private.h"

#include <math.h>

#include "aoi-pixels.h"

typedef struct {
  gdouble x, y;
} Centre;

static Centre
get_centre (const AoiRect *rect)
{
  return (Centre){ rect->x + rect->width / 2.0, rect->y + rect->height / 2.0 };
}

/* How far fiducials lie apart, in pixels; 0: there is one. */
static gdouble
get_base (AoiRevision *self, const AoiRevisionPlace *place)
{
  gdouble base = 0.0;

  for (guint i = 0; i < place->n_marks; i++) {
    for (guint k = 0; k < i; k++) {
      const AoiRoi *first = aoi_revision_get_mark (self, place->first + i)->roi;
      const AoiRoi *second = aoi_revision_get_mark (self, place->first + k)->roi;
      const Centre a = get_centre (&first->rect), b = get_centre (&second->rect);

      base = MAX (base, hypot (a.x - b.x, a.y - b.y));
    }
  }
  return base;
}

/* How far from its place a ROI of a device can be found: as far as its fiducials are searched, and what the board may
 * be turned and scaled about them; they show no greater angle than they are searched for. */
gint
aoi_revision_measure_reach (AoiRevision *self, guint index, const AoiRoi *roi)
{
  const AoiRevisionPlace *place = aoi_revision_get_place (self, index);
  const gdouble base = get_base (self, place);
  const Centre at = get_centre (&roi->rect);
  gdouble search = 0.0, distance = 0.0, turn;

  for (guint i = 0; i < place->n_marks; i++) {
    const AoiRevisionRoi *mark = aoi_revision_get_mark (self, place->first + i);
    const Centre of = get_centre (&mark->roi->rect);

    search = MAX (search, mark->margin);
    distance = MAX (distance, hypot (at.x - of.x, at.y - of.y));
  }
  distance += hypot (roi->rect.width, roi->rect.height) / 2.0;
  turn = place->n_marks > 1
      ? MIN (sin (AOI_PLACEMENT_MAX_ANGLE * G_PI / 180.0), 3.0 * search / base)
      : 0.0;
  if (place->n_marks > 2)
    turn += AOI_PLACEMENT_MAX_STRETCH;
  return (gint) MIN (
      ceil (search + turn * distance) + AOI_ALIGNMENT_MARGIN, AOI_REVISION_MAX_MARGIN);
}

/**
 * aoi_revision_get_n_places:
 * @self: a revision
 *
 * Returns: how many devices have fiducials; 1 if the whole frame has some
 *
 * Since: 0.2
 */
guint
aoi_revision_get_n_places (const AoiRevision *self)
{
  return self->places->len;
}

/**
 * aoi_revision_get_place: (skip)
 * @self: a revision
 * @index: less than aoi_revision_get_n_places()
 *
 * Returns: (transfer none): a device that is looked for
 *
 * Since: 0.2
 */
const AoiRevisionPlace *
aoi_revision_get_place (const AoiRevision *self, guint index)
{
  return &g_array_index (self->places, AoiRevisionPlace, index);
}

/**
 * aoi_revision_get_n_marks:
 * @self: a revision
 *
 * Returns: how many fiducials are enabled; they are none of its ROIs
 *
 * Since: 0.2
 */
guint
aoi_revision_get_n_marks (const AoiRevision *self)
{
  return self->marks->len;
}

/**
 * aoi_revision_get_mark: (skip)
 * @self: a revision
 * @index: less than aoi_revision_get_n_marks()
 *
 * Returns: (transfer none): a fiducial
 *
 * Since: 0.2
 */
AoiRevisionRoi *
aoi_revision_get_mark (AoiRevision *self, guint index)
{
  return &g_array_index (self->marks, AoiRevisionRoi, index);
}

/**
 * aoi_revision_get_n_parts:
 * @self: a revision
 *
 * Returns: how many parts of a frame #AoiFrame.parts has: for each ROI, then for each fiducial
 *
 * Since: 0.2
 */
guint
aoi_revision_get_n_parts (const AoiRevision *self)
{
  return self->rois->len + self->marks->len;
}

/**
 * aoi_revision_get_part: (skip)
 * @self: a revision
 * @index: less than aoi_revision_get_n_parts()
 * @group: as #AoiFrame.group
 *
 * Returns: what of a frame is read for an ROI or a fiducial, wherever the board lies; nothing if it is of another
 *   capture group
 *
 * Since: 0.2
 */
AoiRect
aoi_revision_get_part (AoiRevision *self, guint index, guint group)
{
  const AoiRevisionRoi *roi = index < self->rois->len
      ? &g_array_index (self->rois, AoiRevisionRoi, index)
      : aoi_revision_get_mark (self, index - self->rois->len);

  if (group != 0 && group != roi->group + 1)
    return (AoiRect){ 0 };
  return aoi_rect_inflate (&roi->roi->rect, roi->margin + roi->reach + AOI_PIXELS_MARGIN);
}
