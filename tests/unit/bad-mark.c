/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Marks of bad devices in pictures: what is found, what is not, and what is not sure. */
#include "aoi-engine.h"
#include "aoi-error.h"
#include "engine/aoi-board.h"
#include "product-folder.h"

#define SIDE 100 /* of a device in the frame */
#define N_DEVICES 3
#define MARK 40 /* pixels a side of a mark's ROI, at 50,50 of its device */

/* A part, which is to be green, and a mark, which is red, on each device. @keys: of the marks */
static gchar *
compose (const gchar *head, const gchar *keys)
{
  GString *json = g_string_new (NULL);

  g_string_printf (json, "{%s\"rois\":[", head);
  for (gint device = 1; device <= N_DEVICES; device++) {
    const gint x = SIDE * (device - 1);

    g_string_append_printf (json,
        "%s{\"idx\":%d,\"type\":\"color\",\"coords\":[%d,0,%d,40],\"device_id\":%d,"
        "\"expected_color\":[0,255,0],\"min_pixel_percentage\":60},"
        "{\"idx\":%d,\"type\":\"bad_mark\",\"coords\":[%d,50,%d,90],\"device_id\":%d%s}",
        device > 1 ? "," : "", device, x, x + 40, device, 10 + device, x + 50, x + 90, device,
        keys);
  }
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}

#define RED ",\"expected_color\":[255,0,0],\"min_pixel_percentage\":20"
#define SKIP "\"skip_marked\":true,"

static void
fill (AoiRgbImage *image, gint x1, gint y1, gint width, gint height, guint32 rgb)
{
  for (gint y = y1; y < y1 + height; y++)
    for (gint x = x1; x < x1 + width; x++)
      for (gint c = 0; c < 3; c++)
        image->data[3 * (y * image->width + x) + c] = (guint8) (rgb >> (16 - 8 * c));
}

/* A good panel without a mark. */
static AoiRgbImage *
draw (void)
{
  AoiRgbImage *image = aoi_rgb_image_new (SIDE * N_DEVICES, SIDE);

  fill (image, 0, 0, image->width, image->height, 0x8090a0);
  for (gint device = 0; device < N_DEVICES; device++)
    fill (image, SIDE * device, 0, 40, 40, 0x10e010);
  return image;
}

/* A mark of that many rows. */
static void
draw_mark (AoiRgbImage *image, gint device, gint rows)
{
  fill (image, SIDE * (device - 1) + 50, 50, MARK, rows, 0xe01020);
}

static AoiRevision *
load (const gchar *json, GError **error)
{
  g_autofree gchar *folder = product_folder_new ();
  AoiRevision *revision;

  product_folder_write (folder, "rois_config_x.json", json, -1);
  revision = aoi_revision_load (folder, error);
  product_folder_remove (folder);
  return revision;
}

static AoiReport *
inspect (const gchar *json, const AoiRgbImage *picture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision) revision = load (json, &error);
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  AoiImage image;

  g_assert_no_error (error);
  aoi_image_init (&image, AOI_FORMAT_RGB, picture->width, picture->height);
  image.data[0] = picture->data;
  image.stride[0] = 3 * picture->width;
  return aoi_engine_inspect (engine, revision, &image);
}

static const AoiRoiResult *
find (const AoiReport *report, gint id)
{
  for (guint i = 0; i < aoi_report_get_n_results (report); i++)
    if (aoi_report_get_result (report, i)->id == id)
      return aoi_report_get_result (report, i);
  g_assert_not_reached ();
}

