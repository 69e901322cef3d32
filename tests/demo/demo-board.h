/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "fixtures.h"

G_BEGIN_DECLS

/* The sensor of the camera that the frames stand for. */
#define DEMO_WIDTH 7716
#define DEMO_HEIGHT 5360

/* Where the two devices lie. */
#define DEMO_DEVICE_1 460
#define DEMO_DEVICE_2 4156
#define DEMO_TOP 580

/* Tin, on pads and where parts lack. */
#define DEMO_PAD 0xb9b4a2

/* How far around its ROI a part may be drawn, in pixels. */
#define DEMO_MARGIN 120

typedef enum {
  DEMO_CODE,
  DEMO_CHIP,
  DEMO_CONNECTOR,
  DEMO_RESISTOR,
  DEMO_LABEL,
  DEMO_LED,
  DEMO_PATCH,
  DEMO_N_PARTS
} DemoPart;

typedef enum {
  DEMO_GOOD,
  DEMO_NO_CODE,
  DEMO_MISSING,
  DEMO_TURNED,
  DEMO_WRONG_PART,
  DEMO_LOST_PINS,
  DEMO_BLOB,
  DEMO_SHIFTED,
  DEMO_WRONG_TEXT,
  DEMO_NO_TEXT,
  DEMO_WRONG_COLOR,
} DemoDefect;

/**
 * DemoRoi:
 * @part: what is there
 * @type: number of the ROI's type in a product
 * @device: 1 or 2
 * @rect: in the frame
 * @rotation: degrees counter-clockwise by which an inspection turns it
 * @symbology: of a code, as ZXing calls it
 * @text: what a code starts with, what a chip or a label says
 * @color: of an LED or a patch, 0xRRGGBB
 * @goldens: how many a product has
 * @keys: what the product says besides, as JSON members
 *
 * A place of the board that is inspected.
 */
typedef struct {
  DemoPart part;
  gint type;
  gint device;
  AoiRect rect;
  guint rotation;
  const gchar *symbology;
  const gchar *text;
  guint32 color;
  guint goldens;
  const gchar *keys;
} DemoRoi;

/**
 * DemoLook:
 * @defect: what is wrong with the part
 * @supplier: 0 or 1: which of the accepted markings a chip has
 * @serial: number of the frame, which codes tell
 * @dx: how far the part sits right of its place
 * @dy: how far below
 *
 * How a part looks in a frame.
 */
typedef struct {
  DemoDefect defect;
  guint supplier;
  guint serial;
  gint dx, dy;
} DemoLook;

/* demo-layout.c */
const DemoRoi *demo_get_rois (guint *n_rois);
const gchar *demo_defect_to_string (DemoDefect defect);
guint demo_pick_defect (GRand *rand, DemoDefect *defect);

/* demo-board.c */
FixtureCanvas *demo_board_new (GRand *rand);
void demo_fill (FixtureCanvas *canvas, gint x, gint y, gint width, gint height, guint32 color);

/* demo-parts.c */
void
demo_draw_part (FixtureCanvas *canvas, const DemoRoi *roi, const DemoLook *look, gint x, gint y);

/* demo-frame.c */
FixtureFrame *demo_frame_new (const FixtureCanvas *board, const DemoLook *looks, GRand *rand);

/* demo-product.c */
gboolean
demo_product_write (const FixtureCanvas *board, const gchar *folder, guint seed, GError **error);

G_END_DECLS
