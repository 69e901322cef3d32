/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench-boards.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <json-glib/json-glib.h>
#include <string.h>

static const gchar *
folder_of (const gchar *variable, const gchar *fallback)
{
  const gchar *folder = g_getenv (variable);

  return folder != NULL ? folder : fallback;
}

static gboolean
run (const gchar *const *argv)
{
  g_autoptr (GError) error = NULL;
  gint status;

  if (g_spawn_sync (NULL, (gchar **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
          &status, &error)
      && g_spawn_check_wait_status (status, &error))
    return TRUE;
  g_printerr ("%s: %s\n", argv[0], error->message);
  return FALSE;
}

static gboolean
compose (BenchBoards *self, const gchar *product, guint n, const gchar *const *options)
{
  g_autofree gchar *tool = g_build_filename (
      folder_of ("AOI_TOOLS", "../shared/tools"), "compose-frames", NULL);
  g_autofree gchar *board = g_build_filename (
      folder_of ("AOI_BOARDS", "../shared/data/boards"), product, NULL);
  g_autofree gchar *count = g_strdup_printf ("%u", n);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  const gchar *const fixed[] = { tool, board, "--out", self->folder, "--count", count, "--format",
    "gbrg", "--ordinary" };

  if (!g_file_test (tool, G_FILE_TEST_IS_EXECUTABLE) || !g_file_test (board, G_FILE_TEST_IS_DIR)) {
    g_print ("SKIP product=%s no %s or no %s (set AOI_TOOLS, AOI_BOARDS)\n", product, tool, board);
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (argv, (gpointer) fixed[i]);
  for (guint i = 0; options != NULL && options[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) options[i]);
  g_ptr_array_add (argv, NULL);
  return run ((const gchar *const *) argv->pdata);
}

static void
load_frame (BenchBoards *self, guint i)
{
  g_autofree gchar *name = g_strdup_printf ("frames/frame-%05u.raw", i);
  g_autofree gchar *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  gchar *data;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error))
    g_error ("%s", error->message);
  g_ptr_array_add (self->frames, gst_buffer_new_wrapped (data, size));
}

BenchBoards *
bench_boards_new (const gchar *product, guint n, const gchar *const *options)
{
  BenchBoards *self = g_new0 (BenchBoards, 1);
  g_autofree gchar *caps = NULL;

  self->folder = g_dir_make_tmp ("aoi-bench-XXXXXX", NULL);
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);
  if (!compose (self, product, n, options)) {
    bench_boards_free (self);
    return NULL;
  }
  self->product = g_build_filename (self->folder, "product", product, NULL);
  caps = g_build_filename (self->folder, "caps", NULL);
  if (!g_file_get_contents (caps, &self->caps, NULL, NULL))
    g_error ("no %s", caps);
  g_strstrip (self->caps);
  for (guint i = 0; i < n; i++)
    load_frame (self, i);
  return self;
}

void
bench_boards_free (BenchBoards *self)
{
  const gchar *const argv[] = { "/bin/rm", "-rf", self->folder, NULL };

  run (argv);
  g_ptr_array_unref (self->frames);
  g_free (self->folder);
  g_free (self->product);
  g_free (self->caps);
  g_free (self);
}

static gchar *
get_roi_file (BenchBoards *self)
{
  g_autofree gchar *name = g_path_get_basename (self->product);
  g_autofree gchar *file = g_strdup_printf ("rois_config_%s.json", name);

  return g_build_filename (self->product, file, NULL);
}

/* Returns: (transfer full): the list of a product's ROIs */
static JsonNode *
read_rois (BenchBoards *self)
{
  g_autofree gchar *file = get_roi_file (self);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_file (parser, file, NULL))
    g_error ("cannot read %s", file);
  return json_parser_steal_root (parser);
}

static void
write_rois (BenchBoards *self, JsonNode *rois)
{
  g_autofree gchar *file = get_roi_file (self);
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, rois);
  if (!json_generator_to_file (generator, file, NULL))
    g_error ("cannot write %s", file);
}

void
bench_boards_remove (BenchBoards *self, gint type)
{
  g_autoptr (JsonNode) node = read_rois (self);
  JsonArray *rois = json_node_get_array (node);

  for (guint i = json_array_get_length (rois); i-- > 0;)
    if (json_object_get_int_member (json_array_get_object_element (rois, i), "type") == type)
      json_array_remove_element (rois, i);
  write_rois (self, node);
}

#define FIDUCIAL_SIZE 64
#define FIDUCIAL_PLATE 160 /* nothing else is in the range */

static const gint fiducials[][2] = { { 300, 200 }, { 7400, 200 }, { 7400, 480 }, { 300, 480 } };

/* Gray: all colours of the mosaic are alike. */
static void
draw_fiducial (guint8 *pixels, gint width, gint x, gint y)
{
  const gint half = FIDUCIAL_PLATE / 2, radius = FIDUCIAL_SIZE / 2;

  for (gint dy = -half; dy < half; dy++)
    for (gint dx = -half; dx < half; dx++) {
      const gboolean inside = (2 * dx + 1) * (2 * dx + 1) + (2 * dy + 1) * (2 * dy + 1)
          < 4 * radius * radius;

      pixels[(gsize) (y + dy) * (gsize) width + (gsize) (x + dx)] = inside ? 220 : 50;
    }
}

static void
add_fiducial (JsonArray *rois, guint i)
{
  const gint half = FIDUCIAL_SIZE / 2, x = fiducials[i][0], y = fiducials[i][1];
  g_autofree gchar *text = g_strdup_printf (
      "{\"idx\":%u,\"type\":5,\"coords\":[%d,%d,%d,%d],\"device_location\":0,\"shape\":\"circle\"}",
      901 + i, x - half, y - half, x + half, y + half);

  json_array_add_element (rois, json_from_string (text, NULL));
}

void
bench_boards_add_fiducials (BenchBoards *self)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (self->caps);
  g_autoptr (JsonNode) node = read_rois (self);
  gint width = 0;

  gst_structure_get_int (gst_caps_get_structure (caps, 0), "width", &width);
  for (guint k = 0; k < G_N_ELEMENTS (fiducials); k++) {
    add_fiducial (json_node_get_array (node), k);
    for (guint i = 0; i < self->frames->len; i++) {
      GstMapInfo map;

      gst_buffer_map (g_ptr_array_index (self->frames, i), &map, GST_MAP_WRITE);
      draw_fiducial (map.data, width, fiducials[k][0], fiducials[k][1]);
      gst_buffer_unmap (g_ptr_array_index (self->frames, i), &map);
    }
  }
  write_rois (self, node);
}

static void
spoil (const gchar *path)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (path, NULL);
  g_autoptr (GdkPixbuf) turned = gdk_pixbuf_rotate_simple (pixbuf, GDK_PIXBUF_ROTATE_UPSIDEDOWN);

  if (!gdk_pixbuf_save (turned, path, "jpeg", NULL, "quality", "95", NULL))
    g_error ("cannot write %s", path);
}

void
bench_boards_spoil_goldens (BenchBoards *self)
{
  g_autofree gchar *goldens = g_build_filename (self->product, "golden_rois", NULL);
  g_autoptr (GDir) rois = g_dir_open (goldens, 0, NULL);
  const gchar *roi, *name;

  while (rois != NULL && (roi = g_dir_read_name (rois)) != NULL) {
    g_autofree gchar *folder = g_build_filename (goldens, roi, NULL);
    g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);

    while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
      g_autofree gchar *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, ".jpg"))
        spoil (path);
    }
  }
}
