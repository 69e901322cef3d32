/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "inspectors/ocr/ocr-marks.h"

/* A character is at least as high as this, in pixels. */
#define MIN_HEIGHT 5

/* Neighbours in a line: how far their heights may differ, how much of the lower one's height is beside
 * the higher one, and how far they may be from each other in heights of the higher. */
#define MAX_RATIO 2.3
#define MIN_BESIDE 0.5
#define MAX_GAP 2.5

/* Parts of one row may be farther apart than neighbours, but not of very different height. */
#define MAX_ROW_RATIO 1.8

/* A mark alone is a character if it is as high as this share of the highest line. */
#define MIN_LONE_SHARE 0.5

/* Share of their height by which characters differ at most that stand on the line in one way. */
#define SAME_HEIGHT 0.12

/* Points, dashes and accents are as far as this from the line's characters, in heights of these. */
#define MAX_ASIDE 0.8
#define MAX_ABOVE 0.35

static gint
overlap (gint a, gint a_size, gint b, gint b_size)
{
  return MIN (a + a_size, b + b_size) - MAX (a, b);
}

static gboolean
is_character (const AoiOcrMark *mark, gboolean with_edges)
{
  return mark->box.height >= MIN_HEIGHT && (with_edges || !mark->at_edge)
      && mark->box.width <= 12 * mark->box.height;
}

static gboolean
are_neighbours (const AoiRect *a, const AoiRect *b)
{
  const gint low = MIN (a->height, b->height), high = MAX (a->height, b->height);

  return high <= MAX_RATIO * low && overlap (a->y, a->height, b->y, b->height) >= MIN_BESIDE * low
      && -overlap (a->x, a->width, b->x, b->width) <= MAX_GAP * high;
}

static void
rename_line (GArray *marks, gint from, gint to)
{
  for (guint i = 0; i < marks->len; i++) {
    AoiOcrMark *mark = &g_array_index (marks, AoiOcrMark, i);

    if (mark->line == from)
      mark->line = to;
  }
}

/* Numbers each character by the first of those with which it hangs together. */
static void
link_neighbours (GArray *marks, gboolean with_edges)
{
  for (guint i = 0; i < marks->len; i++) {
    AoiOcrMark *mark = &g_array_index (marks, AoiOcrMark, i);

    mark->line = is_character (mark, with_edges) ? (gint) i : -1;
    for (guint k = 0; k < i && mark->line >= 0; k++) {
      const AoiOcrMark *other = &g_array_index (marks, AoiOcrMark, k);

      if (other->line >= 0 && other->line != mark->line && are_neighbours (&mark->box, &other->box))
        rename_line (marks, MAX (mark->line, other->line), MIN (mark->line, other->line));
    }
  }
}

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  const gint x = *(const gint *) a, y = *(const gint *) b;

  return (x > y) - (x < y);
}

/* The height that three of four marks do not exceed: capitals and digits rather than small letters. */
static gint
find_height (GArray *marks, gint line)
{
  g_autoptr (GArray) heights = g_array_new (FALSE, FALSE, sizeof (gint));

  for (guint i = 0; i < marks->len; i++) {
    const AoiOcrMark *mark = &g_array_index (marks, AoiOcrMark, i);

    if (mark->line == line)
      g_array_append_val (heights, mark->box.height);
  }
  g_array_sort (heights, compare_numbers);
  return g_array_index (heights, gint, heights->len * 3 / 4);
}

static void
add_to_line (AoiOcrLine *line, const AoiOcrMark *mark)
{
  if (line->n_marks == 0)
    line->box = mark->box;
  else
    line->box = aoi_rect_unite (&line->box, &mark->box);
  line->n_marks++;
  line->mass += mark->mass;
}

static void
clear_line (gpointer data)
{
  AoiOcrLine *line = data;

  g_clear_pointer (&line->pieces, g_array_unref);
}

