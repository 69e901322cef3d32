/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "inspectors/barcode/barcode-search.h"

/* No linear code is shorter, in pixels. */
#define MIN_LENGTH 24

/* ZXing believes what two lines of pixels say. */
#define MIN_LINES 2

/* Bounds the time in a picture that shows no codes but what reads like some. */
#define MAX_LINES 64

/* The lines that were read of a code, in a part of the picture. */
typedef struct {
  AoiBarcodeReading reading; /* its text is `text` */
  gchar *text; /* bytes, owned; NULL: none was read */
  gint corners[8]; /* whole pixels */
  gboolean is_certain;
} Line;

/* The pixels of a code: along the line that was read, and across it. */
typedef struct {
  const guint8 *first;
  gssize along, across; /* bytes to the next */
  gint length;
} Bars;

static void
take_line (const AoiBarcodeReading *reading, gpointer user_data)
{
  Line *line = user_data;

  line->reading = *reading;
  line->text = g_memdup2 (reading->text, reading->length + 1);
  line->reading.text = line->text;
  for (guint i = 0; i < 8; i++)
    line->corners[i] = (gint) floor (reading->corners[i]);
}

static AoiRect
get_bounds (const gint corners[8])
{
  gint left = corners[0], right = left, top = corners[1], bottom = top;

  for (guint i = 2; i < 8; i += 2) {
    left = MIN (left, corners[i]);
    right = MAX (right, corners[i]);
    top = MIN (top, corners[i + 1]);
    bottom = MAX (bottom, corners[i + 1]);
  }
  return (AoiRect){ left, top, right - left + 1, bottom - top + 1 };
}

/* Whether a line of pixels shows the same bars, however strongly: their correlation is 0.7 or
 * more. */
static gboolean
is_same_line (const Bars *bars, gint across)
{
  gint64 sum_a = 0, sum_b = 0, sum_aa = 0, sum_bb = 0, sum_ab = 0;
  gdouble covariance, variances;

  for (gint i = 0; i < bars->length; i++) {
    const guint8 *pixel = bars->first + i * bars->along;
    const gint a = pixel[0], b = pixel[across * bars->across];

    sum_a += a;
    sum_b += b;
    sum_aa += a * a;
    sum_bb += b * b;
    sum_ab += a * b;
  }
  covariance = (gdouble) (bars->length * sum_ab - sum_a * sum_b);
  variances = (gdouble) (bars->length * sum_aa - sum_a * sum_a)
      * (gdouble) (bars->length * sum_bb - sum_b * sum_b);
  return covariance > 0.0 && covariance * covariance >= 0.5 * variances;
}

static gint
count_same_lines (const Bars *bars, gint direction, gint limit)
{
  gint n = 0;

  while (n < limit && is_same_line (bars, direction * (n + 1)))
    n++;
  return n;
}

/* ZXing stops at the second line that says the same: grows them to the height of the bars. */
static void
grow (const AoiBarcodeSearch *search, const AoiRect *place, AoiRect *lines)
{
  const gboolean standing = lines->height > lines->width;
  Bars bars = {
    .first = search->pixels + (gsize) lines->y * search->width + lines->x,
    .along = standing ? search->width : 1,
    .across = standing ? 1 : search->width,
    .length = standing ? lines->height : lines->width,
  };
  gint before, after;

  if (standing) {
    before = count_same_lines (&bars, -1, lines->x - place->x);
    after = count_same_lines (&bars, 1, place->x + place->width - 1 - lines->x);
    lines->x -= before;
    lines->width = MAX (lines->width + before, before + after + 1);
    return;
  }
  before = count_same_lines (&bars, -1, lines->y - place->y);
  after = count_same_lines (&bars, 1, place->y + place->height - 1 - lines->y);
  lines->y -= before;
  lines->height = MAX (lines->height + before, before + after + 1);
}

/* From the corner that is top left in print, as ZXing's corners go. */
static void
add_code (const AoiBarcodeSearch *search, const Line *line, const AoiRect *bars)
{
  const gint *c = line->corners;
  const gdouble left = bars->x, right = bars->x + bars->width;
  const gdouble top = bars->y, bottom = bars->y + bars->height;
  const gdouble around[8] = { left, top, right, top, right, bottom, left, bottom };
  AoiBarcodeReading reading = line->reading;
  guint first;

  if (ABS (c[2] - c[0]) >= ABS (c[3] - c[1]))
    first = c[2] >= c[0] ? 0 : 2;
  else
    first = c[3] >= c[1] ? 1 : 3;
  for (guint i = 0; i < 8; i++)
    reading.corners[i] = around[(2 * first + i) % 8];
  aoi_barcode_search_add (search, &reading, MAX (bars->width, bars->height) / 2.0);
}

