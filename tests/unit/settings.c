/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the application says of a run: codes by device, what is refused, and what a report is told. */
#include "inspect/gstaoisettings.h"

#include <string.h>

static const struct {
  const gchar *text;
  const gchar *codes[AOI_ROI_MAX_DEVICES + 1]; /* by device */
} good[] = {
  { "", { NULL } },
  { "1=A", { NULL, "A" } },
  { "1=A;2=B", { NULL, "A", "B" } },
  { "2=B;;1=A;", { NULL, "A", "B" } },
  { "1=A;1=B", { NULL, "B" } },
  { "1=", { NULL, "" } },
  { "1==A=", { NULL, "=A=" } },
  { "1= A ", { NULL, " A " } },
  { "64=Z;12=L", { [12] = "L", [64] = "Z" } },
};

static const gchar *const bad[] = { "A", "=A", "0=A", "-1=A", "99=A", "65=A", "x=A", "1x=A", "1 =A",
  "1=A;B", "99999999999999999999=A" };

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    gchar *problem = NULL;
    GstAoiSettings *settings = gst_aoi_settings_new (NULL, NULL, NULL, good[i].text);

    g_assert_true (gst_aoi_settings_check_barcodes (good[i].text, &problem));
    g_assert_null (problem);
    for (guint k = 0; k <= AOI_ROI_MAX_DEVICES; k++)
      g_assert_cmpstr (settings->device_barcodes[k], ==, good[i].codes[k]);
    gst_aoi_settings_unref (settings);
  }
  g_assert_true (gst_aoi_settings_check_barcodes (NULL, NULL));
}

/* The problem names the entry; whoever takes the text all the same has the entries that are right. */
static void
test_bad (void)
{
  GstAoiSettings *settings;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree gchar *problem = NULL;
    g_auto (GStrv) entries = g_strsplit (bad[i], ";", -1);

    g_assert_false (gst_aoi_settings_check_barcodes (bad[i], &problem));
    g_assert_nonnull (strstr (problem, entries[g_strv_length (entries) - 1]));
    g_assert_false (gst_aoi_settings_check_barcodes (bad[i], NULL));
  }
  settings = gst_aoi_settings_new (NULL, NULL, NULL, "9x=A;2=B;0=C");
  for (guint k = 0; k <= AOI_ROI_MAX_DEVICES; k++)
    g_assert_cmpstr (settings->device_barcodes[k], ==, k == 2 ? "B" : NULL);
  gst_aoi_settings_unref (settings);
}

static void
test_info (void)
{
  GstAoiSettings *settings = gst_aoi_settings_new ("line 2", "run 7", "ALL", "2=TWO");
  AoiReportInfo info = { .frame = 5, .reason = "kept" };

  gst_aoi_settings_fill_info (settings, &info);
  g_assert_cmpstr (info.station, ==, "line 2");
  g_assert_cmpstr (info.session_id, ==, "run 7");
  g_assert_cmpstr (info.device_barcode, ==, "ALL");
  g_assert_cmpstr (info.device_barcodes[2], ==, "TWO");
  g_assert_null (info.device_barcodes[1]);
  g_assert_cmpuint (info.frame, ==, 5);
  g_assert_cmpstr (info.reason, ==, "kept");
  gst_aoi_settings_unref (settings);
}

/* Frames hold what was set when they were admitted, on whatever thread they end. */
static gpointer
drop (gpointer data)
{
  GstAoiSettings *settings = data;

  g_assert_cmpstr (settings->device_barcodes[1], ==, "A");
  gst_aoi_settings_unref (settings);
  return NULL;
}

static void
test_references (void)
{
  GstAoiSettings *settings = gst_aoi_settings_new (NULL, "run", NULL, "1=A");
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("frame", drop, gst_aoi_settings_ref (settings));
  gst_aoi_settings_unref (settings);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/good", test_good);
  g_test_add_func ("/settings/bad", test_bad);
  g_test_add_func ("/settings/info", test_info);
  g_test_add_func ("/settings/references", test_references);
  return g_test_run ();
}
