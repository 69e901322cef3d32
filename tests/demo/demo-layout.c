/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "demo-board.h"

#define NAMES_DEVICE "\"is_device_barcode\":true"
#define RED_LED "\"expected_color\":[225,40,35],\"min_pixel_percentage\":35"

/* Two devices side by side, the same except for what their labels say, where those stand and how their
 * patches are checked. */
static const DemoRoi rois[] = {
  { DEMO_CODE, 1, 1, { DEMO_DEVICE_1 + 200, DEMO_TOP + 200, 420, 420 }, .symbology = "DataMatrix",
      .text = "AOI-L", .keys = NAMES_DEVICE },
  { DEMO_CHIP, 2, 1, { DEMO_DEVICE_1 + 1100, DEMO_TOP + 700, 760, 760 }, .text = "AC7716",
      .goldens = 2 },
  { DEMO_CONNECTOR, 2, 1, { DEMO_DEVICE_1 + 800, DEMO_TOP + 3620, 1300, 380 }, .goldens = 1 },
  { DEMO_RESISTOR, 2, 1, { DEMO_DEVICE_1 + 2300, DEMO_TOP + 900, 360, 260 }, .goldens = 2 },
  { DEMO_LABEL, 3, 1, { DEMO_DEVICE_1 + 1800, DEMO_TOP + 220, 860, 170 }, .text = "PART 20548" },
  { DEMO_LABEL, 3, 1, { DEMO_DEVICE_1 + 2640, DEMO_TOP + 1900, 170, 760 }, 90, .text = "LOT 4471" },
  { DEMO_LED, 4, 1, { DEMO_DEVICE_1 + 420, DEMO_TOP + 1500, 150, 150 }, .color = 0xe12823,
      .keys = RED_LED },
  { DEMO_PATCH, 4, 1, { DEMO_DEVICE_1 + 420, DEMO_TOP + 2300, 280, 200 }, .color = 0x2f6fd0,
      .keys =
          "\"expected_color\":[47,111,208],\"color_match\":\"tolerance\",\"color_tolerance\":35,"
          "\"min_pixel_percentage\":60" },
  { DEMO_CODE, 1, 2, { DEMO_DEVICE_2 + 200, DEMO_TOP + 200, 420, 420 }, .symbology = "DataMatrix",
      .text = "AOI-R", .keys = NAMES_DEVICE },
  { DEMO_CHIP, 2, 2, { DEMO_DEVICE_2 + 1100, DEMO_TOP + 700, 760, 760 }, .text = "AC7716",
      .goldens = 2 },
  { DEMO_CONNECTOR, 2, 2, { DEMO_DEVICE_2 + 800, DEMO_TOP + 3620, 1300, 380 }, .goldens = 1 },
  { DEMO_RESISTOR, 2, 2, { DEMO_DEVICE_2 + 2300, DEMO_TOP + 900, 360, 260 }, .goldens = 2 },
  { DEMO_LABEL, 3, 2, { DEMO_DEVICE_2 + 1800, DEMO_TOP + 220, 860, 170 }, .text = "PART 20548" },
  { DEMO_LABEL, 3, 2, { DEMO_DEVICE_2 + 2640, DEMO_TOP + 1900, 170, 760 }, 270,
      .text = "LOT 4472" },
  { DEMO_LED, 4, 2, { DEMO_DEVICE_2 + 420, DEMO_TOP + 1500, 150, 150 }, .color = 0xe12823,
      .keys = RED_LED },
  { DEMO_PATCH, 4, 2, { DEMO_DEVICE_2 + 420, DEMO_TOP + 2300, 280, 200 }, .color = 0xe0a81c,
      .keys = "\"color_ranges\":["
              "{\"name\":\"yellow\",\"lower\":[185,130,0],\"upper\":[255,205,80],\"threshold\":60},"
              "{\"name\":\"blue\",\"lower\":[0,60,150],\"upper\":[90,150,255],\"threshold\":60}]" },
  { DEMO_CODE, 1, 2, { DEMO_DEVICE_2 + 1200, DEMO_TOP + 2200, 560, 560 }, .symbology = "QRCode",
      .text = "https://example.com/unit/" },
};

static const struct {
  guint n;
  DemoDefect defects[4];
} defects_of[DEMO_N_PARTS] = {
  [DEMO_CODE] = { 1, { DEMO_NO_CODE } },
  [DEMO_CHIP] = { 4, { DEMO_MISSING, DEMO_TURNED, DEMO_WRONG_PART, DEMO_BLOB } },
  [DEMO_CONNECTOR] = { 3, { DEMO_LOST_PINS, DEMO_BLOB, DEMO_MISSING } },
  [DEMO_RESISTOR] = { 4, { DEMO_MISSING, DEMO_SHIFTED, DEMO_WRONG_PART, DEMO_BLOB } },
  [DEMO_LABEL] = { 2, { DEMO_WRONG_TEXT, DEMO_NO_TEXT } },
  [DEMO_LED] = { 1, { DEMO_WRONG_COLOR } },
  [DEMO_PATCH] = { 1, { DEMO_WRONG_COLOR } },
};

/**
 * demo_get_rois:
 * @n_rois: (out): their number
 *
 * Returns: (transfer none) (array length=n_rois): the ROIs; the first has the number 1
 */
const DemoRoi *
demo_get_rois (guint *n_rois)
{
  *n_rois = G_N_ELEMENTS (rois);
  return rois;
}

/**
 * demo_defect_to_string:
 * @defect: a defect
 *
 * Returns: (transfer none) (nullable): what the truth calls it, %NULL for a good part
 */
const gchar *
demo_defect_to_string (DemoDefect defect)
{
  static const gchar *const names[] = {
    [DEMO_GOOD] = NULL,
    [DEMO_NO_CODE] = "no code",
    [DEMO_MISSING] = "missing",
    [DEMO_TURNED] = "turned",
    [DEMO_WRONG_PART] = "wrong part",
    [DEMO_LOST_PINS] = "lost pins",
    [DEMO_BLOB] = "blob",
    [DEMO_SHIFTED] = "shifted",
    [DEMO_WRONG_TEXT] = "wrong text",
    [DEMO_NO_TEXT] = "no text",
    [DEMO_WRONG_COLOR] = "wrong colour",
  };

  return names[defect];
}

/**
 * demo_pick_defect:
 * @rand: what decides
 * @defect: (out): the defect
 *
 * Picks one of all defects that any ROI can have, each as likely as the others.
 *
 * Returns: index of the ROI that has it
 */
guint
demo_pick_defect (GRand *rand, DemoDefect *defect)
{
  guint n = 0, i, chosen;

  for (i = 0; i < G_N_ELEMENTS (rois); i++)
    n += defects_of[rois[i].part].n;
  chosen = (guint) g_rand_int_range (rand, 0, (gint32) n);
  for (i = 0; chosen >= defects_of[rois[i].part].n; i++)
    chosen -= defects_of[rois[i].part].n;
  *defect = defects_of[rois[i].part].defects[chosen];
  return i;
}
