/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "aoi-result.h"

static void
test_zero_is_error (void)
{
  AoiRoiResult result = { 0 };

  g_assert_false (aoi_roi_result_passed (&result));
  aoi_roi_result_seal (&result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (result.reason, ==, "inspector did not report");
  aoi_roi_result_clear (&result);
}

static void
test_setters_replace (void)
{
  AoiRoiResult result = { .id = 7, .device = 2 };

  aoi_roi_result_fail (&result, 0.5, 0.9, "structure differs at %d,%d", 3, 4);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (result.reason, ==, "structure differs at 3,4");
  g_assert_cmpfloat (result.score, ==, 0.5);
  aoi_roi_result_pass (&result, 0.95, 0.9);
  g_assert_true (aoi_roi_result_passed (&result));
  g_assert_null (result.reason);
  aoi_roi_result_timeout (&result, "busy since frame %u", 5u);
  g_assert_cmpint (result.status, ==, AOI_STATUS_TIMEOUT);
  g_assert_cmpfloat (result.score, ==, 0.0);
  g_assert_cmpfloat (result.threshold, ==, 0.9);
  aoi_roi_result_error (&result, "no memory");
  g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (result.reason, ==, "no memory");
  g_assert_cmpint (result.id, ==, 7);
  g_assert_cmpint (result.device, ==, 2);
  aoi_roi_result_clear (&result);
  g_assert_cmpint (result.id, ==, 0);
  g_assert_null (result.reason);
}

typedef struct {
  gdouble score, threshold;
  const gchar *reason; /* NULL: stays a pass */
} PassCase;

static void
test_seal_pass (void)
{
  static const PassCase cases[] = {
    { 0.9, 0.9, NULL },
    { 0.9 - 9e-9, 0.9, NULL },
    { 0.0, 0.0, NULL },
    { -1.0, -2.0, NULL },
    { 0.9 - 2e-8, 0.9, "inspector passed with score 0.89999998 against threshold 0.9" },
    { 0.5, 0.9, "inspector passed with score 0.5 against threshold 0.9" },
    { NAN, 0.9, "inspector passed with score nan against threshold 0.9" },
    { -NAN, 0.9, "inspector passed with score nan against threshold 0.9" },
    { 1.0, NAN, "inspector passed with score 1 against threshold nan" },
    { INFINITY, 0.9, "inspector passed with score inf against threshold 0.9" },
    { 1.0, -INFINITY, "inspector passed with score 1 against threshold -inf" },
    { -INFINITY, -INFINITY, "inspector passed with score -inf against threshold -inf" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    AoiRoiResult result = { 0 };

    aoi_roi_result_pass (&result, cases[i].score, cases[i].threshold);
    aoi_roi_result_seal (&result);
    g_assert_cmpint (
        result.status, ==, cases[i].reason != NULL ? AOI_STATUS_ERROR : AOI_STATUS_PASS);
    g_assert_cmpstr (result.reason, ==, cases[i].reason);
    g_assert_true (isfinite (result.score) && isfinite (result.threshold));
    aoi_roi_result_clear (&result);
  }
}

static void
test_seal_status (void)
{
  static const gint unknown[] = { -1, 4, 1000, G_MAXINT };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++) {
    AoiRoiResult result = { .status = (AoiStatus) unknown[i], .score = 1.0 };

    aoi_roi_result_seal (&result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
    g_assert_true (g_str_has_prefix (result.reason, "inspector reported unknown status"));
    aoi_roi_result_clear (&result);
  }
}

static void
test_seal_reason (void)
{
  AoiRoiResult result = { .status = AOI_STATUS_PASS, .score = 1.0 };

  result.reason = g_strdup ("");
  aoi_roi_result_seal (&result);
  g_assert_true (aoi_roi_result_passed (&result));
  g_assert_null (result.reason);

  aoi_roi_result_pass_allowing (&result, 1.0, 1.0, "read '\xff'");
  aoi_roi_result_seal (&result);
  g_assert_true (aoi_roi_result_passed (&result));
  g_assert_cmpstr (result.reason, ==, "read '\357\277\275'");

  aoi_roi_result_pass (&result, 1.0, 1.0);
  aoi_roi_result_seal (&result);
  g_assert_null (result.reason);

  aoi_roi_result_fail (&result, NAN, INFINITY, "%s", "");
  aoi_roi_result_seal (&result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (result.reason, !=, "");
  g_assert_cmpfloat (result.score, ==, 0.0);
  g_assert_cmpfloat (result.threshold, ==, 0.0);

  aoi_roi_result_timeout (&result, "%s", "");
  aoi_roi_result_seal (&result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_TIMEOUT);
  g_assert_cmpstr (result.reason, !=, "");

  aoi_roi_result_fail (&result, 0.1, 0.9, "read '\xff\xfe'");
  aoi_roi_result_seal (&result);
  g_assert_cmpstr (result.reason, ==, "read '\357\277\275\357\277\275'");
  aoi_roi_result_clear (&result);
}

static void
test_values (void)
{
  AoiRoiResult result = { 0 };
  g_autoptr (GVariant) value = NULL;

  g_assert_null (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT));
  g_assert_null (aoi_roi_result_get_value (&result, AOI_VALUE_TEXT, NULL));
  g_assert_cmpfloat (aoi_roi_result_get_double (&result, AOI_VALUE_CONFIDENCE, 2.0), ==, 2.0);

  aoi_roi_result_take_values (
      &result, g_variant_new_parsed ("{'text': <'ABC'>, 'confidence': <0.5>}"));
  g_assert_false (g_variant_is_floating (result.values));
  g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, "ABC");
  g_assert_null (aoi_roi_result_get_string (&result, AOI_VALUE_CONFIDENCE));
  g_assert_cmpfloat (aoi_roi_result_get_double (&result, AOI_VALUE_CONFIDENCE, 2.0), ==, 0.5);
  g_assert_cmpfloat (aoi_roi_result_get_double (&result, AOI_VALUE_TEXT, 2.0), ==, 2.0);
  g_assert_null (aoi_roi_result_get_value (&result, AOI_VALUE_TEXT, G_VARIANT_TYPE_STRING_ARRAY));
  value = aoi_roi_result_get_value (&result, AOI_VALUE_TEXT, G_VARIANT_TYPE_STRING);
  g_assert_cmpstr (g_variant_get_string (value, NULL), ==, "ABC");

  aoi_roi_result_take_values (&result, g_variant_ref_sink (g_variant_new_parsed ("@a{sv} {}")));
  g_assert_null (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT));
  aoi_roi_result_clear (&result);
  g_assert_null (result.values);
}

