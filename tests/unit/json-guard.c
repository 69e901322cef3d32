/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What json-glib may parse: the grammar of RFC 8259 and the limits of the project, refused by line and column. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "aoi-error.h"
#include "json/aoi-json-guard.h"

#define NESTING 4

typedef struct {
  const gchar *name, *text;
  const gchar *says; /* NULL: accepted */
} Case;

static const Case cases[] = {
  { "object", "{\"a\": [1, 2.5, -3e+2, true, false, null, \"\\u00e9\\ud83d\\ude00\\n\"]}", NULL },
  { "nested", "[[[[]]]]", NULL },
  { "digits", "[123456789012345678]", NULL },
  { "space", " \t\r\n[ ]\n", NULL },
  { "empty", "", "line 1, column 1: " },
  { "truncated", "{\"a\": [1,\n 2", "line 2, column 3: " },
  { "behind", "[1]\n[2]", "line 2, column 1: " },
  { "too-deep", "[[[[[]]]]]", "line 1, column 5: " },
  { "comma", "[1,]", "line 1, column 4: " },
  { "single-quotes", "{'a': 1}", "line 1, column 2: " },
  { "colon", "{\"a\" 1}", "line 1, column 6: " },
  { "word", "[True]", "line 1, column 2: " },
  { "leading-zero", "[01]", "line 1, column 3: " },
  { "no-fraction", "[1.]", "line 1, column 4: " },
  { "no-exponent", "[1e]", "line 1, column 4: " },
  { "nan", "[NaN]", "line 1, column 2: " },
  { "large-integer", "[\n1234567890123456789]",
      "line 2, column 1: the number 1234567890123456789 is" },
  { "infinite", "[1e999]", "line 1, column 2: the number 1e999 is too large" },
  { "nul", "[\"\\u0000\"]", "the character \\u0000 is not allowed" },
  { "high-surrogate", "[\"\\ud83d\"]", "half a surrogate pair" },
  { "low-surrogate", "[\"\\ude00\"]", "half a surrogate pair" },
  { "wrong-pair", "[\"\\ud83d\\u0041\"]", "half a surrogate pair" },
  { "hexadecimal", "[\"\\u00g0\"]", "four hexadecimal digits" },
  { "escape", "[\"\\x\"]", "after a backslash" },
  { "control", "[\"a\nb\"]", "0x0a" },
  { "utf8-column", "[\"\xc3\xa9\xc3\xa9\", x]", "line 1, column 8: " },
};

static void
test_case (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (GError) error = NULL;
  const gboolean accepted = aoi_json_guard (self->text, strlen (self->text), NESTING, &error);

  if (self->says == NULL) {
    g_assert_no_error (error);
    g_assert_true (accepted);
    return;
  }
  g_assert_false (accepted);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_SYNTAX);
  if (strstr (error->message, self->says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, self->says);
}

/* A NUL is a character of the text, not its end. */
static void
test_nul_byte (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (aoi_json_guard ("[1]\0]", 5, NESTING, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_SYNTAX);
}

static gboolean
guard_ones (guint n, GError **error)
{
  g_autoptr (GString) text = g_string_new ("[1");

  for (guint i = 1; i < n; i++)
    g_string_append (text, ",1");
  g_string_append_c (text, ']');
  return aoi_json_guard (text->str, text->len, NESTING, error);
}

/* The array is a value, too. */
static void
test_values (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (guard_ones (AOI_JSON_MAX_VALUES - 1, NULL));
  g_assert_false (guard_ones (AOI_JSON_MAX_VALUES, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_SYNTAX);
}

/* With any byte changed and any end of the text, json-glib parses what the guard accepts. The copy ends where its
 * memory does, so that a sanitizer finds a read behind it. */
static void
test_damaged (void)
{
  const gchar *whole = cases[0].text;
  const gsize length = strlen (whole);
  g_autoptr (JsonParser) parser = json_parser_new ();

  for (guint i = 0; i < 5000; i++) {
    const gsize n = (gsize) g_test_rand_int_range (1, (gint) length + 1);
    g_autofree gchar *copy = g_memdup2 (whole, n);
    g_autoptr (GError) error = NULL;

    copy[g_test_rand_int_range (0, (gint) n)] = (gchar) g_test_rand_int_range (1, 128);
    if (!aoi_json_guard (copy, n, NESTING, &error))
      g_assert_error (error, AOI_ERROR, AOI_ERROR_SYNTAX);
    else
      g_assert_true (json_parser_load_from_data (parser, copy, (gssize) n, NULL));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *path = g_strconcat ("/json-guard/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/json-guard/nul-byte", test_nul_byte);
  g_test_add_func ("/json-guard/values", test_values);
  g_test_add_func ("/json-guard/damaged", test_damaged);
  return g_test_run ();
}
