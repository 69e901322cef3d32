/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ROIs are read where the board lies, or not at all. */
#include "aoi-placement.h"

#include "aoi-error.h"
#include "aoi-report-json.h"
#include "archive/aoi-archive-record.h"
#include "ops/similarity.h"
#include "placement-support.h"

#define ROIS \
  BOARD_SIGHT (1, "150,120,230,170", "") \
  "," BOARD_SIGHT (2, "400,300,440,420", ",\"rotation\":90") "," BOARD_SIGHT ( \
      3, "250,200,251,260", ",\"rotation\":180") "," BOARD_SIGHT (4, "150,120,230,170", "")
#define N_ROIS 4
#define PRODUCT "[" ROIS "," BOARD_MARKS ("") "]"
#define WHOLE "[" ROIS "," BOARD_MARKS (",\"device_location\":0") "]"
#define STRAIGHT "[" ROIS "]"

static AoiSimilarity
draw_place (GRand *rand)
{
  return board_get_place (g_rand_double_range (rand, -20.0, 20.0),
      g_rand_double_range (rand, -20.0, 20.0), g_rand_double_range (rand, -2.0, 2.0),
      g_rand_double_range (rand, 0.99, 1.01));
}

static AoiReport *
inspect (AoiRevision *revision, const AoiImage *image)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);

  return aoi_engine_inspect (engine, revision, image);
}

/* How far a placement puts a corner of the board from where it is. */
static gdouble
get_error (const AoiPlacement *placement, const AoiSimilarity *truth)
{
  const AoiAlignment *a = &placement->alignment;
  gdouble worst = 0.0;

  for (gint i = 0; i < 4; i++) {
    const AoiPoint corner = { i % 2 * BOARD_WIDTH, i / 2 * BOARD_HEIGHT };
    const AoiPoint at = aoi_similarity_apply (truth, corner);

    worst = MAX (worst,
        hypot (a->c * corner.x - a->s * corner.y + a->x0 - at.x,
            a->s * corner.x + a->c * corner.y + a->y0 - at.y));
  }
  return worst;
}

static void
assert_all (const AoiReport *report, AoiStatus status)
{
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, N_ROIS);
  for (guint i = 0; i < N_ROIS; i++) {
    const AoiRoiResult *result = aoi_report_get_roi (report, i);

    if (result->status != status)
      g_test_message ("%d: %s", result->id, result->reason);
    g_assert_cmpint (result->status, ==, status);
  }
}

static void
test_moved (gconstpointer json)
{
  g_autoptr (AoiRevision) revision = board_revision_new (json);
  g_autoptr (AoiRevision) straight = board_revision_new (STRAIGHT);
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);

  g_assert_cmpuint (aoi_revision_get_n_rois (revision), ==, N_ROIS);
  for (guint i = 0; i < 6; i++) {
    const AoiSimilarity place = draw_place (rand);
    g_autofree guint8 *gray = board_draw (&place);
    const AoiImage image = board_wrap (AOI_FORMAT_GRAY8, gray);
    g_autoptr (AoiReport) report = inspect (revision, &image);
    g_autoptr (AoiReport) missed = inspect (straight, &image);
    const AoiReportInfo *info = aoi_report_get_info (report);

    g_assert_cmpuint (info->n_placements, ==, 1);
    g_assert_true (info->placements[0].found);
    g_assert_null (info->placements[0].reason);
    g_assert_cmpfloat (get_error (&info->placements[0], &place), <, 0.3);
    assert_all (report, AOI_STATUS_PASS);
    g_assert_true (aoi_report_get_passed (report));
    assert_all (missed, AOI_STATUS_FAIL);
    g_assert_cmpuint (aoi_report_get_info (missed)->n_placements, ==, 0);
  }
}

