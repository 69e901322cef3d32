/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <locale.h>
#include <math.h>

#include "json/aoi-json-writer.h"

static gchar *
write_double (gdouble number)
{
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), number);

  return aoi_json_write (node);
}

static gchar *
write_string (const gchar *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return aoi_json_write (node);
}

static void
test_tree (void)
{
  static const gchar json[] = "{\"b\":[1,-2.5,\"x\",null,true,false,[],{}],\"a\":{\"\":"
                              "-9223372036854775808},\"k\\n\":9223372036854775807}";
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  g_autofree gchar *written = aoi_json_write (root);

  g_assert_cmpstr (written, ==, json);
}

static void
test_strings (void)
{
  static const gchar *const cases[][2] = {
    { "", "\"\"" },
    { "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
    { "\n\r\t", "\"\\n\\r\\t\"" },
    { "\x01\x1d\x1e\x1f\x7f", "\"\\u0001\\u001d\\u001e\\u001f\\u007f\"" },
    { "\xc2\x85\xe2\x80\xa8\xe2\x80\xa9", "\"\\u0085\\u2028\\u2029\"" },
    { "\303\244\xf0\x9f\x98\x80", "\"\303\244\xf0\x9f\x98\x80\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *written = write_string (cases[i][0]);

    g_assert_cmpstr (written, ==, cases[i][1]);
  }
}

typedef struct {
  gdouble number;
  const gchar *text;
} DoubleCase;

static const DoubleCase doubles[] = {
  { 0.0, "0.0" },
  { -0.0, "-0.0" },
  { 1.0, "1.0" },
  { 0.93, "0.93" },
  { 1.0 / 3.0, "0.3333333333333333" },
  { 0.1 + 0.2, "0.30000000000000004" },
  { 1e-10, "1e-10" },
  { 1e22, "1e+22" },
  { 5e-324, "4.94065645841247e-324" },
  { 1.7976931348623157e308, "1.7976931348623157e+308" },
  { NAN, "null" },
  { INFINITY, "null" },
  { -INFINITY, "null" },
};

static void
test_doubles (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++) {
    g_autofree gchar *written = write_double (doubles[i].number);

    g_assert_cmpstr (written, ==, doubles[i].text);
    if (isfinite (doubles[i].number))
      g_assert_true (g_ascii_strtod (written, NULL) == doubles[i].number);
  }
}

static void
test_doubles_read_back (void)
{
  for (guint i = 0; i < 10000; i++) {
    const gdouble number = ldexp (g_test_rand_double () - 0.5, g_test_rand_int_range (-1000, 1000));
    g_autofree gchar *written = write_double (number);

    g_assert_true (g_ascii_strtod (written, NULL) == number);
  }
}

/* Whichever of these is installed writes a decimal comma. */
static void
test_locale (void)
{
  static const gchar *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "nl_NL.UTF-8" };
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (locales) && !found; i++)
    found = setlocale (LC_ALL, locales[i]) != NULL;
  if (!found) {
    g_test_skip ("no locale with a decimal comma is installed");
    return;
  }
  test_doubles ();
  setlocale (LC_ALL, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-writer/tree", test_tree);
  g_test_add_func ("/json-writer/strings", test_strings);
  g_test_add_func ("/json-writer/doubles", test_doubles);
  g_test_add_func ("/json-writer/doubles-read-back", test_doubles_read_back);
  g_test_add_func ("/json-writer/locale", test_locale);
  return g_test_run ();
}
