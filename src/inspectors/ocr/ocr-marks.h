/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-rect.h"
#include "inspectors/ocr/ocr-page.h"

G_BEGIN_DECLS

/**
 * AoiOcrMark:
 * @box: in the page
 * @mass: sum of how much its pixels stand out
 * @at_edge: it reaches the edge of the page
 * @line: index of the line to which it belongs, or -1
 * @pixels: which pixels of @box it has, owned
 *
 * Pixels that stand out and hang together: a character, a part of one, an edge, a speck.
 */
typedef struct {
  AoiRect box;
  gdouble mass;
  gboolean at_edge;
  gint line;
  struct Pix *pixels;
} AoiOcrMark;

/**
 * AoiOcrLine:
 * @box: around its marks
 * @height: of its capitals and digits
 * @n_marks: as high as characters
 * @mass: of these marks
 * @pieces: (element-type AoiRect): its ink from left to right, marks above each other as one; owned
 *
 * A line of text.
 */
typedef struct {
  AoiRect box;
  gint height;
  gint n_marks;
  gdouble mass;
  GArray *pieces;
} AoiOcrLine;

GArray *aoi_ocr_marks_find (const AoiOcrPage *page, gboolean light);
GArray *aoi_ocr_lines_find (GArray *marks, gboolean with_edges);
gdouble aoi_ocr_lines_get_slope (GArray *marks, GArray *lines);
gboolean aoi_ocr_marks_paint_surroundings (GArray *marks, AoiOcrPage *page);
void aoi_ocr_marks_paint (GArray *marks, AoiOcrPage *page);

G_END_DECLS
