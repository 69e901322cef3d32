/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-engine.h"
#include "fixtures.h"
#include "product-folder.h"

/* Boards of two codes side by side, and products that read them. */

#define BOARD_WIDTH 1000
#define BOARD_HEIGHT 200
#define WHOLE "\"type\": \"barcode\", \"coords\": [0, 0, 1000, 200]"
#define LEFT "\"type\": \"barcode\", \"coords\": [0, 0, 500, 200]"
#define RIGHT "\"type\": \"barcode\", \"coords\": [500, 0, 1000, 200]"

/* What FNC1 is to ZXing's writer. */
#define FNC1 "\303\261"

static inline void
draw_code (FixtureCanvas *board, gint x, gint y, const gchar *symbology, const gchar *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FixtureCanvas) code = NULL;

  if (text == NULL)
    return;
  code = fixture_barcode_new (
      symbology, text, g_str_equal (symbology, "Code128") ? 2 : 4, 40, &error);
  g_assert_no_error (error);
  g_assert_cmpint (x + code->width, <=, BOARD_WIDTH);
  fixture_paste (board, code, x, y);
}

/* %NULL: no code there. */
static inline FixtureFrame *
draw_board (const gchar *symbology, const gchar *left, const gchar *right)
{
  g_autoptr (FixtureCanvas) board = fixture_canvas_new (BOARD_WIDTH, BOARD_HEIGHT, 0xffffff);

  draw_code (board, 0, 0, symbology, left);
  draw_code (board, 500, 0, symbology, right);
  return fixture_frame_new (board, AOI_FORMAT_GRAY8);
}

static inline AoiRevision *
load_product (const gchar *json, GError **error)
{
  g_autofree gchar *folder = product_folder_new ();
  AoiRevision *revision;

  product_folder_write (folder, "rois_config_x.json", json, -1);
  revision = aoi_revision_load (folder, error);
  product_folder_remove (folder);
  return revision;
}

static inline AoiRevision *
load_good_product (const gchar *json)
{
  g_autoptr (GError) error = NULL;
  AoiRevision *revision = load_product (json, &error);

  g_assert_no_error (error);
  return revision;
}