static void
test_seal_values (void)
{
  AoiRoiResult result = { 0 };

  aoi_roi_result_pass (&result, 1.0, 0.9);
  aoi_roi_result_take_values (&result, g_variant_new_string ("not a dictionary"));
  aoi_roi_result_seal (&result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (result.reason, ==, "inspector added values of type s, not a{sv}");
  g_assert_null (result.values);
  aoi_roi_result_clear (&result);
}

static void
test_status_names (void)
{
  g_assert_cmpstr (aoi_status_to_string (AOI_STATUS_PASS), ==, "pass");
  g_assert_cmpstr (aoi_status_to_string (AOI_STATUS_FAIL), ==, "fail");
  g_assert_cmpstr (aoi_status_to_string (AOI_STATUS_TIMEOUT), ==, "timeout");
  g_assert_cmpstr (aoi_status_to_string (AOI_STATUS_ERROR), ==, "error");
  g_assert_cmpstr (aoi_status_to_string ((AoiStatus) 99), ==, "error");
  for (guint i = 0; i < AOI_N_STATUSES; i++) {
    AoiStatus status = (AoiStatus) 99;

    g_assert_true (aoi_status_from_string (aoi_status_to_string ((AoiStatus) i), &status));
    g_assert_cmpuint (status, ==, i);
    g_assert_false (aoi_status_from_string ("passed", &status));
    g_assert_cmpuint (status, ==, i);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result/zero-is-error", test_zero_is_error);
  g_test_add_func ("/result/setters-replace", test_setters_replace);
  g_test_add_func ("/result/seal/pass", test_seal_pass);
  g_test_add_func ("/result/seal/status", test_seal_status);
  g_test_add_func ("/result/seal/reason", test_seal_reason);
  g_test_add_func ("/result/seal/values", test_seal_values);
  g_test_add_func ("/result/values", test_values);
  g_test_add_func ("/result/status-names", test_status_names);
  return g_test_run ();
}
