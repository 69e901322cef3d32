/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>
#include <string.h>

#include "inspectors/ocr/ocr-mend.h"

/* All shares are of the height of capitals. Between characters of a word the gap is less than a
 * quarter, but more beside narrow ones such as 1; a space is a third and more. Where none is expected, it takes more to
 * be one: characters of one width stand apart by as much. */
#define LEAST_SPACE 0.2
#define LEAST_PITCHED_SPACE 0.45
#define SURE_SPACE 0.32
#define SURE_UNWANTED_SPACE 0.4
#define SURE_WIDER_SPACE 0.3
#define SURE_SPACE_BESIDE_NARROW 0.5
#define NARROW "1iIlLrtf|!.,:;-'/jJ"

/* Where all characters take the same width, between these, most distances between their centres are
 * whole multiples of it. */
#define MIN_PITCH 0.65
#define MAX_PITCH 1.15
#define PITCH_TOLERANCE 0.12
#define PITCH_SHARE 0.85
#define MIN_PITCHED 4

/* Small letters without ascenders are about 0.73 as high as capitals. */
#define LEAST_CAPITAL 0.09
#define LEAST_SMALL 0.17
#define DESCENDER 0.12

/* Below these, in pixels, these shares and gaps cannot be measured. */
#define MIN_MEASURED 11
#define MIN_SPACED 7

/* The capital O is wider than digits, which are all as wide as the zero. */
#define MAX_ZERO 1.1
#define MIN_LETTER_O 1.22

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
  const gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

static gdouble
median (GArray *numbers)
{
  g_array_sort (numbers, compare_doubles);
  return numbers->len > 0 ? g_array_index (numbers, gdouble, (numbers->len - 1) / 2) : 0.0;
}

static const AoiOcrGlyph *
get_glyph (const GArray *glyphs, guint i)
{
  return &g_array_index (glyphs, AoiOcrGlyph, i);
}

/* Between glyph @i and the one before. */
static gdouble
get_gap (const GArray *glyphs, guint i)
{
  const AoiRect *before = &get_glyph (glyphs, i - 1)->box;

  return get_glyph (glyphs, i)->box.x - before->x - before->width;
}

static gdouble
get_distance (const GArray *glyphs, guint i)
{
  const AoiRect *before = &get_glyph (glyphs, i - 1)->box, *box = &get_glyph (glyphs, i)->box;

  return box->x + box->width / 2.0 - before->x - before->width / 2.0;
}

static gdouble
find_usual (const GArray *glyphs, gdouble (*measure) (const GArray *glyphs, guint i))
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 1; i < glyphs->len; i++) {
    const gdouble number = measure (glyphs, i);

    g_array_append_val (numbers, number);
  }
  return median (numbers);
}

/* 0 where the characters have widths of their own. */
static gdouble
find_pitch (const GArray *glyphs, gint height)
{
  const gdouble pitch = find_usual (glyphs, get_distance);
  guint n = 0;

  if (glyphs->len < MIN_PITCHED || pitch < MIN_PITCH * height || pitch > MAX_PITCH * height)
    return 0.0;
  for (guint i = 1; i < glyphs->len; i++) {
    const gdouble steps = get_distance (glyphs, i) / pitch;

    n += fabs (steps - round (steps)) <= PITCH_TOLERANCE;
  }
  return n >= PITCH_SHARE * (glyphs->len - 1) ? pitch : 0.0;
}

static gboolean
is_one_of (gunichar c, const gchar *characters)
{
  return c < 128 && c != 0 && strchr (characters, (gint) c) != NULL;
}

static gboolean
is_beside_narrow (const GArray *glyphs, guint i)
{
  return is_one_of (get_glyph (glyphs, i - 1)->c, NARROW)
      || is_one_of (get_glyph (glyphs, i)->c, NARROW);
}

static gboolean
is_space (const GArray *glyphs, guint i, gint height, gdouble sure)
{
  const gdouble gap = get_gap (glyphs, i) / height;

  if (gap < LEAST_SPACE)
    return FALSE;
  return gap > (is_beside_narrow (glyphs, i) ? SURE_SPACE_BESIDE_NARROW : sure)
      || get_glyph (glyphs, i)->after_space;
}

/* Narrow characters are far from each other where all take the same width. */
static gboolean
is_pitched_space (const GArray *glyphs, guint i, gdouble pitch, gint height)
{
  return get_gap (glyphs, i) >= LEAST_PITCHED_SPACE * height
      && (get_glyph (glyphs, i)->after_space || get_distance (glyphs, i) > 1.5 * pitch);
}

static void
set_spaces (GArray *glyphs, gint height, gdouble sure)
{
  const gdouble pitch = find_pitch (glyphs, height);

  for (guint i = 1; i < glyphs->len && height >= MIN_SPACED; i++) {
    AoiOcrGlyph *glyph = &g_array_index (glyphs, AoiOcrGlyph, i);

    glyph->after_space = pitch > 0.0 ? is_pitched_space (glyphs, i, pitch, height)
                                     : is_space (glyphs, i, height, sure);
  }
}