typedef struct {
  const AoiBarcodeSearch *search;
  guint n_lines; /* that were read, also of one code */
} Pass;

static gboolean search_part (Pass *pass, const AoiRect *place, GError **error);

/* All above, below, left and right of a code: another code beside it lies whole in one of these. */
static gboolean
search_around (Pass *pass, const AoiRect *place, const AoiRect *bars, GError **error)
{
  const gint right = bars->x + bars->width, bottom = bars->y + bars->height;
  const AoiRect parts[] = {
    { place->x, place->y, place->width, bars->y - place->y },
    { place->x, bottom, place->width, place->y + place->height - bottom },
    { place->x, place->y, bars->x - place->x, place->height },
    { right, place->y, place->x + place->width - right, place->height },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!search_part (pass, &parts[i], error))
      return FALSE;
  return TRUE;
}

static void
compare_text (const AoiBarcodeReading *reading, gpointer user_data)
{
  Line *line = user_data;

  if (g_strcmp0 (reading->text, line->text) == 0)
    line->is_certain = TRUE;
}

/* Two lines may misread an EAN alike: twice as many must say the same, also where more of them show only the half of
 * it that reads as a UPC-E. */
static gboolean
make_certain (const AoiBarcodeSearch *search, const AoiRect *place, Line *line, GError **error)
{
  const guint half = line->reading.kind != AOI_BARCODE_UPC_E ? AOI_BARCODE_UPC_E : 0;
  AoiBarcodeSearch closer = *search;

  line->is_certain = (line->reading.kind & AOI_BARCODE_EAN_UPC) == 0;
  if (line->is_certain || (line->reading.kind & search->kinds) == 0)
    return TRUE;
  closer.lines *= 2;
  return aoi_barcode_search_at (
      &closer, place, AOI_BARCODE_EAN_UPC & ~half, compare_text, line, error);
}

/* Reads one line of `kinds`; sets its bars. Without a text there is none. */
static gboolean
read_line (const AoiBarcodeSearch *search, const AoiRect *place, guint kinds, Line *line,
    AoiRect *bars, GError **error)
{
  g_clear_pointer (&line->text, g_free);
  if (!aoi_barcode_search_at (search, place, kinds, take_line, line, error))
    return FALSE;
  if (line->text == NULL)
    return TRUE;
  *bars = get_bounds (line->corners);
  bars->x += place->x;
  bars->y += place->y;
  if (aoi_rect_intersect (bars, place, bars))
    grow (search, place, bars);
  return TRUE;
}

/* The place may be what an EAN-13 has left of the picture: the bars are followed through all of it. */
static gboolean
is_half_an_ean (const AoiBarcodeSearch *search, const Line *line, const AoiRect *bars)
{
  const AoiRect whole = { 0, 0, search->width, search->height };
  AoiRect tall = *bars;

  if (line->text == NULL || line->reading.kind != AOI_BARCODE_UPC_E || aoi_rect_is_empty (bars))
    return FALSE;
  grow (search, &whole, &tall);
  return !aoi_barcode_search_is_quiet (search, line->corners, &tall);
}

/* Half an EAN-13 does not hide the EAN-13. */
static gboolean
read_code (
    const AoiBarcodeSearch *search, const AoiRect *place, Line *line, AoiRect *bars, GError **error)
{
  if (!read_line (search, place, AOI_BARCODE_LINEAR, line, bars, error))
    return FALSE;
  if (!is_half_an_ean (search, line, bars))
    return TRUE;
  return read_line (search, place, AOI_BARCODE_LINEAR & ~AOI_BARCODE_UPC_E, line, bars, error);
}

static gboolean
search_part (Pass *pass, const AoiRect *place, GError **error)
{
  g_autofree gchar *text = NULL;
  Line line = { .text = NULL };
  AoiRect bars;
  gboolean good;

  if (MIN (place->width, place->height) < MIN_LINES
      || MAX (place->width, place->height) < MIN_LENGTH || pass->n_lines >= MAX_LINES)
    return TRUE;
  good = read_code (pass->search, place, &line, &bars, error);
  text = line.text;
  if (!good || text == NULL)
    return good;
  if (!make_certain (pass->search, place, &line, error))
    return FALSE;
  pass->n_lines++;
  if (aoi_rect_is_empty (&bars))
    return TRUE;
  if (line.is_certain)
    add_code (pass->search, &line, &bars);
  return search_around (pass, place, &bars, error);
}

/**
 * aoi_barcode_search_linear:
 * @search: a picture
 * @error: return location for an error
 *
 * Searches for linear codes, one by one: next to a code that was read the search goes on.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_search_linear (const AoiBarcodeSearch *search, GError **error)
{
  const AoiRect whole = { 0, 0, search->width, search->height };
  Pass pass = { search, 0 };

  return search_part (&pass, &whole, error);
}