/* Numbers lines from 0 instead of by their first marks. */
static GArray *
collect_lines (GArray *marks)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (AoiOcrLine));

  g_array_set_clear_func (lines, clear_line);
  for (guint i = 0; i < marks->len; i++) {
    if (g_array_index (marks, AoiOcrMark, i).line != (gint) i)
      continue;
    g_array_set_size (lines, lines->len + 1);
    rename_line (marks, (gint) i, -2 - (gint) (lines->len - 1));
  }
  for (guint i = 0; i < marks->len; i++) {
    AoiOcrMark *mark = &g_array_index (marks, AoiOcrMark, i);

    if (mark->line < -1) {
      mark->line = -2 - mark->line;
      add_to_line (&g_array_index (lines, AoiOcrLine, mark->line), mark);
    }
  }
  for (guint i = 0; i < lines->len; i++)
    g_array_index (lines, AoiOcrLine, i).height = find_height (marks, (gint) i);
  return lines;
}

static gboolean
are_one_row (const AoiOcrLine *a, const AoiOcrLine *b)
{
  const gint low = MIN (a->box.height, b->box.height);

  return a->n_marks > 0 && b->n_marks > 0
      && MAX (a->height, b->height) <= MAX_ROW_RATIO * MIN (a->height, b->height)
      && overlap (a->box.y, a->box.height, b->box.y, b->box.height) >= 0.6 * low;
}

static void
drop_line (GArray *marks, GArray *lines, guint i)
{
  rename_line (marks, (gint) i, -1);
  g_array_index (lines, AoiOcrLine, i) = (AoiOcrLine){ 0 };
}

static void
join_rows (GArray *marks, GArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    for (guint k = 0; k < i; k++) {
      AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, i);
      AoiOcrLine *other = &g_array_index (lines, AoiOcrLine, k);

      if (!are_one_row (line, other))
        continue;
      line->box = aoi_rect_unite (&line->box, &other->box);
      line->n_marks += other->n_marks;
      line->mass += other->mass;
      rename_line (marks, (gint) k, (gint) i);
      line->height = find_height (marks, (gint) i);
      *other = (AoiOcrLine){ 0 };
    }
  }
}

/* Points and dashes in a row are a part of the line in which they stand. */
static void
drop_inner_lines (GArray *marks, GArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    for (guint k = 0; k < lines->len; k++) {
      const AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, i);
      const AoiOcrLine *other = &g_array_index (lines, AoiOcrLine, k);

      if (line->n_marks > 0 && other->n_marks > 0 && 2 * line->height <= other->height
          && overlap (line->box.y, line->box.height, other->box.y, other->box.height)
              >= 0.6 * line->box.height)
        drop_line (marks, lines, i);
    }
  }
}

/* A lone mark may be a character, a part or a speck. */
static void
drop_specks (GArray *marks, GArray *lines)
{
  gint highest = 0;

  for (guint i = 0; i < lines->len; i++)
    if (g_array_index (lines, AoiOcrLine, i).n_marks > 1)
      highest = MAX (highest, g_array_index (lines, AoiOcrLine, i).height);
  for (guint i = 0; i < lines->len; i++) {
    const AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, i);

    if (line->n_marks == 1
        && (line->height < MIN_LONE_SHARE * highest || line->box.width * 8 < line->box.height))
      drop_line (marks, lines, i);
  }
}

/* What reaches the edge of the page is an edge itself, unless it is as high as the line. */
static gboolean
is_clipped_character (const AoiOcrMark *mark, const AoiOcrLine *line)
{
  const AoiRect *a = &mark->box, *b = &line->box;
  const gint slack = line->height / 4;

  return a->height >= 0.6 * line->height && a->width <= 1.5 * line->height && a->y >= b->y - slack
      && a->y + a->height <= b->y + b->height + slack;
}

static gboolean
belongs_to (const AoiOcrMark *mark, const AoiOcrLine *line)
{
  const AoiRect *a = &mark->box, *b = &line->box;
  const gint middle = a->y + a->height / 2;
  const gint least = MAX (1, line->height / 12);

  return line->n_marks > 0 && MAX (a->width, a->height) >= least && a->height <= 1.3 * line->height
      && -overlap (a->x, a->width, b->x, b->width) <= MAX_ASIDE * line->height
      && middle >= b->y - MAX_ABOVE * line->height
      && middle <= b->y + b->height + MAX_ABOVE * line->height
      && (!mark->at_edge || is_clipped_character (mark, line));
}

static void
add_points (GArray *marks, GArray *lines)
{
  for (guint i = 0; i < marks->len; i++) {
    AoiOcrMark *mark = &g_array_index (marks, AoiOcrMark, i);

    for (guint k = 0; k < lines->len && mark->line < 0; k++) {
      AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, k);

      if (belongs_to (mark, line)) {
        mark->line = (gint) k;
        line->box = aoi_rect_unite (&line->box, &mark->box);
      }
    }
  }
}

