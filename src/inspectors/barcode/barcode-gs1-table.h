/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AOI_GS1_MAX_COMPONENTS 5

/**
 * AoiGs1Check:
 * @AOI_GS1_CHECK_NONE: length and characters alone
 * @AOI_GS1_CHECK_DIGIT: the last digit is the check digit
 * @AOI_GS1_CHECK_DATE: YYMMDD
 * @AOI_GS1_CHECK_MONTH: YYMMDD, where 00 for the day is the month's end
 * @AOI_GS1_CHECK_CENTURY: YYYYMMDD
 *
 * What digits must be besides.
 */
typedef enum {
  AOI_GS1_CHECK_NONE,
  AOI_GS1_CHECK_DIGIT,
  AOI_GS1_CHECK_DATE,
  AOI_GS1_CHECK_MONTH,
  AOI_GS1_CHECK_CENTURY,
} AoiGs1Check;

/**
 * AoiGs1Component:
 * @characters: `N`: digits, `X`, `Y`, `Z`: the specification's sets of 82, 39 and 64 characters; 0: there is
 *   no such component
 * @length: how many at most, and at least if @fixed
 * @fixed: that it is exactly so long
 * @optional: it may be missing, with all that follow
 * @check: what else it must be
 *
 * A part of a value.
 */
typedef struct {
  gchar characters;
  guint8 length;
  guint8 fixed;
  guint8 optional;
  guint8 check;
} AoiGs1Component;

/**
 * AoiGs1Identifier:
 * @first: the lowest number
 * @last: the highest number with the same value
 * @n_digits: of the identifier, zeroes in front included
 * @components: of its value, in their order
 *
 * A kind of application identifiers.
 */
typedef struct {
  guint16 first, last;
  guint8 n_digits;
  AoiGs1Component components[AOI_GS1_MAX_COMPONENTS];
} AoiGs1Identifier;

const AoiGs1Identifier *aoi_gs1_identifier_find (const gchar *text, gsize length);
gboolean aoi_gs1_identifier_is_predefined (const gchar *text);

G_END_DECLS
