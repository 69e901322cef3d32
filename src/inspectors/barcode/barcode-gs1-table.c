/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The application identifiers of the GS1 General Specifications, release 25, section 3.2, with the formats
 * of their values, and those of predefined length, section 7.8.5. What the specifications say of how
 * identifiers go together is not here. */
#include "inspectors/barcode/barcode-gs1-table.h"

/* clang-format off */
#define FIXED(set, n) { set, n, 1, 0, AOI_GS1_CHECK_NONE }
#define UP_TO(set, n) { set, n, 0, 0, AOI_GS1_CHECK_NONE }
#define OPTIONAL(set, n) { set, n, 1, 1, AOI_GS1_CHECK_NONE }
#define OPTIONAL_UP_TO(set, n) { set, n, 0, 1, AOI_GS1_CHECK_NONE }
#define CHECKED(n) { 'N', n, 1, 0, AOI_GS1_CHECK_DIGIT }
#define DATE { 'N', 6, 1, 0, AOI_GS1_CHECK_DATE }
#define MONTH { 'N', 6, 1, 0, AOI_GS1_CHECK_MONTH }
#define CENTURY { 'N', 8, 1, 0, AOI_GS1_CHECK_CENTURY }
#define OPTIONAL_DATE { 'N', 6, 1, 1, AOI_GS1_CHECK_DATE }

