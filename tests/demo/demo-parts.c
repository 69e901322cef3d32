/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "demo-board.h"

#define FONT "DejaVu Sans"
#define LABEL_FONT "DejaVu Sans Mono"
#define SOLDER 0xa9adb0
#define METAL 0xc4c6c8
#define BODY 0x24262a
#define PAPER 0xe4e3dc
#define INK 0x1b1b1d

/* A label's paper, and its shadow. */
static void
draw_paper (FixtureCanvas *canvas, gint x, gint y, gint width, gint height)
{
  demo_fill (canvas, x + 5, y + 6, width, height, 0x10301d);
  demo_fill (canvas, x, y, width, height, PAPER);
}

static void
draw_code (FixtureCanvas *canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y)
{
  g_autofree gchar *text = g_strdup_printf ("%s%06u", roi->text, look->serial);
  g_autoptr (GError) error = NULL;
  g_autoptr (FixtureCanvas) code = fixture_barcode_new (roi->symbology, text, 10, 0, &error);

  if (code == NULL)
    g_error ("%s", error->message);
  draw_paper (canvas, x + 10, y + 10, roi->rect.width - 20, roi->rect.height - 20);
  if (look->defect == DEMO_NO_CODE)
    return;
  fixture_scale_levels (code, 0x1b, 0xe0);
  fixture_paste (canvas, code, x + (roi->rect.width - code->width) / 2,
      y + (roi->rect.height - code->height) / 2);
}

/* Pins along one side; they stand on pads. */
static void
draw_pins (FixtureCanvas *canvas, gint x, gint y, gint n, gint step, gboolean down, guint32 color)
{
  for (gint i = 0; i < n; i++)
    if (down)
      demo_fill (canvas, x, y + i * step, 56, step / 2, color);
    else
      demo_fill (canvas, x + i * step, y, step / 2, 56, color);
}

static void
draw_package (FixtureCanvas *canvas, gint x, gint y, gint side, guint32 pins)
{
  const gint n = 14, step = (side - 152) / n, first = 76 + step / 4;

  draw_pins (canvas, x + 20, y + first, n, step, TRUE, pins);
  draw_pins (canvas, x + side - 76, y + first, n, step, TRUE, pins);
  draw_pins (canvas, x + first, y + 20, n, step, FALSE, pins);
  draw_pins (canvas, x + first, y + side - 76, n, step, FALSE, pins);
}

static void
draw_marking (FixtureCanvas *canvas, const gchar *name, guint supplier, gint x, gint y)
{
  const guint32 color = supplier ? 0xa8a89c : 0xc9c9c4;

  fixture_fill_disc (canvas, x + 70, y + 70, 26, 0x4a4d52);
  fixture_draw_text (canvas, FONT, 110, x + 70, y + 210, name, color);
  fixture_draw_text (canvas, FONT, 76, x + 70, y + 350, supplier ? "KOREA 24" : "TAIWAN 7", color);
  fixture_draw_text (canvas, FONT, 76, x + 70, y + 460, supplier ? "S2-G" : "A1-F", color);
}

static void
draw_chip (FixtureCanvas *canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y)
{
  const gint side = roi->rect.width - 40, body = side - 150;
  g_autoptr (FixtureCanvas) top = NULL;
  g_autoptr (FixtureCanvas) turned = NULL;

  draw_package (canvas, x + 20, y + 20, side, DEMO_PAD);
  if (look->defect == DEMO_MISSING)
    return;
  draw_package (canvas, x + 20, y + 20, side, METAL);
  top = fixture_canvas_new (body, body, BODY);
  draw_marking (top, look->defect == DEMO_WRONG_PART ? "BX9042" : roi->text, look->supplier, 0, 0);
  turned = fixture_canvas_turn (top, look->defect == DEMO_TURNED ? 180 : 0);
  fixture_paste (canvas, turned, x + 20 + 75, y + 20 + 75);
}

static void
draw_connector (FixtureCanvas *canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y)
{
  const gint n = 12, step = (roi->rect.width - 160) / n;

  for (gint i = 0; i < n; i++)
    demo_fill (canvas, x + 92 + i * step, y + 20, step - 36, roi->rect.height - 40, DEMO_PAD);
  if (look->defect == DEMO_MISSING)
    return;
  demo_fill (canvas, x + 40, y + 60, roi->rect.width - 80, roi->rect.height - 120, 0xd9d4c3);
  demo_fill (canvas, x + 70, y + 100, roi->rect.width - 140, roi->rect.height - 200, 0x3a3935);
  for (gint i = 0; i < n; i++)
    if (look->defect != DEMO_LOST_PINS || i < 4 || i > 6)
      demo_fill (canvas, x + 100 + i * step, y + 120, step - 52, roi->rect.height - 240, 0xd7b45a);
}

