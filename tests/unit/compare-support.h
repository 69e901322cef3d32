/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <math.h>
#include <string.h>

#include "aoi-error.h"
#include "aoi-inspector.h"
#include "aoi-pixels.h"
#include "inspectors/compare/compare.h"

/* What the tests of the compare inspector share: boards that are drawn here, a chip with pins, a mark
 * and a coloured capacitor on a green board; ROIs that are taught from them; and the inspector, called
 * through its table. */

#define FRAME_WIDTH 220
#define FRAME_HEIGHT 180
#define ROI_X 60
#define ROI_Y 50
#define ROI_WIDTH 96
#define ROI_HEIGHT 80
#define DEGREE (G_PI / 180.0)

typedef enum {
  WHOLE,
  MISSING,
  WRONG,
  BLOB,
  BRIDGE,
  RECOLOURED,
  INVERTED
} Defect;

/* How a board is drawn. */
typedef struct {
  gdouble dx, dy, angle; /* of everything, about the ROI's centre */
  gdouble part_dx; /* of the chip on the board */
  gdouble gain, offset, noise;
  Defect defect;
  guint32 seed;
} Board;

#define GOOD_BOARD .gain = 1.0, .noise = 1.0, .seed = 1

static inline gboolean
in_box (gdouble x, gdouble y, gdouble cx, gdouble cy, gdouble half_width, gdouble half_height)
{
  return fabs (x - cx) <= half_width && fabs (y - cy) <= half_height;
}

static inline gboolean
on_pin (gdouble x, gdouble y)
{
  return fabs (y) > 18.0 && fabs (y) < 27.0 && fabs (x) < 30.0 && fmod (x + 42.0, 12.0) < 5.0;
}

static inline void
set_colour (gdouble colour[3], gdouble red, gdouble green, gdouble blue)
{
  colour[0] = red;
  colour[1] = green;
  colour[2] = blue;
}

static inline void
paint_chip (const Board *board, gdouble x, gdouble y, gdouble colour[3])
{
  gdouble half = board->defect == WRONG ? 12.0 : 30.0;

  if (board->defect == MISSING)
    return;
  if (on_pin (x, y) && board->defect != WRONG)
    set_colour (colour, 200.0, 205.0, 210.0);
  if (in_box (x, y, 0.0, 0.0, half, 18.0))
    set_colour (colour, 45.0, 45.0, 50.0);
  if (in_box (x, y, -20.0, -10.0, 3.0, 3.0) || in_box (x, y, 2.0, 3.0, 12.0, 1.5)
      || in_box (x, y, -4.0, 8.0, 6.0, 1.5))
    set_colour (colour, 150.0, 150.0, 150.0);
}

/* The colour at a place of the board, relative to the ROI's centre. */
static inline void
paint (const Board *board, gdouble x, gdouble y, gdouble colour[3])
{
  gdouble ripple = 6.0 * sin (0.5 * x) * cos (0.4 * y);

  set_colour (colour, 40.0 + ripple, 100.0 + ripple, 60.0 + ripple);
  if (fabs (y - 33.0 - 0.1 * x) < 2.0 || fabs (x + 38.0) < 2.0)
    set_colour (colour, 90.0, 150.0, 100.0);
  if (in_box (x, y, 39.0, 10.0, 5.0, 14.0)) {
    if (board->defect == RECOLOURED)
      set_colour (colour, 60.0, 120.0, 190.0);
    else
      set_colour (colour, 200.0, 110.0, 40.0);
  }
  paint_chip (board, x - board->part_dx, y, colour);
  if (board->defect == BLOB && hypot (x - 12.0, y + 8.0) < 6.0)
    set_colour (colour, 215.0, 215.0, 220.0);
  if (board->defect == BRIDGE && in_box (x, y, 0.0, -23.0, 9.0, 1.5))
    set_colour (colour, 205.0, 205.0, 210.0);
}

static inline void
paint_pixel (const Board *board, gint x, gint y, gdouble colour[3])
{
  set_colour (colour, 0.0, 0.0, 0.0);
  for (gint i = 0; i < 9; i++) {
    gdouble u = x + (i % 3 + 0.5) / 3.0 - ROI_X - ROI_WIDTH / 2.0 - board->dx;
    gdouble v = y + (i / 3 + 0.5) / 3.0 - ROI_Y - ROI_HEIGHT / 2.0 - board->dy;
    gdouble part[3];

    paint (board, cos (board->angle) * u + sin (board->angle) * v,
        cos (board->angle) * v - sin (board->angle) * u, part);
    for (gint c = 0; c < 3; c++)
      colour[c] += part[c] / 9.0;
  }
}

static inline void
invert_corner (const Board *board, gint x, gint y, gdouble colour[3])
{
  if (board->defect == INVERTED
      && in_box (x, y, ROI_X + ROI_WIDTH / 2, ROI_Y + ROI_HEIGHT / 2, 16.0, 12.0))
    for (gint c = 0; c < 3; c++)
      colour[c] = 160.0 - colour[c];
}