static const AoiGs1Identifier identifiers[] = {
  { 0, 0, 2, { CHECKED (18) } },
  { 1, 3, 2, { CHECKED (14) } },
  { 10, 10, 2, { UP_TO ('X', 20) } },
  { 11, 13, 2, { MONTH } },
  { 15, 17, 2, { MONTH } },
  { 20, 20, 2, { FIXED ('N', 2) } },
  { 21, 22, 2, { UP_TO ('X', 20) } },
  { 30, 30, 2, { UP_TO ('N', 8) } },
  { 37, 37, 2, { UP_TO ('N', 8) } },
  { 90, 90, 2, { UP_TO ('X', 30) } },
  { 91, 99, 2, { UP_TO ('X', 90) } },
  { 235, 235, 3, { UP_TO ('X', 28) } },
  { 240, 241, 3, { UP_TO ('X', 30) } },
  { 242, 242, 3, { UP_TO ('N', 6) } },
  { 243, 243, 3, { UP_TO ('X', 20) } },
  { 250, 251, 3, { UP_TO ('X', 30) } },
  { 253, 253, 3, { CHECKED (13), OPTIONAL_UP_TO ('X', 17) } },
  { 254, 254, 3, { UP_TO ('X', 20) } },
  { 255, 255, 3, { CHECKED (13), OPTIONAL_UP_TO ('N', 12) } },
  { 400, 401, 3, { UP_TO ('X', 30) } },
  { 402, 402, 3, { CHECKED (17) } },
  { 403, 403, 3, { UP_TO ('X', 30) } },
  { 410, 417, 3, { CHECKED (13) } },
  { 420, 420, 3, { UP_TO ('X', 20) } },
  { 421, 421, 3, { FIXED ('N', 3), UP_TO ('X', 9) } },
  { 422, 422, 3, { FIXED ('N', 3) } },
  { 423, 423, 3, { FIXED ('N', 3), OPTIONAL ('N', 3), OPTIONAL ('N', 3), OPTIONAL ('N', 3), OPTIONAL ('N', 3) } },
  { 424, 424, 3, { FIXED ('N', 3) } },
  { 425, 425, 3, { FIXED ('N', 3), OPTIONAL ('N', 3), OPTIONAL ('N', 3), OPTIONAL ('N', 3), OPTIONAL ('N', 3) } },
  { 426, 426, 3, { FIXED ('N', 3) } },
  { 427, 427, 3, { UP_TO ('X', 3) } },
  { 710, 717, 3, { UP_TO ('X', 20) } },
  { 3100, 3105, 4, { FIXED ('N', 6) } },
  { 3110, 3115, 4, { FIXED ('N', 6) } },
  { 3120, 3125, 4, { FIXED ('N', 6) } },
  { 3130, 3135, 4, { FIXED ('N', 6) } },
  { 3140, 3145, 4, { FIXED ('N', 6) } },
  { 3150, 3155, 4, { FIXED ('N', 6) } },
  { 3160, 3165, 4, { FIXED ('N', 6) } },
  { 3200, 3205, 4, { FIXED ('N', 6) } },
  { 3210, 3215, 4, { FIXED ('N', 6) } },
  { 3220, 3225, 4, { FIXED ('N', 6) } },
  { 3230, 3235, 4, { FIXED ('N', 6) } },
  { 3240, 3245, 4, { FIXED ('N', 6) } },
  { 3250, 3255, 4, { FIXED ('N', 6) } },
  { 3260, 3265, 4, { FIXED ('N', 6) } },
  { 3270, 3275, 4, { FIXED ('N', 6) } },
  { 3280, 3285, 4, { FIXED ('N', 6) } },
  { 3290, 3295, 4, { FIXED ('N', 6) } },
  { 3300, 3305, 4, { FIXED ('N', 6) } },
  { 3310, 3315, 4, { FIXED ('N', 6) } },
  { 3320, 3325, 4, { FIXED ('N', 6) } },
  { 3330, 3335, 4, { FIXED ('N', 6) } },
  { 3340, 3345, 4, { FIXED ('N', 6) } },
  { 3350, 3355, 4, { FIXED ('N', 6) } },
  { 3360, 3365, 4, { FIXED ('N', 6) } },
  { 3370, 3375, 4, { FIXED ('N', 6) } },
  { 3400, 3405, 4, { FIXED ('N', 6) } },
  { 3410, 3415, 4, { FIXED ('N', 6) } },
  { 3420, 3425, 4, { FIXED ('N', 6) } },
  { 3430, 3435, 4, { FIXED ('N', 6) } },
  { 3440, 3445, 4, { FIXED ('N', 6) } },
  { 3450, 3455, 4, { FIXED ('N', 6) } },
  { 3460, 3465, 4, { FIXED ('N', 6) } },
  { 3470, 3475, 4, { FIXED ('N', 6) } },
  { 3480, 3485, 4, { FIXED ('N', 6) } },
  { 3490, 3495, 4, { FIXED ('N', 6) } },
  { 3500, 3505, 4, { FIXED ('N', 6) } },
  { 3510, 3515, 4, { FIXED ('N', 6) } },
  { 3520, 3525, 4, { FIXED ('N', 6) } },
  { 3530, 3535, 4, { FIXED ('N', 6) } },
  { 3540, 3545, 4, { FIXED ('N', 6) } },
  { 3550, 3555, 4, { FIXED ('N', 6) } },
  { 3560, 3565, 4, { FIXED ('N', 6) } },
  { 3570, 3575, 4, { FIXED ('N', 6) } },
  { 3600, 3605, 4, { FIXED ('N', 6) } },
  { 3610, 3615, 4, { FIXED ('N', 6) } },
  { 3620, 3625, 4, { FIXED ('N', 6) } },
  { 3630, 3635, 4, { FIXED ('N', 6) } },
  { 3640, 3645, 4, { FIXED ('N', 6) } },
  { 3650, 3655, 4, { FIXED ('N', 6) } },
  { 3660, 3665, 4, { FIXED ('N', 6) } },
  { 3670, 3675, 4, { FIXED ('N', 6) } },
  { 3680, 3685, 4, { FIXED ('N', 6) } },
  { 3690, 3695, 4, { FIXED ('N', 6) } },
  { 3900, 3909, 4, { UP_TO ('N', 15) } },
  { 3910, 3919, 4, { FIXED ('N', 3), UP_TO ('N', 15) } },
  { 3920, 3929, 4, { UP_TO ('N', 15) } },
  { 3930, 3939, 4, { FIXED ('N', 3), UP_TO ('N', 15) } },
  { 3940, 3943, 4, { FIXED ('N', 4) } },
  { 3950, 3955, 4, { FIXED ('N', 6) } },
  { 4300, 4301, 4, { UP_TO ('X', 35) } },
  { 4302, 4306, 4, { UP_TO ('X', 70) } },
  { 4307, 4307, 4, { FIXED ('X', 2) } },
  { 4308, 4308, 4, { UP_TO ('X', 30) } },
  { 4309, 4309, 4, { FIXED ('N', 20) } },
  { 4310, 4311, 4, { UP_TO ('X', 35) } },
  { 4312, 4316, 4, { UP_TO ('X', 70) } },
  { 4317, 4317, 4, { FIXED ('X', 2) } },
  { 4318, 4318, 4, { UP_TO ('X', 20) } },
  { 4319, 4319, 4, { UP_TO ('X', 30) } },
  { 4320, 4320, 4, { UP_TO ('X', 35) } },
  { 4321, 4323, 4, { FIXED ('N', 1) } },
  { 4324, 4325, 4, { MONTH, FIXED ('N', 4) } },
  { 4326, 4326, 4, { DATE } },
  { 4330, 4333, 4, { FIXED ('N', 6), OPTIONAL ('X', 1) } },
  { 7001, 7001, 4, { FIXED ('N', 13) } },
  { 7002, 7002, 4, { UP_TO ('X', 30) } },
  { 7003, 7003, 4, { DATE, FIXED ('N', 4) } },
  { 7004, 7004, 4, { UP_TO ('N', 4) } },
  { 7005, 7005, 4, { UP_TO ('X', 12) } },
  { 7006, 7006, 4, { DATE } },
  { 7007, 7007, 4, { DATE, OPTIONAL_DATE } },
  { 7008, 7008, 4, { UP_TO ('X', 3) } },
  { 7009, 7009, 4, { UP_TO ('X', 10) } },
  { 7010, 7010, 4, { UP_TO ('X', 2) } },
  { 7011, 7011, 4, { DATE, OPTIONAL ('N', 4) } },
  { 7020, 7022, 4, { UP_TO ('X', 20) } },
  { 7023, 7023, 4, { UP_TO ('X', 30) } },
  { 7030, 7039, 4, { FIXED ('N', 3), UP_TO ('X', 27) } },
  { 7040, 7040, 4, { FIXED ('N', 1), FIXED ('X', 3) } },
  { 7041, 7041, 4, { UP_TO ('X', 4) } },
  { 7230, 7239, 4, { FIXED ('X', 2), UP_TO ('X', 28) } },
  { 7240, 7240, 4, { UP_TO ('X', 20) } },
  { 7241, 7241, 4, { FIXED ('N', 2) } },
  { 7242, 7242, 4, { UP_TO ('X', 25) } },
  { 7250, 7250, 4, { CENTURY } },
  { 7251, 7251, 4, { CENTURY, FIXED ('N', 4) } },
  { 7252, 7252, 4, { FIXED ('N', 1) } },
  { 7253, 7254, 4, { UP_TO ('X', 40) } },
  { 7255, 7255, 4, { UP_TO ('X', 10) } },
  { 7256, 7256, 4, { UP_TO ('X', 90) } },
  { 7257, 7257, 4, { UP_TO ('X', 70) } },
  { 7258, 7258, 4, { FIXED ('X', 3) } },
  { 7259, 7259, 4, { UP_TO ('X', 40) } },
  { 8001, 8001, 4, { FIXED ('N', 14) } },
  { 8002, 8002, 4, { UP_TO ('X', 20) } },
  { 8003, 8003, 4, { CHECKED (14), OPTIONAL_UP_TO ('X', 16) } },
  { 8004, 8004, 4, { UP_TO ('X', 30) } },
  { 8005, 8005, 4, { FIXED ('N', 6) } },
  { 8006, 8006, 4, { CHECKED (14), FIXED ('N', 4) } },
  { 8007, 8007, 4, { UP_TO ('X', 34) } },
  { 8008, 8008, 4, { DATE, FIXED ('N', 2), OPTIONAL ('N', 2), OPTIONAL ('N', 2) } },
  { 8009, 8009, 4, { UP_TO ('X', 50) } },
  { 8010, 8010, 4, { UP_TO ('Y', 30) } },
  { 8011, 8011, 4, { UP_TO ('N', 12) } },
  { 8012, 8012, 4, { UP_TO ('X', 20) } },
  { 8013, 8014, 4, { UP_TO ('X', 25) } },
  { 8017, 8018, 4, { CHECKED (18) } },
  { 8019, 8019, 4, { UP_TO ('N', 10) } },
  { 8020, 8020, 4, { UP_TO ('X', 25) } },
  { 8026, 8026, 4, { CHECKED (14), FIXED ('N', 4) } },
  { 8030, 8030, 4, { UP_TO ('Z', 90) } },
  { 8040, 8041, 4, { FIXED ('N', 15) } },
  { 8042, 8042, 4, { FIXED ('N', 32) } },
  { 8043, 8043, 4, { FIXED ('N', 18), OPTIONAL_UP_TO ('N', 2) } },
  { 8110, 8110, 4, { UP_TO ('X', 70) } },
  { 8111, 8111, 4, { FIXED ('N', 4) } },
  { 8112, 8112, 4, { UP_TO ('X', 70) } },
  { 8200, 8200, 4, { UP_TO ('X', 70) } },
};
/* clang-format on */

