/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Element strings of GS1: what is right passes, and each fault is named. */
#include <gio/gio.h>

#include "inspectors/barcode/barcode-gs1.h"

#define GS "\x1d"

/* @required is a list with commas; %NULL: none. @fault is %NULL where there is none. */
typedef struct {
  const gchar *text, *required, *fault;
} Case;

static const Case good[] = {
  { "0104012345678901", NULL, NULL },
  { "010401234567890117260228", "01,17", NULL },
  { "01040123456789011729022810LOT" GS "21SER", "01,10,17,21", NULL },
  { "10LOT" GS "0104012345678901", "01,10", NULL },
  { "10LOT" GS "0104012345678901" GS, NULL, NULL },
  { "(01)04012345678901(10)LOT(A)(17)260200", "01,10,17", NULL },
  { "00104012340000001233", NULL, NULL },
  { "3103001750", "3103", NULL },
  { "4104012345000009", NULL, NULL },
  { "800604012345678901"
    "0102",
      "8006", NULL },
  { "2534012345000009DOC", "253", NULL },
  { "2534012345000009", "253", NULL },
  { "423276056" GS "10X", "423", NULL },
  { "7007260101261231", NULL, NULL },
  { "91anything-%&'goes", NULL, NULL },
};

static const Case bad[] = {
  { "", NULL, "has no elements" },
  { "SN-20001234", NULL, "'SN-20001234' begins with no known application identifier" },
  { "05123", NULL, "'05123' begins with no known application identifier" },
  { "0104012345678900", NULL, "(01) the check digit of '04012345678900' is 0, must be 1" },
  { "010401234567890", NULL, "(01) has 13 characters, must have 14" },
  { "0104012345678901X", NULL, "'X' begins with no known application identifier" },
  { "01040123456789A1", NULL, "(01) '040123456789A1' is not of digits alone" },
  { "02040123456789011234", NULL, "(12) has 2 characters, must have 6" },
  { "00104012340000001235", NULL, "(00) the check digit of '104012340000001235' is 5, must be 3" },
  { "17261301", NULL, "(17) '261301' is no date YYMMDD" },
  { "17260229", NULL, "(17) '260229' is no date YYMMDD" },
  { "7006260200", NULL, "(7006) '260200' is no date YYMMDD" },
  { "725020260230", NULL, "(7250) '20260230' is no date YYYYMMDD" },
  { "8006040123456789000102", NULL, "(8006) the check digit of '04012345678900' is 0, must be 1" },
  { "8006040123456789010", NULL, "(8006) has 15 characters, must have 18" },
  { "10", NULL, "(10) has 0 characters, must have 1 to 20" },
  { "10123456789012345678901", NULL, "(10) has 21 characters, must have 1 to 20" },
  { "10LOT 1", NULL, "(10) 'LOT 1' has a character that may not be there" },
  { "10LOT" GS GS "21X", NULL, "'<GS>21X' begins with no known application identifier" },
  { "42327605", NULL, "(423) ends within a part of 3 characters" },
  { "0104012345678901", "01,10", "(10) is missing" },
  { "10LOT0104012345678901", "01", "(01) is missing" },
  { "3106001750", NULL, "'3106001750' begins with no known application identifier" },
};

static void
check (const Case *c)
{
  g_auto (GStrv) required = c->required != NULL ? g_strsplit (c->required, ",", -1) : NULL;
  g_autofree gchar *fault = aoi_gs1_find_fault (c->text, (const gchar *const *) required);

  g_assert_cmpstr (fault, ==, c->fault);
}

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    check (&good[i]);
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    check (&bad[i]);
}

/* One digit changed, or two neighbours swapped that differ by other than 5: the check digit shows it. */
static void
test_check_digit (void)
{
  static const gchar number[] = "0104012345678901";

  for (guint i = 2; i < sizeof number - 1; i++) {
    for (gchar digit = '0'; digit <= '9'; digit++) {
      g_autofree gchar *changed = g_strdup (number);
      g_autofree gchar *fault = NULL;

      changed[i] = digit;
      fault = aoi_gs1_find_fault (changed, NULL);
      g_assert_cmpint (fault == NULL, ==, digit == number[i]);
    }
  }
}

static void
test_identifiers (void)
{
  static const gchar *const known[] = { "00", "01", "10", "99", "235", "410", "3100", "3695",
    "8200" };
  static const gchar *const unknown[] = { "", "0", "1", "05", "010", "18", "252", "418", "310",
    "3106", "9999", "A1", "01 " };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_true (aoi_gs1_is_identifier (known[i]));
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_false (aoi_gs1_is_identifier (unknown[i]));
}

/* Any bytes: it ends, and says something of all that is no element string. */
static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (14);
  guint n_good = 0;

  for (guint i = 0; i < 20000; i++) {
    gchar text[33] = "";
    const gint length = g_rand_int_range (rand, 1, 32);
    g_autofree gchar *fault = NULL;

    for (gint k = 0; k < length; k++)
      text[k] = "0123456789()\x1d"
                "AZ "[g_rand_int_range (rand, 0, 16)];
    fault = aoi_gs1_find_fault (text, NULL);
    n_good += fault == NULL;
    g_assert_true (fault == NULL || *fault != '\0');
  }
  g_assert_cmpuint (n_good, <, 2000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barcode-gs1/good", test_good);
  g_test_add_func ("/barcode-gs1/bad", test_bad);
  g_test_add_func ("/barcode-gs1/check-digit", test_check_digit);
  g_test_add_func ("/barcode-gs1/identifiers", test_identifiers);
  g_test_add_func ("/barcode-gs1/random", test_random);
  return g_test_run ();
}