static void
test_found (void)
{
  g_autofree gchar *skipping = compose (SKIP, RED), *failing = compose ("", RED);
  g_autoptr (AoiRgbImage) picture = draw ();
  g_autoptr (AoiReport) none = inspect (skipping, picture);
  g_autoptr (AoiReport) skipped = NULL, failed = NULL, others = NULL;

  g_assert_true (aoi_report_get_passed (none));
  g_assert_cmpuint (aoi_report_get_n_rois (none), ==, 2 * N_DEVICES);
  draw_mark (picture, 2, 20);
  fill (picture, SIDE, 0, 40, 40, 0x808080); /* its part is bad, too */
  skipped = inspect (skipping, picture);
  g_assert_cmpstr (aoi_report_get_reason (skipped), ==, NULL);
  g_assert_true (aoi_report_get_passed (skipped));
  g_assert_cmpuint (aoi_report_get_n_rois (skipped), ==, 2 * (N_DEVICES - 1));
  g_assert_cmpuint (aoi_report_get_n_skipped (skipped), ==, 2);
  g_assert_cmpstr (find (skipped, 12)->reason, ==, "marked bad: 50 % has the colour of the mark");
  failed = inspect (failing, picture);
  g_assert_false (aoi_report_get_passed (failed));
  g_assert_cmpstr (aoi_report_get_reason (failed), ==, "device 2 is marked bad");
  fill (picture, 0, 0, 40, 40, 0x808080);
  others = inspect (skipping, picture);
  g_assert_false (aoi_report_get_passed (others));
  g_assert_cmpint (find (others, 1)->status, ==, AOI_STATUS_FAIL);
}

static void
assert_unsure (const gchar *json, const AoiRgbImage *picture, const gchar *reason)
{
  g_autoptr (AoiReport) report = inspect (json, picture);

  g_assert_cmpint (find (report, 12)->status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (find (report, 12)->reason, ==, reason);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_skipped (report), ==, 0);
}

/* A mark half of which is there, or which nobody can see. */
static void
test_unsure (void)
{
  g_autofree gchar *json = compose (SKIP, RED), *clear = compose (SKIP, RED ",\"clear\":16");
  g_autoptr (AoiRgbImage) picture = draw ();
  g_autoptr (AoiReport) report = NULL;

  draw_mark (picture, 2, 6);
  assert_unsure (json, picture,
      "not sure whether it is marked bad: 15 % has the colour of the mark; 20 % or more is a mark, 10 % "
      "or less is none");
  report = inspect (clear, picture);
  g_assert_true (aoi_report_get_passed (report));
  fill (picture, SIDE + 50, 50, MARK, MARK, 0x060606);
  assert_unsure (json, picture, "not sure whether it is marked bad: too dark to see a mark");
  fill (picture, SIDE + 50, 50, MARK, MARK, 0xffffff);
  assert_unsure (json, picture, "not sure whether it is marked bad: too bright to see a mark");
}

/* The frame does not show the mark's place. */
static void
test_outside (void)
{
  g_autofree gchar *json = compose (SKIP, RED);
  g_autoptr (AoiRgbImage) whole = draw ();
  g_autoptr (AoiRgbImage) part = aoi_rgb_image_new (SIDE * N_DEVICES, 80);
  g_autoptr (AoiReport) report = NULL;

  memcpy (part->data, whole->data, 3 * (gsize) part->width * part->height);
  report = inspect (json, part);
  g_assert_cmpint (find (report, 12)->status, ==, AOI_STATUS_ERROR);
  g_assert_false (aoi_report_get_passed (report));
}

/* Who disables a mark wants its device judged. */
static void
test_disabled (void)
{
  g_autofree gchar *json = compose (SKIP, RED ",\"enabled\":false");
  g_autoptr (AoiRgbImage) picture = draw ();
  g_autoptr (AoiReport) good = NULL, bad = NULL;

  draw_mark (picture, 2, MARK);
  good = inspect (json, picture);
  g_assert_true (aoi_report_get_passed (good));
  g_assert_cmpuint (aoi_report_get_n_rois (good), ==, N_DEVICES);
  fill (picture, SIDE, 0, 40, 40, 0x808080);
  bad = inspect (json, picture);
  g_assert_false (aoi_report_get_passed (bad));
  g_assert_cmpuint (aoi_report_get_n_skipped (bad), ==, 0);
}

static void
test_all_marked (void)
{
  g_autofree gchar *json = compose (SKIP, RED);
  g_autoptr (AoiRgbImage) picture = draw ();
  g_autoptr (AoiReport) report = NULL;

  for (gint device = 1; device <= N_DEVICES; device++)
    draw_mark (picture, device, MARK);
  report = inspect (json, picture);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (
      aoi_report_get_reason (report), ==, "all devices are marked bad: none was inspected");
}

