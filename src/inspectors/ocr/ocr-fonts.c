/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The O of one font is the zero of another, but hardly in a line whose other characters are known. A table says
 * what digits and capitals look like in many fonts; tests/accuracy/learn_fonts.py says how it came about. What a
 * line looks like is likely as far as any of these fonts makes it so: by the characters' distances from what they
 * are in the font, less what all characters of the line have in common, such as blur, and by where they stand. No font
 * has to be the line's own: each also counts a little with all its distances taken as less. */
#include "inspectors/ocr/ocr-fonts.h"

#include <math.h>
#include <string.h>

#include "inspectors/ocr/ocr-fonts-table.h"

#define VALUES AOI_OCR_LOOK_VALUES

/* Digits and capitals. */
#define CHARACTERS 36

/* What the net sees, and the width in two forms. */
#define INPUTS (AOI_OCR_NET_SEEN + 2)

/* Heights of capitals: the logarithm of less is not taken. */
#define LEAST_WIDTH 0.05

/* Values of characters are no independent witnesses: what they say together counts by this share. */
#define TRUST 0.15

/* How a line differs from its font, in the table's units: for the font itself, and for one that is like it; and
 * how often the latter. */
#define UNLIKE 2.0
#define UNLIKE_SHARE 0.3

/* Nor are their places: these count by this share, and against a font by no more than this, a natural logarithm, since
 * any font may be set in another way. */
#define PLACES_TRUST 1.0
#define LEAST_PLACES (-12.0)

/* The fonts count by the second share where the line is as near to one of them as the first distance says, or nearer; by
 * the first from the second distance on. The square of a usual distance is 1. Found with NET_SHARE of ocr-print.c. */
#define NEAR 0.5
#define FAR 1.0
#define FAR_SHARE 0.44
#define NEAR_SHARE 2.0

/* Written once, then only read; they stay until the process ends. */
static struct {
  gfloat bias[VALUES], weights[INPUTS * VALUES];
  gfloat common[VALUES]; /* the square of how much all characters of a line differ together */
  gfloat spread[AOI_OCR_N_FONTS]; /* of how much each differs, and how well the font is known */
  gfloat looks[AOI_OCR_N_FONTS][CHARACTERS][VALUES];
  AoiOcrAdvance advances[AOI_OCR_N_FONTS][CHARACTERS];
  gfloat spaces[AOI_OCR_N_FONTS];
} table;

/* How a line's characters differ from what they are in a font. */
typedef struct {
  gfloat squares; /* the sum of those of distances */
  gfloat sums[VALUES];
  gfloat strayed; /* as aoi_ocr_advances_compare() has it */
} Distances;

/**
 * AoiOcrFontLine:
 * @n: characters
 * @n_known: those that the fonts have
 * @classes: of each character, -1 for one that the fonts do not have
 * @looks: of each character
 * @gaps: before each character
 * @share: of the square of each sum of distances, what all characters have in common
 * @fonts: of each font
 * @rate: the natural logarithm of how likely the line is, but for a constant
 * @nearest: mean square of the distances from the font that is nearest
 */
struct _AoiOcrFontLine {
  guint n, n_known;
  gint *classes;
  AoiOcrLook *looks;
  AoiOcrGap *gaps;
  gfloat share[VALUES];
  Distances fonts[AOI_OCR_N_FONTS];
  gdouble rate, nearest;
};

static const guchar *
read_floats (const guchar *at, gfloat *values, gsize n)
{
  for (gsize i = 0; i < n; i++, at += sizeof (guint32)) {
    guint32 bits;

    memcpy (&bits, at, sizeof bits);
    bits = GUINT32_FROM_LE (bits);
    memcpy (&values[i], &bits, sizeof bits);
  }
  return at;
}

static void
read_advances (const guchar *at, gfloat step)
{
  for (guint f = 0; f < AOI_OCR_N_FONTS; f++) {
    for (guint c = 0; c < CHARACTERS; c++) {
      table.advances[f][c].before = step * (gfloat) (gint8) *at++;
      table.advances[f][c].after = step * (gfloat) (gint8) *at++;
    }
    table.spaces[f] = step * (gfloat) (gint8) *at++;
  }
}