/**
 * aoi_ocr_glyphs_set_spaces:
 * @glyphs: (element-type AoiOcrGlyph): a line or a word, with the spaces that were read
 * @height: of capitals
 *
 * Decides by the gaps where words begin.
 */
void
aoi_ocr_glyphs_set_spaces (GArray *glyphs, gint height)
{
  set_spaces (glyphs, height, SURE_SPACE);
}

/**
 * aoi_ocr_glyphs_set_wanted_spaces:
 * @glyphs: (element-type AoiOcrGlyph): a line, with the spaces that are expected
 * @height: of capitals
 *
 * Decides by the gaps where words begin: where a gap may be either, it is what is expected.
 */
void
aoi_ocr_glyphs_set_wanted_spaces (GArray *glyphs, gint height)
{
  const gdouble usual = find_usual (glyphs, get_gap) / height;

  set_spaces (glyphs, height, fmax (SURE_UNWANTED_SPACE, usual + SURE_WIDER_SPACE));
}

/* Medians over the characters whose top and foot are those of capitals. FALSE without any. */
static gboolean
find_capitals (const GArray *glyphs, gdouble *top, gdouble *foot)
{
  g_autoptr (GArray) tops = g_array_new (FALSE, FALSE, sizeof (gdouble));
  g_autoptr (GArray) feet = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; i < glyphs->len; i++) {
    const AoiOcrGlyph *glyph = get_glyph (glyphs, i);

    if (is_one_of (glyph->c, "0123456789ABDEFGHLRTbdhl")) {
      const gdouble y = glyph->box.y, bottom = glyph->box.y + glyph->box.height;

      g_array_append_val (tops, y);
      g_array_append_val (feet, bottom);
    }
  }
  *top = median (tops);
  *foot = median (feet);
  return tops->len > 0 && *foot - *top >= MIN_MEASURED;
}

static gunichar
measure_case (const AoiOcrGlyph *glyph, gdouble top, gdouble foot)
{
  const gdouble height = foot - top, above = (glyph->box.y - top) / height;
  const gdouble below = (glyph->box.y + glyph->box.height - foot) / height;
  const gboolean stands = fabs (below) < DESCENDER;

  if (is_one_of (glyph->c, "COSUVWXZMN") && above > LEAST_SMALL && stands)
    return g_unichar_tolower (glyph->c);
  if (is_one_of (glyph->c, "cosuvwxzpqjy") && above < LEAST_CAPITAL && stands)
    return g_unichar_toupper (glyph->c);
  return glyph->c;
}

static gdouble
find_digit_width (const GArray *glyphs)
{
  g_autoptr (GArray) widths = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; i < glyphs->len; i++) {
    const gdouble width = get_glyph (glyphs, i)->box.width;

    if (is_one_of (get_glyph (glyphs, i)->c, "2356789"))
      g_array_append_val (widths, width);
  }
  return median (widths);
}

/* The zero of fonts for listings has a dot or a stroke in it. */
static gboolean
has_dot (const AoiOcrGlyph *glyph, const AoiOcrPage *page)
{
  const gint x = glyph->box.x + glyph->box.width / 2, y = glyph->box.y + glyph->box.height / 2;

  return page->ink[(gsize) y * page->width + x] == AOI_OCR_INK;
}

static gunichar
measure_zero (const AoiOcrGlyph *glyph, const AoiOcrPage *page, gdouble digit, gboolean pitched)
{
  if (glyph->c == 'O' && has_dot (glyph, page))
    return '0';
  if (glyph->c == 'O' && !pitched && digit > 0.0 && glyph->box.width <= MAX_ZERO * digit)
    return '0';
  if (glyph->c == '0' && !pitched && digit > 0.0 && glyph->box.width >= MIN_LETTER_O * digit)
    return 'O';
  return glyph->c;
}

/**
 * aoi_ocr_glyphs_set_shapes:
 * @glyphs: (element-type AoiOcrGlyph): a line or a word
 * @page: the page
 *
 * Decides by their sizes between small letters and capitals of one shape, and between O and 0.
 */
void
aoi_ocr_glyphs_set_shapes (GArray *glyphs, const AoiOcrPage *page)
{
  gdouble top, foot, digit;
  gboolean pitched;

  if (!find_capitals (glyphs, &top, &foot))
    return;
  digit = find_digit_width (glyphs);
  pitched = find_pitch (glyphs, (gint) (foot - top)) > 0.0;
  for (guint i = 0; i < glyphs->len; i++) {
    AoiOcrGlyph *glyph = &g_array_index (glyphs, AoiOcrGlyph, i);

    glyph->c = measure_case (glyph, top, foot);
    glyph->c = measure_zero (glyph, page, digit, pitched);
  }
}
