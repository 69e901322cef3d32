/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys that the product's format does not know, as an inspector of somebody's own gets them. */
#include "aoi-error.h"
#include "product-folder.h"

static void
test_extra (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "[{\"idx\":1,\"type\":\"acme\",\"coords\":[0,0,9,9],\"gain\":2,\"limit\":0.5,\"mode\":\"fast\","
      "\"gone\":null,\"deep\":{\"a\":[1,{\"b\":\"c\"}]},\"\":true}]");
  GVariant *extra = aoi_product_get_roi (product, 0)->extra;
  g_autoptr (GVariant) deep = g_variant_lookup_value (extra, "deep", G_VARIANT_TYPE_VARDICT);
  g_autofree gchar *text = g_variant_print (deep, FALSE);
  gboolean flag = FALSE;

  g_assert_false (g_variant_is_floating (extra));
  g_assert_cmpuint (g_variant_n_children (extra), ==, 5);
  g_assert_cmpstr (text, ==, "{'a': <[<int64 1>, <{'b': <'c'>}>]>}");
  g_assert_true (g_variant_lookup (extra, "", "b", &flag));
  g_assert_true (flag);
}

/* All that JSON has reaches the inspector as it stands in the file. */
static void
test_json (void)
{
  static const gchar json[] =
      "[ {\"idx\" :1,\t\"type\":\"acme\",\r\n\"coords\":[0,0,9,9] , \"x\":[-0,-7,-0.5,1E2,1e+02,"
      "25e-1,999999999999999999,1e-999,true,false,{},[],\"\",\"\\/\\\"\\\\\\t\\u00e9\xc3\xa9"
      "\\ud83d\\ude00\"]}]";
  g_autoptr (AoiProduct) product = product_from_json (json);
  g_autoptr (GVariant)
      x = g_variant_lookup_value (aoi_product_get_roi (product, 0)->extra, "x", NULL);
  g_autofree gchar *text = g_variant_print (x, FALSE);

  g_assert_cmpstr (text, ==,
      "[<int64 0>, <int64 -7>, <-0.5>, <100.0>, <100.0>, <2.5>, <int64 999999999999999999>, <0.0>, "
      "<true>, <false>, <@a{sv} {}>, <@av []>, <''>, <'/\"\\\\\\t\u00e9\u00e9\U0001f600'>]");
}

static void
test_extra_getters (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "[[1,1,[0,0,1,1]],{\"idx\":2,\"type\":\"acme\",\"coords\":[0,0,9,9],\"gain\":2,"
      "\"limit\":0.5,\"mode\":\"abc\"}]");
  const AoiRoi *roi = aoi_product_get_roi (product, 1);
  g_autoptr (GError) error = NULL;
  const gchar *string = "unset";
  gdouble number = -1;

  g_assert_true (aoi_roi_get_extra_double (roi, "gain", 0, 10, 7, &number, &error));
  g_assert_cmpfloat (number, ==, 2.0);
  g_assert_true (aoi_roi_get_extra_double (roi, "limit", 0.5, 10, 7, &number, &error));
  g_assert_cmpfloat (number, ==, 0.5);
  g_assert_true (aoi_roi_get_extra_double (roi, "none", 0, 10, 7, &number, &error));
  g_assert_cmpfloat (number, ==, 7.0);
  g_assert_true (aoi_roi_get_extra_string (roi, "mode", &string, &error));
  g_assert_cmpstr (string, ==, "abc");
  g_assert_true (aoi_roi_get_extra_string (roi, "none", &string, &error));
  g_assert_null (string);
  g_assert_no_error (error);
  g_assert_false (aoi_roi_get_extra_double (roi, "mode", 0, 1000, 7, &number, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "rois[1].mode: must be a number from 0 to 1000, is \"abc\"");
  g_clear_error (&error);
  g_assert_false (aoi_roi_get_extra_double (roi, "limit", 0.75, 1, 7, &number, &error));
  g_assert_cmpstr (error->message, ==, "rois[1].limit: must be a number from 0.75 to 1, is 0.5");
  g_assert_cmpfloat (number, ==, 7.0);
  g_clear_error (&error);
  g_assert_false (aoi_roi_get_extra_string (roi, "gain", &string, &error));
  g_assert_cmpstr (error->message, ==, "rois[1].gain: must be a string, is 2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/product-extra/structure", test_extra);
  g_test_add_func ("/product-extra/json", test_json);
  g_test_add_func ("/product-extra/getters", test_extra_getters);
  return g_test_run ();
}
