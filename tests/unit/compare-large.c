/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ROIs so large that they are read at half size: wherever they begin, and however they are turned, the
 * part lies where it lies. */
#include "compare-support.h"
#include "fixtures.h"

#define SIDE 400

/* A board of boxes in colours, large and small, as wide as a large ROI and its surroundings. */
static FixtureCanvas *
draw_large (void)
{
  FixtureCanvas *canvas = fixture_canvas_new (2 * SIDE, 2 * SIDE, 0x2a643c);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 400; i++) {
    const AoiRect box = { g_rand_int_range (rand, 0, 2 * SIDE),
      g_rand_int_range (rand, 0, 2 * SIDE), g_rand_int_range (rand, 6, 60),
      g_rand_int_range (rand, 6, 60) };

    fixture_fill_rect (canvas, &box, (guint32) g_rand_int (rand) & 0xdfdfdf);
  }
  fixture_blur (canvas, 2);
  fixture_add_noise (canvas, rand, 2);
  return canvas;
}

static AoiRoi *
make_large_roi (const FixtureCanvas *canvas, const AoiRect *rect, guint rotation)
{
  const AoiRgbImage frame = {
    .width = canvas->width, .height = canvas->height, .data = canvas->data
  };
  AoiRoi *roi = make_roi (0.9, "golden");

  roi->rect = *rect;
  roi->rotation = rotation;
  add_image (roi, "best_golden.png", crop (&frame, roi));
  return roi;
}

static AoiRoiResult
inspect_at (const AoiRoi *roi, const Prepared *prepared, const AoiImage *image, gint dx, gint dy)
{
  const AoiView view = { image,
    { roi->rect.x + dx, roi->rect.y + dy, roi->rect.width, roi->rect.height }, roi->rotation };
  AoiRoiResult result = { .id = roi->id };

  aoi_inspector_compare.inspect (prepared->state, prepared->scratch, &view, NULL, &result);
  aoi_roi_result_seal (&result);
  return result;
}

/* Where the view is moved, the part is found moved back, in the turned view. */
static void
check_shift (const AoiRoi *roi, const AoiRoiResult *result, gint dx, gint dy)
{
  const gint turned[4][2] = { { -dx, -dy }, { -dy, dx }, { dx, dy }, { dy, -dx } };
  const gint *shift = turned[roi->rotation / 90];

  g_assert_cmpint (result->status, ==, AOI_STATUS_PASS);
  g_assert_cmpfloat (result->score, >, 0.95);
  g_assert_cmpfloat (
      fabs (aoi_roi_result_get_double (result, AOI_VALUE_SHIFT_X, NAN) - shift[0]), <, 0.5);
  g_assert_cmpfloat (
      fabs (aoi_roi_result_get_double (result, AOI_VALUE_SHIFT_Y, NAN) - shift[1]), <, 0.5);
}

static void
test_place (gconstpointer data)
{
  const AoiFormat format = GPOINTER_TO_INT (data);
  const AoiRect rects[] = { { 200, 190, SIDE, SIDE - 30 }, { 201, 191, SIDE - 1, SIDE - 31 },
    { 200, 191, SIDE - 41, SIDE } };
  g_autoptr (FixtureCanvas) canvas = draw_large ();
  FixtureFrame *frame = fixture_frame_new (canvas, format);

  for (guint i = 0; i < G_N_ELEMENTS (rects); i++) {
    for (guint rotation = 0; rotation < 360; rotation += 90) {
      g_autoptr (AoiRoi) roi = make_large_roi (canvas, &rects[i], rotation);
      g_auto (Prepared) prepared = prepare (roi);

      for (gint k = 0; k < 4; k++) {
        const gint dx = k == 0 ? 0 : (k - 2) * 3, dy = k % 2 * 5;
        g_auto (AoiRoiResult) result = inspect_at (roi, &prepared, &frame->image, dx, dy);

        check_shift (roi, &result, dx, dy);
      }
    }
  }
  fixture_frame_free (frame);
}

/* A box that the golden does not have is seen, at its place in the frame. */
static void
test_defect (void)
{
  const AoiRect rect = { 201, 191, SIDE, SIDE }, box = { 330, 420, 40, 40 };
  g_autoptr (FixtureCanvas) canvas = draw_large ();
  g_autoptr (AoiRoi) roi = make_large_roi (canvas, &rect, 90);
  g_auto (Prepared) prepared = prepare (roi);
  g_auto (AoiRoiResult) result = { 0 };
  g_autoptr (GVariant) window = NULL;
  FixtureFrame *frame;
  gint place[4];

  fixture_fill_rect (canvas, &box, 0xf0f0f0);
  frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_GBRG);
  result = inspect_at (roi, &prepared, &frame->image, 0, 0);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  window = aoi_roi_result_get_value (&result, AOI_VALUE_WINDOW, G_VARIANT_TYPE ("ai"));
  g_assert_nonnull (window);
  for (gsize i = 0; i < 4; i++)
    g_variant_get_child (window, i, "i", &place[i]);
  g_assert_cmpint (place[0] + place[2], >, box.x);
  g_assert_cmpint (place[0], <, box.x + box.width);
  g_assert_cmpint (place[1] + place[3], >, box.y);
  g_assert_cmpint (place[1], <, box.y + box.height);
  fixture_frame_free (frame);
}

int
main (int argc, char **argv)
{
  const AoiFormat formats[] = { AOI_FORMAT_RGB, AOI_FORMAT_BAYER_GBRG, AOI_FORMAT_BAYER_RGGB,
    AOI_FORMAT_BGRX };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree gchar *path = g_strdup_printf (
        "/compare-large/place/%s", aoi_format_to_string (formats[i]));

    g_test_add_data_func (path, GINT_TO_POINTER (formats[i]), test_place);
  }
  g_test_add_func ("/compare-large/defect", test_defect);
  return g_test_run ();
}