static gint
compare_lefts (gconstpointer a, gconstpointer b)
{
  const AoiRect *x = a, *y = b;

  return x->x != y->x ? (x->x > y->x) - (x->x < y->x) : (x->y > y->y) - (x->y < y->y);
}

/* The point of an i, both of a colon: parts of one character are above each other. */
static void
collect_pieces (GArray *marks, gint number, AoiOcrLine *line)
{
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (AoiRect));

  for (guint i = 0; i < marks->len; i++)
    if (g_array_index (marks, AoiOcrMark, i).line == number)
      g_array_append_val (boxes, g_array_index (marks, AoiOcrMark, i).box);
  g_array_sort (boxes, compare_lefts);
  line->pieces = g_array_new (FALSE, FALSE, sizeof (AoiRect));
  for (guint i = 0; i < boxes->len; i++) {
    const AoiRect *box = &g_array_index (boxes, AoiRect, i);
    AoiRect *last = line->pieces->len > 0
        ? &g_array_index (line->pieces, AoiRect, line->pieces->len - 1)
        : NULL;

    if (last != NULL
        && 2 * overlap (last->x, last->width, box->x, box->width) > MIN (last->width, box->width))
      *last = aoi_rect_unite (last, box);
    else
      g_array_append_val (line->pieces, *box);
  }
}

/**
 * aoi_ocr_lines_find:
 * @marks: (element-type AoiOcrMark): marks; the line of each is set
 * @with_edges: marks at the edge of the page may be characters too
 *
 * Returns: (transfer full) (element-type AoiOcrLine): lines in no order; those of no marks are none
 */
GArray *
aoi_ocr_lines_find (GArray *marks, gboolean with_edges)
{
  GArray *lines;

  link_neighbours (marks, with_edges);
  lines = collect_lines (marks);
  join_rows (marks, lines);
  drop_inner_lines (marks, lines);
  drop_specks (marks, lines);
  add_points (marks, lines);
  for (guint i = 0; i < lines->len; i++)
    collect_pieces (marks, (gint) i, &g_array_index (lines, AoiOcrLine, i));
  return lines;
}

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
  const gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

/* A descender's foot is not where the others are. */
static gboolean
are_as_high (const AoiOcrMark *a, const AoiOcrMark *b)
{
  const gint low = MIN (a->box.height, b->box.height), high = MAX (a->box.height, b->box.height);

  return high - low <= MAX (1.0, SAME_HEIGHT * high);
}

static void
add_slopes (GArray *marks, GArray *lines, guint i, GArray *slopes)
{
  const AoiOcrMark *mark = &g_array_index (marks, AoiOcrMark, i);

  for (guint k = 0; k < i && mark->line >= 0; k++) {
    const AoiOcrMark *other = &g_array_index (marks, AoiOcrMark, k);
    const AoiOcrLine *line = &g_array_index (lines, AoiOcrLine, mark->line);
    const gdouble dx = mark->box.x + 0.5 * mark->box.width - other->box.x - 0.5 * other->box.width;
    const gdouble dy = mark->box.y + mark->box.height - other->box.y - other->box.height;

    if (other->line == mark->line && fabs (dx) >= 1.5 * line->height
        && mark->box.height >= 0.6 * line->height && are_as_high (mark, other)) {
      const gdouble slope = dy / dx;

      g_array_append_val (slopes, slope);
    }
  }
}

/**
 * aoi_ocr_lines_get_slope:
 * @marks: (element-type AoiOcrMark): marks
 * @lines: (element-type AoiOcrLine): their lines
 *
 * Finds how far lines go down to the right as the median of the slopes between the feet of any two characters that
 * are as high (P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, 1968): descenders
 * and points have no say.
 *
 * Returns: pixels a pixel; 0 where there are too few characters
 */
gdouble
aoi_ocr_lines_get_slope (GArray *marks, GArray *lines)
{
  g_autoptr (GArray) slopes = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; i < marks->len; i++)
    add_slopes (marks, lines, i, slopes);
  if (slopes->len < 3)
    return 0.0;
  g_array_sort (slopes, compare_doubles);
  return g_array_index (slopes, gdouble, slopes->len / 2);
}
