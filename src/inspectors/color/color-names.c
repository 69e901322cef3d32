/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/color/color-names.h"

/* An expected colour belongs to a box whose centre is nearer than this, Euclidean in RGB. */
#define NEAR 80

typedef struct {
  const gchar *name;
  AoiColorBox box;
} NamedBox;

/* The boxes of the Visual AOI server, to which products in the field were tuned, in its order. */
static const NamedBox named_boxes[] = {
  { "Black", { { 0, 0, 0 }, { 50, 50, 50 } } },
  { "White", { { 230, 230, 230 }, { 255, 255, 255 } } },
  { "Gray", { { 80, 80, 80 }, { 200, 200, 200 } } },
  { "Red", { { 170, 0, 0 }, { 255, 90, 90 } } },
  { "Green", { { 0, 170, 0 }, { 100, 255, 100 } } },
  { "Blue", { { 0, 0, 170 }, { 100, 100, 255 } } },
  { "Yellow", { { 220, 220, 0 }, { 255, 255, 120 } } },
  { "Orange", { { 210, 120, 0 }, { 255, 200, 80 } } },
  { "Purple", { { 120, 0, 160 }, { 220, 100, 255 } } },
  { "Pink", { { 220, 120, 180 }, { 255, 200, 255 } } },
  { "Brown", { { 120, 60, 0 }, { 200, 140, 80 } } },
  { "Cyan", { { 0, 180, 180 }, { 120, 255, 255 } } },
};

static gboolean
box_contains (const AoiColorBox *box, const guint8 color[3])
{
  for (guint c = 0; c < 3; c++)
    if (color[c] < box->lower[c] || color[c] > box->upper[c])
      return FALSE;
  return TRUE;
}

/* Centres lie on halves: distances are compared in doubled coordinates. */
static gboolean
box_is_near (const AoiColorBox *box, const guint8 color[3])
{
  gint sum = 0;

  for (guint c = 0; c < 3; c++) {
    gint twice = 2 * color[c] - box->lower[c] - box->upper[c];

    sum += twice * twice;
  }
  return sum < 4 * NEAR * NEAR;
}

/**
 * aoi_color_name_box:
 * @expected: red, green, blue
 * @box: (out): return location for the box, left alone where there is none
 *
 * Finds the first of the twelve named boxes that contains @expected or whose centre is nearer to it
 * than 80. Any thread.
 *
 * Returns: (transfer none) (nullable): the box's name, or %NULL if @expected belongs to none
 */
const gchar *
aoi_color_name_box (const guint8 expected[3], AoiColorBox *box)
{
  for (guint i = 0; i < G_N_ELEMENTS (named_boxes); i++) {
    const NamedBox *named = &named_boxes[i];

    if (!box_contains (&named->box, expected) && !box_is_near (&named->box, expected))
      continue;
    *box = named->box;
    return named->name;
  }
  return NULL;
}