/* One fiducial shows a move, two also a turn. */
static void
test_few (void)
{
  const AoiSimilarity moved = board_get_place (12.3, -7.6, 0.0, 1.0);
  const AoiSimilarity turned = board_get_place (-5.2, 9.4, 1.5, 1.0);
  g_autoptr (AoiRevision) one = board_revision_new ("[" ROIS "," BOARD_MARK_1 ("") "]");
  g_autoptr (AoiRevision)
      two = board_revision_new ("[" ROIS "," BOARD_MARK_1 ("") "," BOARD_MARK_2 ("") "]");
  g_autofree guint8 *first = board_draw (&moved), *second = board_draw (&turned);
  const AoiImage images[] = { board_wrap (AOI_FORMAT_GRAY8, first),
    board_wrap (AOI_FORMAT_GRAY8, second) };
  g_autoptr (AoiReport) by_one = inspect (one, &images[0]);
  g_autoptr (AoiReport) by_two = inspect (two, &images[1]);

  assert_all (by_one, AOI_STATUS_PASS);
  assert_all (by_two, AOI_STATUS_PASS);
}

static void
assert_not_found (AoiRevision *revision, const guint8 *gray, const gchar *pattern)
{
  const AoiImage image = board_wrap (AOI_FORMAT_GRAY8, gray);
  g_autoptr (AoiReport) report = inspect (revision, &image);
  const AoiReportInfo *info = aoi_report_get_info (report);

  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpuint (info->n_placements, ==, 1);
  g_assert_false (info->placements[0].found);
  g_assert_nonnull (info->placements[0].reason);
  for (guint i = 0; i < N_ROIS; i++) {
    const AoiRoiResult *result = aoi_report_get_roi (report, i);
    AoiImage aligned;

    board_assert_lost (result, pattern);
    g_assert_false (aoi_roi_result_align (result, &image, &aligned));
    g_assert_cmpuint (aoi_archive_crop_measure (&image, result), ==, 0);
  }
}

static void
test_lost (void)
{
  g_autoptr (AoiRevision) revision = board_revision_new (PRODUCT);
  const AoiSimilarity rest = board_get_place (0.0, 0.0, 0.0, 1.0);
  const AoiSimilarity far = board_get_place (60.0, 0.0, 0.0, 1.0);
  const AoiSimilarity turned = board_get_place (0.0, 0.0, 5.6, 1.0);
  g_autofree guint8 *covered = board_draw (&rest), *doubled = board_draw (&rest);
  g_autofree guint8 *away = board_draw (&far), *askew = board_draw (&turned);
  g_autofree guint8 *one_off = board_draw (&rest);

  board_cover (covered, &rest, 1);
  for (gint y = 60; y < 100; y++) {
    memmove (&doubled[y * BOARD_WIDTH + 92], &doubled[y * BOARD_WIDTH + 62], 36);
    memmove (&one_off[y * BOARD_WIDTH + 72], &one_off[y * BOARD_WIDTH + 60], 40);
  }
  assert_not_found (revision, covered, "the board was not found (fiducial 102: score *");
  assert_not_found (revision, doubled, "the board was not found (fiducial 101: found at *");
  assert_not_found (revision, away, "the board was not found (fiducial 10?: *");
  assert_not_found (revision, askew, "the board was not found (*");
  assert_not_found (revision, one_off, "the board was not found (residual *");
}

/* A device without fiducials is judged where the product says; what another device lacks does not matter to it. */
static void
test_devices (void)
{
  g_autoptr (AoiRevision)
      revision = board_revision_new ("[" BOARD_SIGHT (1, "150,120,230,170", "") "," BOARD_SIGHT (
          2, "150,120,230,170", ",\"device_location\":2") "," BOARD_MARKS ("") "]");
  const AoiSimilarity rest = board_get_place (0.0, 0.0, 0.0, 1.0);
  g_autofree guint8 *gray = board_draw (&rest);
  const AoiImage image = board_wrap (AOI_FORMAT_GRAY8, gray);
  g_autoptr (AoiReport) report = NULL;

  board_cover (gray, &rest, 0);
  report = inspect (revision, &image);
  g_assert_false (aoi_report_get_passed (report));
  board_assert_lost (aoi_report_get_roi (report, 0), "the board was not found (*");
  g_assert_cmpint (aoi_report_get_roi (report, 1)->status, ==, AOI_STATUS_PASS);
}