static void
unpack (void)
{
  gfloat steps[VALUES], step;
  gsize length;
  g_autofree guchar *data = g_base64_decode (packed_fonts, &length);
  const guchar *at = data;

  g_assert (length
      == sizeof (gfloat) * (VALUES * (INPUTS + 3) + AOI_OCR_N_FONTS + 1)
          + (gsize) AOI_OCR_N_FONTS * CHARACTERS * (VALUES + 2) + AOI_OCR_N_FONTS);
  at = read_floats (at, table.bias, VALUES);
  at = read_floats (at, table.weights, INPUTS * VALUES);
  at = read_floats (at, table.common, VALUES);
  at = read_floats (at, steps, VALUES);
  at = read_floats (at, table.spread, AOI_OCR_N_FONTS);
  at = read_floats (at, &step, 1);
  for (guint f = 0; f < AOI_OCR_N_FONTS; f++)
    for (guint c = 0; c < CHARACTERS; c++)
      for (guint k = 0; k < VALUES; k++)
        table.looks[f][c][k] = steps[k] * (gfloat) (gint8) *at++;
  read_advances (at, step);
}

/**
 * aoi_ocr_fonts_init:
 *
 * Unpacks the table, once. Any thread; before all else here.
 */
void
aoi_ocr_fonts_init (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready)) {
    unpack ();
    g_once_init_leave (&ready, 1);
  }
}

static void
add_input (guint i, gfloat input, AoiOcrLook *look)
{
  for (guint k = 0; k < VALUES; k++)
    look->values[k] += input * table.weights[i * VALUES + k];
}

/**
 * aoi_ocr_look_take:
 * @sight: what the net sees of a character
 * @width: of the character, in heights of capitals
 * @look: (out caller-allocates): what it looks like
 */
void
aoi_ocr_look_take (const AoiOcrSight *sight, gdouble width, AoiOcrLook *look)
{
  memcpy (look->values, table.bias, sizeof look->values);
  for (guint i = 0; i < AOI_OCR_NET_SEEN; i++)
    if (sight->values[i] > 0.0f)
      add_input (i, sqrtf (sight->values[i]), look);
  add_input (AOI_OCR_NET_SEEN, (gfloat) width, look);
  add_input (AOI_OCR_NET_SEEN + 1, (gfloat) log (fmax (width, LEAST_WIDTH)), look);
}

/* Small letters are not in the table. */
static gint
find_class (gunichar c)
{
  if (c >= '0' && c <= '9')
    return (gint) c - '0';
  return c >= 'A' && c <= 'Z' ? (gint) c - 'A' + 10 : -1;
}

static void
add_distance (const AoiOcrLook *look, const gfloat *values, gfloat sign, Distances *distances)
{
  gfloat squares = 0.0f;

  for (guint k = 0; k < VALUES; k++) {
    const gfloat distance = look->values[k] - values[k];

    squares += distance * distance;
    distances->sums[k] += sign * distance;
  }
  distances->squares += sign * squares;
}

/* The logarithm of how likely distances are whose squares add up to @energy, where that of the usual one is
 * @spread. */
static gdouble
rate_energy (const AoiOcrFontLine *self, gdouble energy, gdouble spread)
{
  return -0.5 * TRUST * (energy / spread + self->n_known * VALUES * log (spread));
}

/* The logarithm of the sum of what two logarithms stand for. */
static gdouble
add_logs (gdouble a, gdouble b)
{
  const gdouble less = -fabs (a - b);

  return less < -30.0 ? fmax (a, b) : fmax (a, b) + log1p (exp (less));
}

/* The logarithm of how likely it is that the font's characters stand so. */
static gdouble
rate_places (const Distances *distances)
{
  return fmax (-0.5 * PLACES_TRUST * distances->strayed, LEAST_PLACES);
}

/* Adds to @rate how likely the font makes the line. */
static void
add_font (const AoiOcrFontLine *self, guint font, const Distances *distances, gdouble *rate,
    gdouble *nearest)
{
  const gdouble spread = table.spread[font], places = rate_places (distances);
  gdouble energy = distances->squares;

  for (guint k = 0; k < VALUES; k++)
    energy -= self->share[k] * distances->sums[k] * distances->sums[k];
  *rate = add_logs (*rate, rate_energy (self, energy, spread) + places + log (1.0 - UNLIKE_SHARE));
  *rate = add_logs (
      *rate, rate_energy (self, energy, spread * UNLIKE * UNLIKE) + places + log (UNLIKE_SHARE));
  *nearest = fmin (*nearest, energy / (spread * MAX (self->n_known, 1) * VALUES));
}

/* How the line differs from the font if its characters are @classes, not those of the line. */
static Distances
change_distances (const AoiOcrFontLine *self, guint font, const gint *classes)
{
  const gfloat (*looks)[VALUES] = table.looks[font];
  Distances distances = self->fonts[font];

  for (guint k = 0; k < self->n; k++) {
    if (classes[k] == self->classes[k])
      continue;
    add_distance (&self->looks[k], looks[self->classes[k]], -1.0f, &distances);
    add_distance (&self->looks[k], looks[classes[k]], 1.0f, &distances);
  }
  distances.strayed = aoi_ocr_advances_compare (
      table.advances[font], table.spaces[font], classes, self->gaps, self->n);
  return distances;
}

