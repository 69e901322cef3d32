/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gives the shapes of characters as the OCR inspector sees them, for learn_shapes.py. Reads `WIDTH HEIGHT N\n`,
 * so many bytes of gray of a picture of one line, and N pairs of 32 bit integers: the first column of a
 * character and the one behind its last. Writes a 32 bit integer, 0 if there is not one straight line, else N, and as many
 * shapes of 32 bit floats; that of columns without ink is all 0. With the argument `--sights`, for learn_fonts.py,
 * it writes what the net sees of each shape, the shape's facts, and how far its middle is from the line's beginning, in
 * heights of capitals, instead. */
#include <stdio.h>
#include <string.h>

#include "inspectors/ocr/ocr-net.h"

#define MAX_PIXELS ((gsize) 4096 * 1024)
#define MAX_RANGES 256

typedef struct {
  gint32 from, to;
} Range;

static void
write_sight (const AoiOcrShape *shape, gdouble middle)
{
  const gfloat place = (gfloat) middle;
  AoiOcrSight sight;

  aoi_ocr_net_see (shape, &sight);
  fwrite (&sight, sizeof sight, 1, stdout);
  fwrite (shape->facts, sizeof shape->facts, 1, stdout);
  fwrite (&place, sizeof place, 1, stdout);
}

static void
write_shape (const AoiOcrStrip *strip, const Range *range, gboolean sights)
{
  gint from = range->from - strip->line->box.x, to = range->to - strip->line->box.x;
  AoiOcrShape shape;

  if (aoi_ocr_strip_trim (strip, &from, &to))
    aoi_ocr_strip_take (strip, from, to, NULL, &shape);
  else
    memset (&shape, 0, sizeof shape);
  if (sights)
    write_sight (&shape, (from + to) / 2.0 / aoi_ocr_strip_get_height (strip));
  else
    fwrite (&shape, sizeof shape, 1, stdout);
}

static void
write_shapes (AoiOcrPage *page, const Range *ranges, guint32 n, gboolean sights)
{
  gboolean light;
  g_autoptr (GArray) lines = aoi_ocr_find_lines (page, &light);
  g_autoptr (AoiOcrPicture) picture = NULL;

  if (lines->len == 1 && page->angle == 0.0) {
    aoi_ocr_find_ground (page, lines);
    picture = aoi_ocr_line_new (page, &g_array_index (lines, AoiOcrLine, 0));
  }
  if (picture == NULL)
    n = 0;
  fwrite (&n, sizeof n, 1, stdout);
  if (n > 0) {
    g_auto (AoiOcrStrip) strip = { 0 };

    aoi_ocr_strip_init (&strip, page, picture, &g_array_index (lines, AoiOcrLine, 0));
    for (guint32 i = 0; i < n; i++)
      write_shape (&strip, &ranges[i], sights);
  }
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  static Range ranges[MAX_RANGES];
  const gboolean sights = argc > 1 && strcmp (argv[1], "--sights") == 0;
  AoiOcrPage page;
  guint width, height, n;

  if (!aoi_ocr_page_init (&page, MAX_PIXELS))
    return 1;
  aoi_ocr_net_init ();
  while (scanf ("%u %u %u%*c", &width, &height, &n) == 3) {
    if (width < 1 || height < 1 || (gsize) width * height > MAX_PIXELS || n > MAX_RANGES
        || fread (page.gray, (gsize) width * height, 1, stdin) != 1
        || fread (ranges, sizeof *ranges, n, stdin) != n)
      return 1;
    aoi_ocr_page_reduce (&page, (gint) width, (gint) height);
    write_shapes (&page, ranges, n, sights);
  }
  aoi_ocr_page_clear (&page);
  return 0;
}