/* Nothing says what a mark is. */
static void
test_nothing_said (void)
{
  g_autofree gchar *json = compose (SKIP, "");
  g_autoptr (AoiRgbImage) picture = draw ();

  assert_unsure (json, picture,
      "not sure whether it is marked bad: the product says no colour and no golden of the mark");
}

/* A frame of each group: the marks are in the second one. */
static AoiReport *
inspect_groups (gboolean with_marks, const AoiRgbImage *first, const AoiRgbImage *again)
{
  g_autofree gchar *json = compose (SKIP, RED ",\"focus\":99");
  g_autoptr (AoiRevision) revision = load (json, NULL);
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);
  g_autoptr (AoiBoard) board = aoi_board_new (revision, 1, 1);
  const AoiRgbImage *pictures[] = { first, first, again };
  AoiReportInfo info = { .width = first->width, .height = first->height };

  for (guint i = 0; i < (with_marks ? 3 : 1); i++) {
    AoiFrame frame = { .group = 1 + MIN (i, 1), .help = AOI_HELP_ALL };
    AoiReportInfo part = { .partial = TRUE, .groups = 2, .group = MIN (i, 1) };
    g_autoptr (AoiTask) task = NULL;
    g_autoptr (AoiReport) report = NULL;

    aoi_image_init (&frame.image, AOI_FORMAT_RGB, first->width, first->height);
    frame.image.data[0] = pictures[i]->data;
    frame.image.stride[0] = 3 * first->width;
    task = aoi_engine_submit (engine, revision, &frame, NULL, NULL);
    aoi_task_help (task);
    while (!aoi_task_is_done (task))
      g_thread_yield ();
    report = aoi_task_make_report (task, &part);
    g_assert_false (aoi_report_get_passed (report));
    aoi_board_add (board, MIN (i, 1), report);
  }
  return aoi_engine_judge_board (engine, aoi_board_make_report (board, &info));
}

static void
test_groups (void)
{
  g_autoptr (AoiRgbImage) marked = draw (), clean = draw ();
  g_autoptr (AoiReport) whole = NULL, unseen = NULL, doubtful = NULL;

  draw_mark (marked, 2, MARK);
  fill (marked, SIDE, 0, 40, 40, 0x808080);
  whole = inspect_groups (TRUE, marked, marked);
  g_assert_true (aoi_report_get_passed (whole));
  g_assert_cmpuint (aoi_report_get_n_skipped (whole), ==, 2);
  unseen = inspect_groups (FALSE, marked, marked);
  g_assert_false (aoi_report_get_passed (unseen));
  g_assert_cmpuint (aoi_report_get_n_skipped (unseen), ==, 0);
  g_assert_cmpint (find (unseen, 12)->status, ==, AOI_STATUS_ERROR);
  doubtful = inspect_groups (TRUE, marked, clean);
  g_assert_false (aoi_report_get_passed (doubtful));
  g_assert_cmpuint (aoi_report_get_n_skipped (doubtful), ==, 0);
  g_assert_cmpstr (find (doubtful, 12)->reason, ==,
      "not sure whether it is marked bad: its frames do not agree");
}

/* A cross on printed ground. */
static void
draw_cross (AoiRgbImage *image, gint left, gint top, gint shift, guint32 rgb)
{
  for (gint i = 4; i < MARK - 4; i++)
    for (gint w = -2; w <= 2; w++) {
      const gint y = CLAMP (i + w, 0, MARK - 1), x = CLAMP (i + shift, 0, MARK - 1);

      fill (image, left + x, top + y, 1, 1, rgb);
      fill (image, left + MARK - 1 - x, top + y, 1, 1, rgb);
    }
}

