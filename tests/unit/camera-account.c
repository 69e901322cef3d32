/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of frames, by their ids. */
#include "camera/gstaoicameraaccount.h"

static void
check_sum (const GstAoiCameraAccount *account)
{
  guint64 sum = 0;

  for (guint i = 0; i < GST_AOI_CAMERA_N_FATES; i++)
    sum += account->fates[i];
  g_assert_cmpuint (sum, ==, account->sent);
}

static guint64
add (GstAoiCameraAccount *account, guint64 id, guint64 expected_index)
{
  guint64 index, dropped = gst_aoi_camera_account_add (account, id, GST_AOI_CAMERA_PUSHED, &index);

  g_assert_cmpuint (index, ==, expected_index);
  check_sum (account);
  return dropped;
}

static void
test_continuous (void)
{
  GstAoiCameraAccount account = { 0 };

  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (add (&account, 65401 + i, i), ==, 0);
  g_assert_cmpuint (account.fates[GST_AOI_CAMERA_PUSHED], ==, 10);
}

/* 65535 is followed by 1: 0 is no id. */
static void
test_wrap (void)
{
  GstAoiCameraAccount account = { 0 };

  add (&account, 65534, 0);
  add (&account, 65535, 1);
  g_assert_cmpuint (add (&account, 1, 2), ==, 0);
  g_assert_cmpuint (account.sent, ==, 3);
}

static void
test_loss_over_the_wrap (void)
{
  GstAoiCameraAccount account = { 0 };

  add (&account, 65530, 0);
  g_assert_cmpuint (add (&account, 3, 8), ==, 7);
  g_assert_cmpuint (account.fates[GST_AOI_CAMERA_DROPPED], ==, 7);
}

/* Ids of 64 bits go on behind 65535. */
static void
test_wide (void)
{
  GstAoiCameraAccount account = { 0 };

  add (&account, 65535, 0);
  g_assert_cmpuint (add (&account, 65536, 1), ==, 0);
  g_assert_cmpuint (add (&account, 65540, 5), ==, 3);
  g_assert_cmpuint (add (&account, G_GUINT64_CONSTANT (0x100000000), 6), ==, 0);
  g_assert_cmpuint (add (&account, G_GUINT64_CONSTANT (0x100000002), 8), ==, 1);
}

/* A camera that counts anew without being asked to is no loss of thousands. */
static void
test_backwards (void)
{
  GstAoiCameraAccount account = { 0 };

  add (&account, 5000, 0);
  g_assert_cmpuint (add (&account, 1, 1), ==, 0);
  add (&account, 100000, 2);
  g_assert_cmpuint (add (&account, 7, 3), ==, 0);
}

static void
test_nameless (void)
{
  GstAoiCameraAccount account = { 0 };

  add (&account, 10, 0);
  gst_aoi_camera_account_add_nameless (&account);
  gst_aoi_camera_account_add_nameless (&account);
  g_assert_cmpuint (add (&account, 15, 5), ==, 2);
  g_assert_cmpuint (account.fates[GST_AOI_CAMERA_INCOMPLETE], ==, 2);
  g_assert_cmpuint (account.fates[GST_AOI_CAMERA_DROPPED], ==, 2);
}

static void
test_nameless_first (void)
{
  GstAoiCameraAccount account = { 0 };

  gst_aoi_camera_account_add_nameless (&account);
  g_assert_cmpuint (add (&account, 15, 1), ==, 0);
  g_assert_cmpuint (account.fates[GST_AOI_CAMERA_INCOMPLETE], ==, 1);
}

static void
test_restart (void)
{
  GstAoiCameraAccount account = { 0 };

  add (&account, 65450, 0);
  gst_aoi_camera_account_add_nameless (&account);
  gst_aoi_camera_account_restart (&account);
  check_sum (&account);
  g_assert_cmpuint (account.sent, ==, 2);
  g_assert_cmpuint (add (&account, 65401, 2), ==, 0);
}

/* After a doubt a few ids ahead is a loss, and anything else a new beginning. */
static void
test_doubt (void)
{
  GstAoiCameraAccount account = { 0 };

  add (&account, 40000, 0);
  gst_aoi_camera_account_doubt (&account);
  g_assert_cmpuint (add (&account, 40003, 3), ==, 2);
  gst_aoi_camera_account_doubt (&account);
  g_assert_cmpuint (add (&account, 1, 4), ==, 0);
  g_assert_cmpuint (add (&account, 3, 6), ==, 1);
}

static void
test_fates (void)
{
  GstAoiCameraAccount account = { 0 };
  guint64 index;

  for (guint i = 0; i < GST_AOI_CAMERA_N_FATES; i++)
    gst_aoi_camera_account_add (&account, 1 + i, (GstAoiCameraFate) i, &index);
  for (guint i = 0; i < GST_AOI_CAMERA_N_FATES; i++)
    g_assert_cmpuint (account.fates[i], ==, 1);
  check_sum (&account);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera-account/continuous", test_continuous);
  g_test_add_func ("/camera-account/wrap", test_wrap);
  g_test_add_func ("/camera-account/loss-over-the-wrap", test_loss_over_the_wrap);
  g_test_add_func ("/camera-account/wide", test_wide);
  g_test_add_func ("/camera-account/backwards", test_backwards);
  g_test_add_func ("/camera-account/nameless", test_nameless);
  g_test_add_func ("/camera-account/nameless-first", test_nameless_first);
  g_test_add_func ("/camera-account/restart", test_restart);
  g_test_add_func ("/camera-account/doubt", test_doubt);
  g_test_add_func ("/camera-account/fates", test_fates);
  return g_test_run ();
}
