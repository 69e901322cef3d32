/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "inspectors/barcode/barcode-search.h"

/* A line through the middle of Aztec's concentric squares crosses them in runs of one length: dark in
 * the middle, and three to each side that lie wholly in the squares of the smallest kind. */
#define N_RUNS 7

/* By which share of their mean, and of a pixel more, the runs may differ from it. */
#define TOLERANCE 0.5

/* What differs so little from the mean is at most so many times as long as another run, and a pixel
 * more. */
#define MAX_SHARE 3

/* Shortest and longest run, in pixels. */
#define MIN_RUN 1.5
#define MAX_RUN 40

/* Bounds the time in a picture full of rings. */
#define MAX_EYES 12

/* Where squares were found, and how wide their rings are. */
typedef struct {
  gdouble x, y, run;
} Eye;

typedef struct {
  const AoiBarcodeSearch *search;
  const guint8 *binary;
  Eye eyes[MAX_EYES];
  guint n_eyes;
} Pass;

/* A picture's part in which a code was searched for. */
typedef struct {
  const AoiBarcodeSearch *search;
  const AoiRect *place;
} Part;

static gboolean
are_alike (const gint runs[N_RUNS], gdouble *mean)
{
  gint sum = 0;

  for (guint i = 0; i < N_RUNS; i++)
    sum += runs[i];
  *mean = (gdouble) sum / N_RUNS;
  if (*mean < MIN_RUN || *mean > MAX_RUN)
    return FALSE;
  for (guint i = 0; i < N_RUNS; i++)
    if (fabs (runs[i] - *mean) > TOLERANCE * *mean + 1.0)
      return FALSE;
  return TRUE;
}

/* From a dark pixel to both sides, `step` bytes from one to the next; the middle run is the one that has
 * the pixel. Returns the runs' middle, counted from the pixel; NaN if they are not alike. */
static gdouble
cross (const guint8 *pixel, gint before, gint after, gssize step, gdouble *mean)
{
  gint runs[N_RUNS] = { 0 }, back = 0, forth = 1, longest = MAX_RUN;

  for (guint run = 0; run <= N_RUNS / 2; run++) {
    const guint8 level = run % 2 == 0 ? 0 : 255;
    const gint from_back = back, from_forth = forth;

    while (back <= before && pixel[-back * step] == level && back - from_back <= longest)
      back++;
    while (forth <= after && pixel[forth * step] == level && forth - from_forth <= longest)
      forth++;
    if (run == 0) {
      runs[N_RUNS / 2] = back + forth - 1;
      longest = MAX_SHARE * (runs[N_RUNS / 2] + 1) + 1;
    } else {
      runs[N_RUNS / 2 - run] = back - from_back;
      runs[N_RUNS / 2 + run] = forth - from_forth;
    }
    if (run < N_RUNS / 2 && (back > before || forth > after))
      return NAN;
  }
  if (!are_alike (runs, mean))
    return NAN;
  return (forth - back) / 2.0;
}

static void
add_eye (Pass *pass, gdouble x, gdouble y, gdouble run)
{
  for (guint i = 0; i < pass->n_eyes; i++)
    if (hypot (pass->eyes[i].x - x, pass->eyes[i].y - y) < 2.0 * pass->eyes[i].run)
      return;
  if (pass->n_eyes < MAX_EYES)
    pass->eyes[pass->n_eyes++] = (Eye){ x, y, run };
}

/* The pixel is in the middle of a dark run. */
static void
try_pixel (Pass *pass, gint x, gint y)
{
  const AoiBarcodeSearch *search = pass->search;
  const guint8 *pixel = pass->binary + (gsize) y * search->width + x;
  gdouble along, down, wide, high;

  along = cross (pixel, x, search->width - 1 - x, 1, &wide);
  if (isnan (along))
    return;
  down = cross (pixel, y, search->height - 1 - y, search->width, &high);
  if (isnan (down) || MAX (wide, high) > 1.5 * MIN (wide, high) + 1.0)
    return;
  add_eye (pass, x + 0.5 + along, y + 0.5 + down, (wide + high) / 2.0);
}

static void
find_eyes (Pass *pass)
{
  const AoiBarcodeSearch *search = pass->search;

  for (gint y = 0; y < search->height; y++) {
    const guint8 *row = pass->binary + (gsize) y * search->width;
    gint start = 0;

    for (gint x = 1; x <= search->width; x++) {
      if (x < search->width && row[x] == row[start])
        continue;
      if (row[start] == 0 && x - start <= MAX_RUN)
        try_pixel (pass, (start + x - 1) / 2, y);
      start = x;
    }
  }
}

static void
add_code (const AoiBarcodeReading *reading, gpointer user_data)
{
  const Part *part = user_data;
  AoiBarcodeReading code = *reading;

  for (guint i = 0; i < 8; i += 2) {
    code.corners[i] += part->place->x;
    code.corners[i + 1] += part->place->y;
  }
  aoi_barcode_search_add (part->search, &code, 0.0);
}

/* ZXing starts from the picture's middle: the largest part that has the squares there. */
static gboolean
read_at (const AoiBarcodeSearch *search, const Eye *eye, GError **error)
{
  const gint x = (gint) eye->x, y = (gint) eye->y;
  const gint wide = MIN (x, search->width - 1 - x), high = MIN (y, search->height - 1 - y);
  const AoiRect place = { x - wide, y - high, 2 * wide + 1, 2 * high + 1 };
  Part part = { search, &place };

  return aoi_barcode_search_at (search, &place, AOI_BARCODE_AZTEC, add_code, &part, error);
}

/**
 * aoi_barcode_search_aztec:
 * @search: a picture
 * @binary: the same in black (0) and white (255)
 * @error: return location for an error
 *
 * Searches for Aztec codes off the middle: there where the concentric squares are that each has in its
 * middle.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_search_aztec (const AoiBarcodeSearch *search, const guint8 *binary, GError **error)
{
  Pass pass = { .search = search, .binary = binary };

  if (!(search->kinds & AOI_BARCODE_AZTEC))
    return TRUE;
  find_eyes (&pass);
  for (guint i = 0; i < pass.n_eyes; i++)
    if (!read_at (search, &pass.eyes[i], error))
      return FALSE;
  return TRUE;
}