static void
test_out_of_frame (void)
{
  g_autoptr (AoiRevision) revision = board_revision_new ("[" BOARD_SIGHT (1, "150,120,230,170",
      "") "," BOARD_SIGHT (2, "600,200,640,240", "") "," BOARD_MARKS ("") "]");
  const AoiSimilarity moved = board_get_place (20.0, 0.0, 0.0, 1.0);
  g_autofree guint8 *gray = board_draw (&moved);
  const AoiImage image = board_wrap (AOI_FORMAT_GRAY8, gray);
  g_autoptr (AoiReport) report = inspect (revision, &image);

  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpint (aoi_report_get_roi (report, 0)->status, ==, AOI_STATUS_PASS);
  board_assert_lost (aoi_report_get_roi (report, 1), "moved out of the frame by the board's place");
}

/* Parts of a frame, as they are copied before it is known where the board lies, are enough. */
static void
test_parts (void)
{
  g_autoptr (AoiRevision) revision = board_revision_new (PRODUCT);
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  const guint n = aoi_revision_get_n_parts (revision);

  g_assert_cmpuint (n, ==, N_ROIS + 3);
  for (guint round = 0; round < 4; round++) {
    const AoiSimilarity place = draw_place (rand);
    g_autofree guint8 *gray = board_draw (&place);
    const AoiImage image = board_wrap (AOI_FORMAT_GRAY8, gray);
    g_autofree AoiImage *parts = g_new0 (AoiImage, n);
    AoiFrame frame = { .image = image, .parts = parts, .help = AOI_HELP_ALL };
    AoiReportInfo info = { 0 };
    g_autoptr (GPtrArray) memory = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (AoiTask) task = NULL;
    g_autoptr (AoiReport) report = NULL;

    for (guint i = 0; i < n; i++) {
      const AoiRect part = aoi_revision_get_part (revision, i, 0);

      g_ptr_array_add (memory, g_malloc (aoi_image_copy_size (&image, &part)));
      aoi_image_copy_part (&image, &part, g_ptr_array_index (memory, i), &parts[i]);
    }
    frame.image.data[0] = NULL;
    task = aoi_engine_submit (engine, revision, &frame, NULL, NULL);
    aoi_task_help (task);
    while (!aoi_task_is_done (task))
      g_thread_yield ();
    report = aoi_task_make_report (task, &info);
    assert_all (report, AOI_STATUS_PASS);
  }
}

/* What is kept of a ROI is what its inspector saw. */
static void
test_kept (void)
{
  g_autoptr (AoiRevision) revision = board_revision_new (PRODUCT);
  const AoiSimilarity place = board_get_place (14.3, -9.8, -1.7, 1.005);
  g_autofree guint8 *gray = board_draw (&place);
  const AoiImage image = board_wrap (AOI_FORMAT_GRAY8, gray);
  g_autoptr (AoiReport) report = inspect (revision, &image);

  for (guint i = 0; i < N_ROIS; i++) {
    const AoiRoiResult *result = aoi_report_get_roi (report, i);
    const AoiRect seen = aoi_roi_result_get_seen (result);
    AoiArchiveCrop *crop = aoi_archive_crop_new (&image, result, 0);
    AoiView view = { .rect = result->rect };
    AoiImage aligned;

    g_assert_false (aoi_rect_equal (&seen, &result->rect));
    g_assert_nonnull (crop);
    view.image = &crop->image;
    g_assert_cmpfloat (board_compare (&view), <=, 8.0);
    g_assert_true (aoi_roi_result_align (result, &image, &aligned));
    view.image = &aligned;
    g_assert_cmpfloat (board_compare (&view), <=, 8.0);
    aoi_archive_crop_free (crop);
  }
}