static void
draw_resistor (FixtureCanvas *canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y)
{
  /* A part that slid off its pads; they stay in their place. */
  const gint slid = look->defect == DEMO_SHIFTED ? 110 : 0;

  demo_fill (canvas, x + 20, y + 60, 90, 140, DEMO_PAD);
  demo_fill (canvas, x + 250, y + 60, 90, 140, DEMO_PAD);
  if (look->defect == DEMO_MISSING)
    return;
  demo_fill (canvas, x + 50, y + 75 + slid, 260, 110, METAL);
  demo_fill (canvas, x + 95, y + 75 + slid, 170, 110, 0x1d1d20);
  fixture_draw_text (canvas, FONT, 60, x + 116, y + 108 + slid,
      look->defect == DEMO_WRONG_PART ? "1R0" : "472", 0xe0e0dc);
}

/* "LOT 4471" becomes "LOT 9471": what differs is the fourth character from the end. */
static gchar *
get_label_text (const DemoRoi *roi, const DemoLook *look)
{
  gchar *text = g_strdup (roi->text);

  if (look->defect == DEMO_WRONG_TEXT)
    text[strlen (text) - 4] = g_ascii_isdigit (text[strlen (text) - 4]) ? '9' : 'C';
  if (look->defect == DEMO_NO_TEXT)
    text[0] = '\0';
  return text;
}

/* The ROI lies within the paper. It is printed so that turning it counter-clockwise by the ROI's
 * rotation makes it upright. */
static void
draw_label (FixtureCanvas *canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y)
{
  const gboolean across = roi->rotation % 180 != 0;
  const gint width = across ? roi->rect.height : roi->rect.width;
  const gint height = across ? roi->rect.width : roi->rect.height;
  g_autoptr (FixtureCanvas) paper = fixture_canvas_new (width + 80, height + 80, PAPER);
  g_autoptr (FixtureCanvas) turned = NULL;
  g_autofree gchar *text = get_label_text (roi, look);

  fixture_draw_text (paper, LABEL_FONT, 110, 110, 78, text, INK);
  turned = fixture_canvas_turn (paper, (360 - roi->rotation) % 360);
  draw_paper (canvas, x - 40, y - 40, turned->width, turned->height);
  fixture_paste (canvas, turned, x - 40, y - 40);
}

static void
draw_led (FixtureCanvas *canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y)
{
  const gint middle = roi->rect.width / 2;
  const guint32 lit = look->defect == DEMO_WRONG_COLOR ? 0x2ad03a : roi->color;

  demo_fill (canvas, x + 5, y + 25, roi->rect.width - 10, roi->rect.height - 50, METAL);
  demo_fill (canvas, x + 20, y + 10, roi->rect.width - 40, roi->rect.height - 20, 0xe8e6df);
  fixture_fill_disc (canvas, x + middle, y + middle, 56, lit);
}

static void
draw_patch (FixtureCanvas *canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y)
{
  const guint32 color = look->defect == DEMO_WRONG_COLOR ? 0xb03a8c : roi->color;

  demo_fill (canvas, x + 15, y + 15, roi->rect.width - 30, roi->rect.height - 30, color);
}

/* A splash of solder where the part's middle is not. */
static void
draw_blob (FixtureCanvas *canvas, const DemoRoi *roi, gint x, gint y)
{
  const gdouble radius = MIN (roi->rect.width, roi->rect.height) * 0.15;
  const gdouble cx = x + roi->rect.width * 0.66, cy = y + roi->rect.height * 0.4;

  fixture_fill_disc (canvas, cx, cy, radius, SOLDER);
  fixture_fill_disc (canvas, cx - radius / 4, cy - radius / 4, radius / 3, 0xf2f4f5);
}

/**
 * demo_draw_part:
 * @canvas: the board's part around an ROI
 * @roi: the ROI
 * @look: how its part looks
 * @x: where the ROI's left edge comes on @canvas
 * @y: where its top edge comes
 *
 * Draws the part of an ROI.
 */
void
demo_draw_part (FixtureCanvas *canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y)
{
  static void (*const draw[DEMO_N_PARTS]) (
      FixtureCanvas * canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y) = {
    [DEMO_CODE] = draw_code,
    [DEMO_CHIP] = draw_chip,
    [DEMO_CONNECTOR] = draw_connector,
    [DEMO_RESISTOR] = draw_resistor,
    [DEMO_LABEL] = draw_label,
    [DEMO_LED] = draw_led,
    [DEMO_PATCH] = draw_patch,
  };

  draw[roi->part](canvas, roi, look, x + look->dx, y + look->dy);
  if (look->defect == DEMO_BLOB)
    draw_blob (canvas, roi, x + look->dx, y + look->dy);
}
