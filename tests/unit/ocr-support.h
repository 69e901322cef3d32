/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "fixtures.h"

#define FONT "DejaVu Sans"

/* What the tests of the OCR inspector share. */

/* A label as a camera sees it: print with some ground around it, noisy, in a mosaic; turned so that
 * an ROI with @rotation reads it upright. */
static inline FixtureFrame *
shoot_label (const gchar *text, gint size, guint rotation, gboolean light)
{
  g_autoptr (FixtureCanvas) probe = fixture_canvas_new (1, 1, 0);
  const AoiRect ink = fixture_draw_text (probe, FONT, size, 0, 0, text, 0);
  g_autoptr (FixtureCanvas)
      canvas = fixture_canvas_new (ink.width + 40, ink.height + 30, light ? 0x103820 : 0xe0e0d8);
  g_autoptr (FixtureCanvas) turned = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  fixture_draw_text (canvas, FONT, size, 20, 15, text, light ? 0xe8e8e8 : 0x282828);
  if (size >= 16)
    fixture_blur (canvas, 1);
  fixture_add_noise (canvas, rand, 3.0);
  turned = fixture_canvas_turn (canvas, (360 - rotation) % 360);
  return fixture_frame_new (turned, AOI_FORMAT_BAYER_GRBG);
}
