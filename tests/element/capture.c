/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The metadata that says of which board and group a frame is. */
#include <math.h>

#include "lib/gstaoicapture.h"
#include "support.h"

static const GstAoiCapture example = {
  .board = G_MAXUINT64,
  .group = 2,
  .groups = 8,
  .focus = 305,
  .exposure = 3000,
  .focus_read = 304.5,
  .exposure_read = NAN,
  .frame_id = 65535,
  .camera_time = 1234567890123456789,
  .attempt = 1,
  .proven = TRUE,
};

static void
check_example (const GstAoiCapture *capture)
{
  g_assert_cmpuint (capture->board, ==, example.board);
  g_assert_cmpuint (capture->group, ==, example.group);
  g_assert_cmpuint (capture->groups, ==, example.groups);
  g_assert_cmpint (capture->focus, ==, example.focus);
  g_assert_cmpint (capture->exposure, ==, example.exposure);
  g_assert_cmpfloat (capture->focus_read, ==, example.focus_read);
  g_assert_true (isnan (capture->exposure_read));
  g_assert_cmpuint (capture->frame_id, ==, example.frame_id);
  g_assert_cmpuint (capture->camera_time, ==, example.camera_time);
  g_assert_cmpuint (capture->attempt, ==, example.attempt);
  g_assert_cmpint (capture->proven, ==, example.proven);
}

/* What a buffer is given stays on it and on copies, once. */
static void
test_buffer (void)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new (), copy = NULL;
  const GstAoiCapture other = { .groups = 1 };
  GstAoiCapture capture;
  gpointer state = NULL;

  g_assert_false (gst_buffer_get_aoi_capture (buffer, &capture));
  g_assert_true (gst_buffer_add_aoi_capture (buffer, &other));
  g_assert_true (gst_buffer_add_aoi_capture (buffer, &example));
  g_assert_nonnull (gst_buffer_iterate_meta (buffer, &state));
  g_assert_null (gst_buffer_iterate_meta (buffer, &state));
  copy = gst_buffer_copy (buffer);
  g_assert_true (gst_buffer_get_aoi_capture (copy, &capture));
  check_example (&capture);
}

static void
test_text (void)
{
  g_autoptr (GstStructure) structure = gst_aoi_capture_to_structure (&example), read = NULL;
  g_autofree gchar *text = gst_structure_to_string (structure);
  GstAoiCapture capture;

  read = gst_structure_from_string (text, NULL);
  g_assert_nonnull (read);
  g_assert_true (gst_aoi_capture_from_structure (&capture, read));
  check_example (&capture);
}

static void
test_incomplete (void)
{
  const gchar *const fields[] = { "board", "group", "groups", "focus", "exposure" };
  GstAoiCapture capture;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autoptr (GstStructure) structure = gst_aoi_capture_to_structure (&example);

    gst_structure_remove_field (structure, fields[i]);
    g_assert_false (gst_aoi_capture_from_structure (&capture, structure));
    gst_structure_set (structure, fields[i], G_TYPE_STRING, "rubbish", NULL);
    g_assert_false (gst_aoi_capture_from_structure (&capture, structure));
  }
}

static void
test_group_beyond (void)
{
  g_autoptr (GstStructure) structure = gst_aoi_capture_to_structure (&example);
  GstAoiCapture capture;

  gst_structure_set (structure, "group", G_TYPE_UINT, 8u, NULL);
  g_assert_false (gst_aoi_capture_from_structure (&capture, structure));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture/buffer", test_buffer);
  g_test_add_func ("/capture/text", test_text);
  g_test_add_func ("/capture/incomplete", test_incomplete);
  g_test_add_func ("/capture/group-beyond", test_group_beyond);
  return support_run ();
}
