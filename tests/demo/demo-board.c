/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "demo-board.h"

/* The board without the parts that are inspected. */

#define FONT "DejaVu Sans Mono"

#define TRAY 0x2c2e33
#define MASK 0x17532f
#define TRACE 0x22693c
#define SILK 0xd8ddd4
#define HOLE 0x15171a

#define DEVICE_WIDTH 3100
#define DEVICE_HEIGHT 4200
#define N_TRACES 70

/**
 * demo_fill:
 * @canvas: a canvas
 * @x: left edge
 * @y: top edge
 * @width: in pixels
 * @height: in pixels
 * @color: with what
 *
 * Fills a rectangle.
 */
void
demo_fill (FixtureCanvas *canvas, gint x, gint y, gint width, gint height, guint32 color)
{
  const AoiRect rect = { x, y, width, height };

  fixture_fill_rect (canvas, &rect, color);
}

/* From a via right, down, right to another via; either the copper or the vias. */
static void
draw_trace (FixtureCanvas *canvas, GRand *rand, gint left, gint top, gboolean vias)
{
  const gint x = left + g_rand_int_range (rand, 60, DEVICE_WIDTH - 900);
  const gint y = top + g_rand_int_range (rand, 60, DEVICE_HEIGHT - 700);
  const gint run = g_rand_int_range (rand, 150, 420), drop = g_rand_int_range (rand, 100, 600);

  if (!vias) {
    demo_fill (canvas, x, y, run, 12, TRACE);
    demo_fill (canvas, x + run, y, 12, drop, TRACE);
    demo_fill (canvas, x + run, y + drop, run, 12, TRACE);
    return;
  }
  for (gint i = 0; i < 2; i++) {
    fixture_fill_disc (canvas, x + 2 * i * run, y + i * drop + 6, 22, DEMO_PAD);
    fixture_fill_disc (canvas, x + 2 * i * run, y + i * drop + 6, 10, HOLE);
  }
}

/* The vias lie over the traces, so the same numbers are drawn twice. */
static void
draw_traces (FixtureCanvas *canvas, GRand *rand, gint left, gint top)
{
  g_autoptr (GRand) again = g_rand_copy (rand);

  for (gint i = 0; i < N_TRACES; i++)
    draw_trace (canvas, rand, left, top, FALSE);
  for (gint i = 0; i < N_TRACES; i++)
    draw_trace (canvas, again, left, top, TRUE);
}

static void
draw_capacitors (FixtureCanvas *canvas, GRand *rand, gint left, gint top)
{
  gchar name[8];

  for (gint i = 0; i < 8; i++) {
    const gint x = left + 150 + i * 350, y = top + 3100 + 60 * g_rand_int_range (rand, 0, 3);

    demo_fill (canvas, x - 46, y - 6, 58, 92, DEMO_PAD);
    demo_fill (canvas, x + 118, y - 6, 58, 92, DEMO_PAD);
    demo_fill (canvas, x, y, 130, 80, 0x8d6f50);
    demo_fill (canvas, x, y, 24, 80, 0xc9c5bb);
    demo_fill (canvas, x + 106, y, 24, 80, 0xc9c5bb);
    g_snprintf (name, sizeof name, "C%d", 10 + i);
    fixture_draw_text (canvas, FONT, 52, x, y - 70, name, SILK);
  }
}

static void
draw_legend (FixtureCanvas *canvas, gint left, gint top)
{
  fixture_draw_text (canvas, FONT, 70, left + 1100, top + 600, "U1", SILK);
  fixture_draw_text (canvas, FONT, 70, left + 800, top + 3520, "J1", SILK);
  fixture_draw_text (canvas, FONT, 60, left + 2300, top + 820, "R7", SILK);
  fixture_draw_text (canvas, FONT, 60, left + 420, top + 1410, "D1", SILK);
  fixture_draw_text (canvas, FONT, 60, left + 420, top + 2210, "TP3", SILK);
  fixture_draw_text (canvas, FONT, 90, left + 220, top + 4060, "AOI DEMO BOARD", SILK);
}

static void
draw_device (FixtureCanvas *canvas, GRand *rand, gint left, gint top)
{
  demo_fill (canvas, left + 14, top + 18, DEVICE_WIDTH, DEVICE_HEIGHT, 0x1a1b1e);
  demo_fill (canvas, left, top, DEVICE_WIDTH, DEVICE_HEIGHT, MASK);
  draw_traces (canvas, rand, left, top);
  for (gint i = 0; i < 4; i++) {
    const gint x = left + (i % 2 ? DEVICE_WIDTH - 110 : 110);
    const gint y = top + (i / 2 ? DEVICE_HEIGHT - 110 : 110);

    fixture_fill_disc (canvas, x, y, 74, DEMO_PAD);
    fixture_fill_disc (canvas, x, y, 48, HOLE);
  }
  draw_capacitors (canvas, rand, left, top);
  draw_legend (canvas, left, top);
}

/**
 * demo_board_new:
 * @rand: what the traces follow
 *
 * Draws two boards on a tray, as large as a frame, without the parts that are inspected.
 *
 * Returns: (transfer full): the picture
 */
FixtureCanvas *
demo_board_new (GRand *rand)
{
  FixtureCanvas *canvas = fixture_canvas_new (DEMO_WIDTH, DEMO_HEIGHT, TRAY);

  draw_device (canvas, rand, DEMO_DEVICE_1, DEMO_TOP);
  draw_device (canvas, rand, DEMO_DEVICE_2, DEMO_TOP);
  return canvas;
}