/* The number of the first digits, or -1 if there are not so many. */
static gint
read_number (const gchar *text, gsize length, guint n_digits)
{
  gint number = 0;

  if (length < n_digits)
    return -1;
  for (guint i = 0; i < n_digits; i++) {
    if (!g_ascii_isdigit (text[i]))
      return -1;
    number = 10 * number + (text[i] - '0');
  }
  return number;
}

/**
 * aoi_gs1_identifier_find:
 * @text: begins with an identifier
 * @length: bytes of @text
 *
 * No identifier is the begin of another one.
 *
 * Returns: (nullable): the kind of the identifier, %NULL if @text begins with none
 */
const AoiGs1Identifier *
aoi_gs1_identifier_find (const gchar *text, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (identifiers); i++) {
    const AoiGs1Identifier *known = &identifiers[i];
    const gint number = read_number (text, length, known->n_digits);

    if (number >= known->first && number <= known->last)
      return known;
  }
  return NULL;
}

/**
 * aoi_gs1_identifier_is_predefined:
 * @text: a known identifier
 *
 * Returns: whether its value has a length which readers know by its first two digits, so that no separator
 *   follows
 */
gboolean
aoi_gs1_identifier_is_predefined (const gchar *text)
{
  const gint start = read_number (text, 2, 2);

  return start <= 4 || (start >= 11 && start <= 20) || (start >= 31 && start <= 36) || start == 41;
}