static inline AoiRgbImage *
draw (const Board *board)
{
  AoiRgbImage *frame = aoi_rgb_image_new (FRAME_WIDTH, FRAME_HEIGHT);
  g_autoptr (GRand) rand = g_rand_new_with_seed (board->seed);

  for (gint y = 0; y < FRAME_HEIGHT; y++) {
    for (gint x = 0; x < FRAME_WIDTH; x++) {
      gdouble colour[3];

      paint_pixel (board, x, y, colour);
      invert_corner (board, x, y, colour);
      for (gint c = 0; c < 3; c++) {
        gdouble noise = g_rand_double (rand) + g_rand_double (rand) + g_rand_double (rand) - 1.5;
        gdouble value = board->gain * colour[c] + board->offset + 2.0 * board->noise * noise;

        frame->data[3 * (y * FRAME_WIDTH + x) + c] = (guint8) CLAMP (value + 0.5, 0.0, 255.0);
      }
    }
  }
  return frame;
}

static inline AoiRgbImage *
uniform (gint width, gint height, guint8 level)
{
  AoiRgbImage *image = aoi_rgb_image_new (width, height);

  memset (image->data, level, 3 * (gsize) width * height);
  return image;
}

static inline AoiImage
image_of (const AoiRgbImage *frame)
{
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_RGB, frame->width, frame->height);
  image.data[0] = frame->data;
  image.stride[0] = 3 * frame->width;
  return image;
}

/* The ROI of a frame as a golden sample of it is stored: turned, if the ROI is. */
static inline AoiRgbImage *
crop (const AoiRgbImage *frame, const AoiRoi *roi)
{
  AoiImage image = image_of (frame);
  AoiView view = { &image, roi->rect, roi->rotation };
  AoiRgbImage *sample;
  gint width, height;

  aoi_view_get_size (&view, &width, &height);
  sample = aoi_rgb_image_new (width, height);
  aoi_pixels_read_rgb (&view, sample->data, 3 * (gsize) width);
  return sample;
}

static inline AoiRoi *
make_roi (gdouble threshold, const gchar *method)
{
  AoiRoi *roi = aoi_roi_new ();

  roi->id = 7;
  roi->type = AOI_TYPE_COMPARE;
  roi->rect = (AoiRect){ ROI_X, ROI_Y, ROI_WIDTH, ROI_HEIGHT };
  roi->threshold = threshold;
  roi->feature_method = g_strdup (method);
  roi->file = "product.json";
  g_free (roi->path);
  roi->path = g_strdup ("rois[0]");
  return roi;
}

static inline void
add_image (AoiRoi *roi, const gchar *name, AoiRgbImage *image)
{
  AoiGolden *golden = g_new0 (AoiGolden, 1);

  golden->name = g_strdup (name);
  golden->image = image;
  g_ptr_array_add (roi->goldens, golden);
}

static inline void
teach (AoiRoi *roi, const gchar *name, const Board *board)
{
  g_autoptr (AoiRgbImage) frame = draw (board);

  add_image (roi, name, crop (frame, roi));
}

/* An ROI of a revision, ready to inspect. */
typedef struct {
  gpointer state, scratch;
} Prepared;

static inline void
prepared_clear (Prepared *self)
{
  aoi_inspector_compare.scratch_free (self->scratch);
  aoi_inspector_compare.release (self->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Prepared, prepared_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiRoiResult, aoi_roi_result_clear)

static inline Prepared
prepare (const AoiRoi *roi)
{
  g_autoptr (GError) error = NULL;
  Prepared self;

  self.state = aoi_inspector_compare.prepare (&aoi_inspector_compare, roi, &error);
  g_assert_no_error (error);
  self.scratch = aoi_inspector_compare.scratch_new ((const gconstpointer *) &self.state, 1, &error);
  g_assert_no_error (error);
  return self;
}

static inline AoiRoiResult
inspect_frame (const Prepared *prepared, const AoiRoi *roi, const AoiRgbImage *frame)
{
  AoiImage image = image_of (frame);
  AoiView view = { &image, roi->rect, roi->rotation };
  AoiRoiResult result = { .id = roi->id };

  aoi_inspector_compare.inspect (prepared->state, prepared->scratch, &view, NULL, &result);
  aoi_roi_result_seal (&result);
  return result;
}

static inline AoiRoiResult
inspect (const AoiRoi *roi, const Board *board)
{
  g_autoptr (AoiRgbImage) frame = draw (board);
  g_auto (Prepared) prepared = prepare (roi);

  return inspect_frame (&prepared, roi, frame);
}

static inline AoiRoi *
make_taught_roi (gdouble threshold, const gchar *method)
{
  AoiRoi *roi = make_roi (threshold, method);

  teach (roi, "best_golden.jpg", &(Board){ GOOD_BOARD });
  return roi;
}
