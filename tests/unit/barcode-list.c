/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was read of a ROI: order, repetitions, text. */
#include "inspectors/barcode/barcode-list.h"

#include <string.h>

static void
add_box (GArray *list, const gchar *text, gdouble x, gdouble y, gdouble width, gdouble height)
{
  const gdouble corners[8] = { x, y, x + width, y, x + width, y + height, x, y + height };

  aoi_barcode_list_add (list, text, strlen (text), "Code128", corners, 0.0, 0);
}

static void
assert_order (GArray *list, const gchar *expected)
{
  g_autoptr (GString) order = g_string_new (NULL);

  aoi_barcode_list_sort (list);
  for (guint i = 0; i < list->len; i++)
    g_string_append (order, g_array_index (list, AoiBarcode, i).text);
  g_assert_cmpstr (order->str, ==, expected);
  g_array_unref (list);
}

static void
test_list_order (void)
{
  GArray *list = aoi_barcode_list_new ();

  assert_order (list, "");

  list = aoi_barcode_list_new ();
  add_box (list, "D", 100, 60, 40, 20);
  add_box (list, "B", 100, 10, 40, 20);
  add_box (list, "C", 0, 50, 40, 20);
  add_box (list, "A", 0, 19, 40, 20);
  assert_order (list, "ABCD");

  /* By less than half is another row. */
  list = aoi_barcode_list_new ();
  add_box (list, "B", 0, 21, 40, 20);
  add_box (list, "A", 100, 10, 40, 20);
  assert_order (list, "AB");

  /* A low code beside a high one, single lines, and a stair of which each step overlaps the
   * next. */
  list = aoi_barcode_list_new ();
  add_box (list, "B", 100, 0, 40, 100);
  add_box (list, "A", 0, 80, 40, 10);
  assert_order (list, "AB");
  list = aoi_barcode_list_new ();
  add_box (list, "C", 0, 30, 40, 0);
  add_box (list, "B", 50, 10, 40, 0);
  add_box (list, "A", 0, 10, 40, 0);
  assert_order (list, "ABC");
  list = aoi_barcode_list_new ();
  add_box (list, "C", 0, 20, 40, 20);
  add_box (list, "A", 60, 10, 40, 20);
  add_box (list, "B", 120, 0, 40, 20);
  assert_order (list, "ABC");
}

static void
test_list_same (void)
{
  GArray *list = aoi_barcode_list_new ();
  const gdouble corners[8] = { 0, 0, 10, 0, 10, 10, 0, 10 };

  add_box (list, "A", 0, 0, 40, 20);
  add_box (list, "A", 2, 1, 40, 20);
  g_assert_cmpuint (list->len, ==, 1);
  add_box (list, "A", 100, 0, 40, 20);
  add_box (list, "B", 0, 0, 40, 20);
  aoi_barcode_list_add (list, "A", 1, "Code39", corners, 0.0, 0);
  g_assert_cmpuint (list->len, ==, 4);
  g_array_unref (list);
}

static void
test_list_text (void)
{
  static const struct {
    const gchar *bytes;
    gsize length;
    const gchar *text;
    gboolean has_text;
  } cases[] = {
    { "", 0, "", FALSE },
    { " \t\r\n", 4, " \t\r\n", FALSE },
    { "\302\240\x1d", 3, "\302\240\x1d", FALSE },
    { "A\0B", 3, "A\357\277\275B", TRUE },
    { "A\377", 2, "A\357\277\275", TRUE },
    { " 1 ", 3, " 1 ", TRUE },
  };
  const gdouble corners[8] = { 0, 0, 10, 0, 10, 10, 0, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GArray) list = aoi_barcode_list_new ();

    aoi_barcode_list_add (list, cases[i].bytes, cases[i].length, "QRCode", corners, 0.0, 0);
    g_assert_cmpstr (g_array_index (list, AoiBarcode, 0).text, ==, cases[i].text);
    g_assert_cmpint (aoi_barcode_list_has_text (list), ==, cases[i].has_text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barcode-list/order", test_list_order);
  g_test_add_func ("/barcode-list/same", test_list_same);
  g_test_add_func ("/barcode-list/text", test_list_text);
  return g_test_run ();
}
