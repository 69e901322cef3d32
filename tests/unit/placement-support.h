/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <math.h>

#include "aoi-engine.h"
#include "aoi-pixels.h"
#include "ops/similarity.h"
#include "product-folder.h"

/* Boards that lie anywhere in a frame, and an inspector that sees whether it reads them where they lie. */

#define BOARD_WIDTH 640
#define BOARD_HEIGHT 480

/* Where the fiducials of the tests' products are at rest, and their diameter. */
static const AoiPoint board_marks[] = { { 80.0, 80.0 }, { 560.0, 80.0 }, { 320.0, 400.0 } };
#define BOARD_MARK_SIZE 24.0

#define BOARD_MARK(id, coords, more) \
  "{\"idx\":" #id ",\"type\":5,\"coords\":[" coords "],\"shape\":\"circle\",\"size\":24" more "}"
#define BOARD_MARK_1(more) BOARD_MARK (101, "66,66,94,94", more)
#define BOARD_MARK_2(more) BOARD_MARK (102, "546,66,574,94", more)
#define BOARD_MARK_3(more) BOARD_MARK (103, "306,386,334,414", more)
#define BOARD_MARKS(more) BOARD_MARK_1 (more) "," BOARD_MARK_2 (more) "," BOARD_MARK_3 (more)
#define BOARD_SIGHT(id, coords, more) \
  "{\"idx\":" #id ",\"type\":\"sight\",\"coords\":[" coords "]" more "}"

/* Gray of the board at rest: no two places of it look alike. */
static inline gdouble
board_get_gray (gdouble x, gdouble y)
{
  gdouble gray = 100.0 + 30.0 * sin (x / 17.0 + 0.6 * sin (y / 41.0))
      + 25.0 * cos (y / 13.0 + 0.5 * sin (x / 57.0)) + 12.0 * sin ((x + 2.0 * y) / 29.0);

  for (guint i = 0; i < G_N_ELEMENTS (board_marks); i++) {
    const gdouble from = hypot (x - board_marks[i].x, y - board_marks[i].y);
    const gdouble share = CLAMP (0.5 + BOARD_MARK_SIZE / 2.0 - from, 0.0, 1.0);

    /* Nothing else is near a fiducial, as on boards. */
    if (from < 1.2 * BOARD_MARK_SIZE)
      gray = share * 230.0 + (1.0 - share) * 60.0;
  }
  return gray;
}

static inline AoiSimilarity
board_get_place (gdouble dx, gdouble dy, gdouble degrees, gdouble scale)
{
  const gdouble c = scale * cos (degrees * G_PI / 180.0), s = scale * sin (degrees * G_PI / 180.0);
  const gdouble x = BOARD_WIDTH / 2.0, y = BOARD_HEIGHT / 2.0;

  return (AoiSimilarity){ c, s, x + dx - (c * x - s * y), y + dy - (s * x + c * y) };
}

static inline guint8 *
board_draw (const AoiSimilarity *place)
{
  guint8 *gray = g_malloc (BOARD_WIDTH * BOARD_HEIGHT);
  AoiSimilarity back;

  aoi_similarity_invert (place, &back);
  for (gint y = 0; y < BOARD_HEIGHT; y++) {
    for (gint x = 0; x < BOARD_WIDTH; x++) {
      const AoiPoint rest = aoi_similarity_apply (&back, (AoiPoint){ x + 0.5, y + 0.5 });

      gray[y * BOARD_WIDTH + x] = (guint8) lrint (CLAMP (board_get_gray (rest.x, rest.y), 0, 255));
    }
  }
  return gray;
}

/* Hides a fiducial. */
static inline void
board_cover (guint8 *gray, const AoiSimilarity *place, guint mark)
{
  const AoiPoint at = aoi_similarity_apply (place, board_marks[mark]);

  for (gint y = (gint) at.y - 20; y < (gint) at.y + 20; y++)
    memset (gray + y * BOARD_WIDTH + (gint) at.x - 20, 60, 40);
}

static inline AoiImage
board_wrap (AoiFormat format, const guint8 *data)
{
  AoiImage image;

  aoi_image_init (&image, format, BOARD_WIDTH, BOARD_HEIGHT);
  image.data[0] = data;
  image.stride[0] = BOARD_WIDTH * (format == AOI_FORMAT_RGB ? 3 : 1);
  return image;
}

/* The greatest difference of a view from the board at rest. */
static inline gdouble
board_compare (const AoiView *view)
{
  g_autofree guint8 *gray = NULL;
  gdouble worst = 0.0;
  gint width, height;

  aoi_view_get_size (view, &width, &height);
  gray = g_malloc ((gsize) width * (gsize) height);
  aoi_pixels_read_gray (view, gray, (gsize) width);
  for (gint y = 0; y < height; y++) {
    for (gint x = 0; x < width; x++) {
      gdouble fx, fy;

      aoi_view_point_to_frame (view, x + 0.5, y + 0.5, &fx, &fy);
      worst = MAX (worst, fabs (gray[y * width + x] - board_get_gray (fx, fy)));
    }
  }
  return worst;
}

/* Passes where it sees the board at rest. */
static inline void
board_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  const gdouble worst = board_compare (view);

  if (worst <= 8.0)
    aoi_roi_result_pass (result, 1.0, 0.5);
  else
    aoi_roi_result_fail (result, 0.0, 0.5, "differs by %.1f", worst);
}

static const AoiInspector board_inspector = { .type = "sight", .inspect = board_inspect };

static inline void
board_init (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_inspector_register (&board_inspector, &error));
  g_assert_no_error (error);
}

static inline AoiRevision *
board_revision_new (const gchar *json)
{
  g_autoptr (AoiProduct) product = product_from_json (json);
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  AoiRevision *revision = aoi_revision_new (product, problems);
  g_autoptr (GError) error = NULL;

  aoi_problems_check (problems, &error);
  g_assert_no_error (error);
  return revision;
}

/* Asserts that a ROI is an error for that pattern. */
static inline void
board_assert_lost (const AoiRoiResult *result, const gchar *pattern)
{
  g_assert_cmpint (result->status, ==, AOI_STATUS_ERROR);
  g_test_message ("%d: %s", result->id, result->reason);
  g_assert_true (g_pattern_match_simple (pattern, result->reason));
}