static void
test_align (void)
{
  const AoiSimilarity place = board_get_place (-11.0, 6.5, 1.1, 0.995);
  g_autofree guint8 *gray = board_draw (&place);
  const AoiImage image = board_wrap (AOI_FORMAT_GRAY8, gray);
  g_autoptr (AoiProduct) product = product_from_json (PRODUCT);
  g_autoptr (AoiProduct) straight = product_from_json (STRAIGHT);
  const AoiRoi *roi = aoi_product_get_roi (product, 0);
  g_autoptr (GError) error = NULL;
  AoiImage aligned;
  const AoiView view = { .image = &aligned, .rect = roi->rect };

  g_assert_true (aoi_product_align (product, roi->device, &image, &aligned, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (board_compare (&view), <=, 8.0);
  g_assert_true (aoi_product_align (product, 2, &image, &aligned, &error));
  g_assert_false (aligned.aligned);
  g_assert_true (aoi_product_align (straight, roi->device, &image, &aligned, &error));
  g_assert_false (aligned.aligned);
  board_cover (gray, &place, 2);
  g_assert_false (aoi_product_align (product, roi->device, &image, &aligned, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IMAGE);
}

/* A product of which a fiducial was left out for its problems must not be read straight. */
static void
test_align_without (void)
{
  static const gchar *const bad[] = { BOARD_MARK_1 (",\"search\":-1"),
    "{\"idx\":9,\"type\":5,\"coords\":[1,2]}", "7", "{\"idx\":9,\"type\":\"what\",\"coords\":3}",
    BOARD_MARK_1 ("") "," BOARD_MARK (104, "70,66,98,94", "") };
  const AoiSimilarity rest = board_get_place (0.0, 0.0, 0.0, 1.0);
  g_autofree guint8 *gray = board_draw (&rest);
  const AoiImage image = board_wrap (AOI_FORMAT_GRAY8, gray);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree gchar *folder = product_folder_new ();
    g_autofree gchar *json = g_strdup_printf ("[" ROIS ",%s]", bad[i]);
    g_autoptr (AoiProblems) problems = aoi_problems_new ();
    g_autoptr (AoiProduct) product = NULL;
    g_autoptr (GError) error = NULL;
    AoiImage aligned;

    product_folder_write (folder, "rois_config_board.json", json, -1);
    product = aoi_product_load (folder, problems, &error);
    product_folder_remove (folder);
    g_assert_no_error (error);
    g_assert_cmpuint (aoi_problems_get_count (problems), >, 0);
    g_assert_false (aoi_product_align (product, 1, &image, &aligned, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  }
}

/* Whoever makes a pass for a ROI whose place is not known has read other pixels. */
static void
test_seal (void)
{
  AoiRoiResult result = { .id = 1, .place = AOI_PLACE_UNKNOWN };

  aoi_roi_result_pass (&result, 1.0, 0.5);
  aoi_roi_result_seal (&result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
  aoi_roi_result_clear (&result);
}

static void
test_json (void)
{
  g_autoptr (AoiRevision) revision = board_revision_new (PRODUCT);
  g_autoptr (AoiRevision) straight = board_revision_new (STRAIGHT);
  const AoiSimilarity rest = board_get_place (0.0, 0.0, 0.0, 1.0);
  g_autofree guint8 *gray = board_draw (&rest);
  const AoiImage image = board_wrap (AOI_FORMAT_GRAY8, gray);
  g_autoptr (AoiReport) found = inspect (revision, &image), plain = inspect (straight, &image);
  g_autofree gchar *with = aoi_report_to_json (found, 0);
  g_autofree gchar *without = aoi_report_to_json (plain, 0);

  g_assert_nonnull (strstr (with, "\"fiducials\":[{\"device\":1,\"found\":true,\"reason\":null"));
  g_assert_nonnull (strstr (with, "\"total_rois\":4"));
  g_assert_null (strstr (with, "\"roi_type_name\":\"fiducial\""));
  g_assert_null (strstr (without, "fiducial"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  board_init ();

  g_test_add_data_func ("/placement/moved", PRODUCT, test_moved);
  g_test_add_data_func ("/placement/moved-frame", WHOLE, test_moved);
  g_test_add_func ("/placement/few", test_few);
  g_test_add_func ("/placement/lost", test_lost);
  g_test_add_func ("/placement/devices", test_devices);
  g_test_add_func ("/placement/out-of-frame", test_out_of_frame);
  g_test_add_func ("/placement/parts", test_parts);
  g_test_add_func ("/placement/kept", test_kept);
  g_test_add_func ("/placement/align", test_align);
  g_test_add_func ("/placement/align-without", test_align_without);
  g_test_add_func ("/placement/seal", test_seal);
  g_test_add_func ("/placement/json", test_json);

  return g_test_run ();
}
