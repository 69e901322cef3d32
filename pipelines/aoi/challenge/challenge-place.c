/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What fiducials look like, and where boards are put by chance. */
#include "challenge/challenge-place.h"

#include <math.h>
#include <string.h>

#include "aoi-roi-type.h"
#include "ops/shape.h"

/* Boards are moved, turned and scaled by no more than this, and so little that their fiducials stay in their range. */
#define MAX_SHIFT 40.0 /* pixels */
#define MAX_ANGLE 2.0 /* degrees */
#define MAX_STRETCH 0.01
#define SHIFT_SHARE 0.60 /* of the range */
#define ANGLE_SHARE 0.25
#define STRETCH_SHARE 0.05

/* Returns: (transfer full): what the type says of a ROI */
static GVariant *
dup_members (const AoiRoi *roi)
{
  const AoiRoiType *type = aoi_roi_type_lookup (roi->type);

  return g_variant_take_ref (type->dup_check (roi));
}

/* Pixels to each side in which a fiducial is looked for. */
gint
challenge_fiducial_get_search (const AoiRoi *roi)
{
  g_autoptr (GVariant) members = dup_members (roi);
  gint search = 0;

  g_variant_lookup (members, "search", "i", &search);
  return search;
}

static AoiRgbImage *
draw_shape (AoiShape shape, gint size, gboolean bright)
{
  const gint side = aoi_shape_get_side (size);
  g_autofree guint8 *gray = g_malloc ((gsize) side * (gsize) side);
  AoiRgbImage *picture = aoi_rgb_image_new (side, side);

  aoi_shape_draw (shape, size, bright, gray);
  for (gint i = 0; i < side * side; i++)
    memset (picture->data + 3 * i, gray[i], 3);
  return picture;
}

static AoiRgbImage *
draw_golden (const AoiRgbImage *golden)
{
  AoiRgbImage *picture = aoi_rgb_image_new (golden->width, golden->height);

  memcpy (picture->data, golden->data, 3 * (gsize) golden->width * (gsize) golden->height);
  return picture;
}

/* Returns: (transfer full): a picture of a fiducial, whose centre is that of its ROI */
AoiRgbImage *
challenge_fiducial_draw (const AoiRoi *roi)
{
  g_autoptr (GVariant) members = dup_members (roi);
  const gchar *shape = NULL, *polarity = NULL;
  gint size = 0;

  if (g_variant_lookup (members, "shape", "&s", &shape)
      && g_variant_lookup (members, "size", "i", &size)
      && g_variant_lookup (members, "polarity", "&s", &polarity))
    return draw_shape (aoi_shape_from_string (shape), size, g_str_equal (polarity, "bright"));
  return draw_golden (((const AoiGolden *) g_ptr_array_index (roi->goldens, 0))->image);
}

/* Fiducials of a device. */
typedef struct {
  gdouble x, y; /* the middle of all */
  gdouble radius; /* how far from it they are */
  gdouble search; /* the least range */
} Marks;

static Marks
measure_marks (AoiRevision *revision, const AoiRevisionPlace *place)
{
  Marks marks = { .search = MAX_SHIFT / SHIFT_SHARE };

  for (guint i = 0; i < place->n_marks; i++) {
    const AoiRoi *roi = aoi_revision_get_mark (revision, place->first + i)->roi;

    marks.x += (roi->rect.x + roi->rect.width / 2.0) / place->n_marks;
    marks.y += (roi->rect.y + roi->rect.height / 2.0) / place->n_marks;
    marks.search = MIN (marks.search, challenge_fiducial_get_search (roi));
  }
  for (guint i = 0; i < place->n_marks; i++) {
    const AoiRect *rect = &aoi_revision_get_mark (revision, place->first + i)->roi->rect;

    marks.radius = MAX (marks.radius,
        hypot (rect->x + rect->width / 2.0 - marks.x, rect->y + rect->height / 2.0 - marks.y));
  }
  return marks;
}

static gdouble
draw_range (GRand *rand, gdouble most)
{
  return most > 0.0 ? g_rand_double_range (rand, -most, most) : 0.0;
}

/* @alignment: (out): where the device lies that @place is of: as far off as its fiducials can show it */
void
challenge_place_choose (
    AoiAlignment *alignment, AoiRevision *revision, const AoiRevisionPlace *place, GRand *rand)
{
  const Marks marks = measure_marks (revision, place);
  const gdouble radius = MAX (marks.radius, 1.0);
  const gdouble angle = place->n_marks > 1
      ? MIN (MAX_ANGLE * G_PI / 180.0, ANGLE_SHARE * marks.search / radius)
      : 0.0;
  const gdouble stretch = place->n_marks > 2
      ? MIN (MAX_STRETCH, STRETCH_SHARE * marks.search / radius)
      : 0.0;
  const gdouble turned = draw_range (rand, angle), scale = 1.0 + draw_range (rand, stretch);
  const gdouble c = scale * cos (turned), s = scale * sin (turned);
  const gdouble dx = draw_range (rand, SHIFT_SHARE * marks.search);
  const gdouble dy = draw_range (rand, SHIFT_SHARE * marks.search);

  *alignment = (AoiAlignment){ c, s, marks.x + dx - (c * marks.x - s * marks.y),
    marks.y + dy - (s * marks.x + c * marks.y) };
}
