/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>

#include "aoi-error.h"
#include "aoi-image-file.h"
#include "aoi-pixels.h"
#include "demo-board.h"

/* The product: what it says and its goldens, which are cut out of good frames that are not inspected
 * later, as an operator does it. */

#define N_GOLDEN_FRAMES 2

static gboolean
make_folder (const gchar *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0777) == 0)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: cannot be made", folder);
  return FALSE;
}

static void
append_roi (GString *json, const DemoRoi *roi, guint idx)
{
  const AoiRect *r = &roi->rect;

  g_string_append_printf (json,
      "{\"idx\":%u,\"type\":%d,\"coords\":[%d,%d,%d,%d],\"focus\":305,\"exposure\":3000,"
      "\"rotation\":%u,\"device_location\":%d",
      idx, roi->type, r->x, r->y, r->x + r->width, r->y + r->height, roi->rotation, roi->device);
  if (roi->goldens > 0)
    g_string_append (json, ",\"ai_threshold\":0.9,\"feature_method\":\"mobilenet\"");
  if (roi->part == DEMO_LABEL)
    g_string_append_printf (json, ",\"expected_text\":\"%s\"", roi->text);
  if (roi->keys != NULL)
    g_string_append_printf (json, ",%s", roi->keys);
  g_string_append_c (json, '}');
}

static gboolean
write_rois (const gchar *folder, GError **error)
{
  guint n_rois;
  const DemoRoi *rois = demo_get_rois (&n_rois);
  g_autoptr (GString) json = g_string_new ("[\n");
  g_autofree gchar *file = g_build_filename (folder, "rois_config_demo.json", NULL);

  for (guint i = 0; i < n_rois; i++) {
    append_roi (json, &rois[i], i + 1);
    g_string_append (json, i + 1 < n_rois ? ",\n" : "\n]\n");
  }
  return g_file_set_contents (file, json->str, (gssize) json->len, error);
}

static gboolean
write_golden (const FixtureFrame *frame, const DemoRoi *roi, guint idx, guint number,
    const gchar *product, GError **error)
{
  static const gchar *const names[N_GOLDEN_FRAMES] = { "best_golden.jpg",
    "1001_golden_sample.png" };
  const AoiView view = { &frame->image, roi->rect, roi->rotation };
  g_autofree gchar *name = g_strdup_printf ("roi_%u", idx);
  g_autofree gchar *folder = g_build_filename (product, "golden_rois", name, NULL);
  g_autofree gchar *file = g_build_filename (folder, names[number], NULL);
  g_autoptr (AoiRgbImage) golden = NULL;
  gint width, height;

  aoi_view_get_size (&view, &width, &height);
  golden = aoi_rgb_image_new (width, height);
  aoi_pixels_read_rgb (&view, golden->data, 3 * (gsize) width);
  return make_folder (folder, error) && aoi_image_file_save (golden, file, error);
}

/* Of golden frame `number` of both chip suppliers. */
static gboolean
write_goldens (
    const FixtureCanvas *board, guint number, GRand *rand, const gchar *folder, GError **error)
{
  guint n_rois;
  const DemoRoi *rois = demo_get_rois (&n_rois);
  g_autofree DemoLook *looks = g_new0 (DemoLook, n_rois);
  FixtureFrame *frame;
  gboolean written = TRUE;

  for (guint i = 0; i < n_rois; i++)
    looks[i].supplier = number;
  frame = demo_frame_new (board, looks, rand);
  for (guint i = 0; i < n_rois && written; i++)
    if (number < rois[i].goldens)
      written = write_golden (frame, &rois[i], i + 1, number, folder, error);
  fixture_frame_free (frame);
  return written;
}

/**
 * demo_product_write:
 * @board: what demo_board_new() drew
 * @folder: where the product is made
 * @seed: of its goldens
 * @error: return location for an error that names the file
 *
 * Writes a product folder as the field has them.
 *
 * Returns: whether all of it was written
 */
gboolean
demo_product_write (const FixtureCanvas *board, const gchar *folder, guint seed, GError **error)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  if (!make_folder (folder, error) || !write_rois (folder, error))
    return FALSE;
  for (guint i = 0; i < N_GOLDEN_FRAMES; i++)
    if (!write_goldens (board, i, rand, folder, error))
      return FALSE;
  return TRUE;
}