/* With @other at character @i, and at all that are the same if @all. */
static gdouble
rate_with (const AoiOcrFontLine *self, guint i, gint other, gboolean all, gdouble *nearest)
{
  g_autofree gint *classes = g_memdup2 (self->classes, self->n * sizeof *classes);
  gdouble rate = -G_MAXDOUBLE;

  for (guint k = 0; k < self->n; k++)
    if (k == i || (all && self->classes[k] == self->classes[i]))
      classes[k] = other;
  for (guint font = 0; font < AOI_OCR_N_FONTS; font++) {
    const Distances distances = change_distances (self, font, classes);

    add_font (self, font, &distances, &rate, nearest);
  }
  return rate;
}

static void
set_distances (AoiOcrFontLine *self, guint font)
{
  Distances *distances = &self->fonts[font];

  for (guint i = 0; i < self->n; i++)
    if (self->classes[i] >= 0)
      add_distance (&self->looks[i], table.looks[font][self->classes[i]], 1.0f, distances);
  distances->strayed = aoi_ocr_advances_compare (
      table.advances[font], table.spaces[font], self->classes, self->gaps, self->n);
}

/**
 * aoi_ocr_font_line_new:
 * @looks: (array length=n): what the characters of a line look like
 * @gaps: (array length=n): before each
 * @text: (array length=n): which ones they are said to be, small letters as such
 * @n: how many
 *
 * Returns: (transfer full): the line beside all fonts
 */
AoiOcrFontLine *
aoi_ocr_font_line_new (
    const AoiOcrLook *looks, const AoiOcrGap *gaps, const gunichar *text, guint n)
{
  AoiOcrFontLine *self = g_new0 (AoiOcrFontLine, 1);

  self->n = n;
  self->looks = g_memdup2 (looks, n * sizeof *looks);
  self->gaps = g_memdup2 (gaps, n * sizeof *gaps);
  self->classes = g_new (gint, n);
  for (guint i = 0; i < n; i++) {
    self->classes[i] = find_class (text[i]);
    self->n_known += self->classes[i] >= 0;
  }
  for (guint k = 0; k < VALUES; k++)
    self->share[k] = table.common[k] / (1.0f + (gfloat) self->n_known * table.common[k]);
  self->rate = -G_MAXDOUBLE;
  self->nearest = G_MAXDOUBLE;
  for (guint font = 0; font < AOI_OCR_N_FONTS; font++) {
    set_distances (self, font);
    add_font (self, font, &self->fonts[font], &self->rate, &self->nearest);
  }
  return self;
}

/**
 * aoi_ocr_font_line_free:
 * @self: (transfer full): a line
 */
void
aoi_ocr_font_line_free (AoiOcrFontLine *self)
{
  g_free (self->looks);
  g_free (self->gaps);
  g_free (self->classes);
  g_free (self);
}

static gdouble
get_share (gdouble nearest)
{
  const gdouble near = CLAMP ((FAR - nearest) / (FAR - NEAR), 0.0, 1.0);

  return FAR_SHARE + near * (NEAR_SHARE - FAR_SHARE);
}

static gboolean
has_again (const AoiOcrFontLine *self, guint i)
{
  for (guint k = 0; k < self->n; k++)
    if (k != i && self->classes[k] == self->classes[i])
      return TRUE;
  return FALSE;
}

/**
 * aoi_ocr_font_line_compare:
 * @self: a line
 * @i: number of a character
 * @other: a digit or a capital
 * @by: (out): return location for by how much likelier the line is with @other in that place, or in all places of the
 *   same character, in natural logarithms; below 0 if it is less likely. Where no font is near it is less in amount
 *
 * Returns: whether the fonts have both
 */
gboolean
aoi_ocr_font_line_compare (const AoiOcrFontLine *self, guint i, gunichar other, gdouble *by)
{
  const gint c = find_class (other);
  gdouble nearest = self->nearest, rate;

  if (c < 0 || self->classes[i] < 0)
    return FALSE;
  rate = rate_with (self, i, c, FALSE, &nearest);
  if (has_again (self, i))
    rate = fmax (rate, rate_with (self, i, c, TRUE, &nearest));
  *by = get_share (nearest) * (rate - self->rate);
  return TRUE;
}
