/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the codes of boards of several frames are linked to. */
#include "groups-support.h"
#include "link-support.h"

static Line
line_new_groups (const gchar *mode)
{
  Line line = line_new ("/link", "");
  g_autofree gchar *address = link_server_get_address (line.server, "/link");
  g_autofree gchar *properties = g_strdup_printf (
      "barcode-link=%s device-barcodes=1=A;2=B %s", address, mode);

  gst_object_unref (line.element);
  gst_harness_teardown (line.h);
  support_product_free (line.folder);
  line.folder = make_product ();
  line.h = support_harness_new (line.folder, properties);
  line.element = gst_harness_find_element (line.h, "aoiinspect");
  return line;
}

/* A frame that does not end its board is not asked for; the board's report is. */
static void
test_groups (gconstpointer mode)
{
  Line line = line_new_groups (mode);

  for (guint group = 0; group < 2; group++) {
    g_autoptr (AoiReport) report = inspect (line.h, 7, group, TRUE);

    check_partial (report, 7, group == 0 ? 2 : 1);
    g_assert_false (aoi_report_get_asked (report));
  }
  g_assert_cmpuint (link_server_count (line.server, NULL), ==, 0);
  {
    g_autoptr (AoiReport) report = inspect (line.h, 7, 2, TRUE);

    check_board (report, 7, 4);
    check_linked (report, 0, "A", "L-A");
    check_linked (report, 1, "B", "L-B");
  }
  line_free (&line);
}

/* A board that no frame completes. */
static void
test_groups_event (gconstpointer mode)
{
  Line line = line_new_groups (mode);
  g_autoptr (AoiReport) report = NULL;

  push (line.h, 7, 0, TRUE);
  push (line.h, 8, 0, TRUE);
  report = pull_event (line.h);
  check_board (report, 7, 2);
  g_assert_false (aoi_report_get_passed (report));
  check_linked (report, 0, "A", "L-A");
  gst_element_set_state (line.element, GST_STATE_NULL);
  line_free (&line);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  add ("linked", test_groups);
  add ("linked-event", test_groups_event);
  return support_run ();
}
