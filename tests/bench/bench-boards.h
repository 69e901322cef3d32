/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

/* Full-size frames of a real product, composed by compose-frames, in memory. */
typedef struct {
  gchar *folder; /* owned, deleted with the boards */
  gchar *product; /* what to inspect by */
  gchar *caps;
  GPtrArray *frames; /* GstBuffer */
} BenchBoards;

/* Composes n ordinary boards of a product in $AOI_BOARDS by $AOI_TOOLS; NULL, with a line that says
 * so, if they are not there. */
BenchBoards *bench_boards_new (const gchar *product, guint n, const gchar *const *options);
void bench_boards_free (BenchBoards *self);

/* Takes the ROIs of a type (its number in the file) out of the product. */
void bench_boards_remove (BenchBoards *self, gint type);
/* Draws four fiducials into the frames, near their upper corners, and adds them to the product: all ROIs are read along the
 * place that they show. */
void bench_boards_add_fiducials (BenchBoards *self);
/* Turns the pixels of each golden by half a turn: none fits any more. */
void bench_boards_spoil_goldens (BenchBoards *self);