static void
test_golden (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *json = compose (SKIP, "");
  g_autoptr (AoiRgbImage) golden = aoi_rgb_image_new (MARK, MARK), picture = draw ();
  g_autoptr (AoiRevision) revision = NULL;
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);
  g_autoptr (AoiReport) clean = NULL, marked = NULL;
  g_autoptr (GError) error = NULL;
  AoiImage image;

  fill (golden, 0, 0, MARK, MARK, 0x8090a0);
  draw_cross (golden, 0, 0, 0, 0x101010);
  for (gint id = 11; id <= 13; id++) {
    g_autofree gchar *name = g_strdup_printf ("golden_rois/roi_%d/best_golden.png", id);
    g_autofree gchar *path = product_folder_place (folder, name);

    aoi_image_file_save (golden, path, NULL);
  }
  product_folder_write (folder, "rois_config_x.json", json, -1);
  revision = aoi_revision_load (folder, &error);
  g_assert_no_error (error);
  aoi_image_init (&image, AOI_FORMAT_RGB, picture->width, picture->height);
  image.data[0] = picture->data;
  image.stride[0] = 3 * picture->width;
  clean = aoi_engine_inspect (engine, revision, &image);
  g_test_message (
      "without: %s, %s", aoi_status_to_string (find (clean, 12)->status), find (clean, 12)->reason);
  g_assert_true (aoi_report_get_passed (clean));
  draw_cross (picture, SIDE + 50, 50, 1, 0x181018);
  marked = aoi_engine_inspect (engine, revision, &image);
  g_test_message ("with: %s", find (marked, 12)->reason);
  g_assert_true (aoi_report_get_passed (marked));
  g_assert_cmpuint (aoi_report_get_n_skipped (marked), ==, 2);
  product_folder_remove (folder);
}

static const struct {
  const gchar *keys, *error;
} refused[] = {
  { ",\"expected_color\":[255,0,0],\"min_pixel_percentage\":0",
      "rois[1].min_pixel_percentage: must be more than 0: any picture would count as marked" },
  { RED ",\"clear\":20", "rois[1].clear: must be less than what counts as a mark, 20, is 20" },
  { ",\"ai_threshold\":0.8,\"clear\":0.85",
      "rois[1].clear: must be less than what counts as a mark, 0.8, is 0.85" },
  { ",\"ai_threshold\":0", "rois[1].ai_threshold: must be more than 0" },
  { ",\"color_ranges\":[{\"name\":\"a\",\"lower\":[9,0,0],\"upper\":[99,9,9]},"
    "{\"name\":\"b\",\"lower\":[0,9,0],\"upper\":[9,99,9]}]",
      "rois[1].color_ranges: a mark has one colour: all ranges must have the same name" },
  { RED ",\"device_id\":0", "rois[1].device_id: must be an integer from 1 to 64, is 0" },
  { RED ",\"device_id\":9", "device 9 has no enabled ROI but its bad mark" },
};

/* A mark of the whole frame there is not, and a device needs more than its mark. */
static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree gchar *json = g_strdup_printf (
        "[{\"idx\":1,\"type\":1,\"coords\":[0,0,9,9]},"
        "{\"idx\":2,\"type\":\"bad_mark\",\"coords\":[0,0,9,9]%s}]",
        refused[i].keys);
    g_autoptr (GError) error = NULL;

    g_assert_null (load (json, &error));
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, refused[i].error));
  }
}

static void
test_colour_and_golden (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *json = compose (SKIP, RED);
  g_autoptr (GError) error = NULL;

  product_folder_draw (folder, "golden_rois/roi_11/a.png", MARK, MARK, 1);
  product_folder_write (folder, "rois_config_x.json", json, -1);
  g_assert_null (aoi_revision_load (folder, &error));
  g_assert_nonnull (
      strstr (error->message, "has a colour and 1 goldens: only one of both says what a mark is"));
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bad-mark/found", test_found);
  g_test_add_func ("/bad-mark/unsure", test_unsure);
  g_test_add_func ("/bad-mark/outside", test_outside);
  g_test_add_func ("/bad-mark/disabled", test_disabled);
  g_test_add_func ("/bad-mark/all-marked", test_all_marked);
  g_test_add_func ("/bad-mark/nothing-said", test_nothing_said);
  g_test_add_func ("/bad-mark/groups", test_groups);
  g_test_add_func ("/bad-mark/golden", test_golden);
  g_test_add_func ("/bad-mark/refused", test_refused);
  g_test_add_func ("/bad-mark/colour-and-golden", test_colour_and_golden);
  return g_test_run ();
}
