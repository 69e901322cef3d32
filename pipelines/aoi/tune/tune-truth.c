/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file that says of each board which of its ROIs are bad: an object a line,
 * {"file": "board-7.png", "rois": [{"idx": 3, "good": false}]}, or with "frame": 7 in place of "file". */
#include "tune/tune.h"

#include <string.h>

#include "aoi-error.h"
#include "json/aoi-json-line.h"
#include "json/aoi-json-reader.h"
#include "storage/aoi-file.h"

#define MAX_BYTES (256 * 1024 * 1024)
#define MAX_NESTING 32

/* The number at the end of a picture's name, before the dot, or -1. */
static gint64
get_number (const gchar *name)
{
  const gchar *dot = strrchr (name, '.');
  const gchar *end = dot != NULL ? dot : name + strlen (name), *begin = end;

  while (begin > name && g_ascii_isdigit (begin[-1]))
    begin--;
  return begin < end ? g_ascii_strtoll (begin, NULL, 10) : -1;
}

static gboolean
is_meant (const TuneBoard *board, const gchar *file, gint frame)
{
  return file != NULL ? g_str_equal (board->name, file) : get_number (board->name) == frame;
}

/* The board of a line; %NULL: it is none of those given, or of several, which is a problem. */
static TuneBoard *
find_board (const Tune *self, const AoiJsonReader *line, const gchar *file, gint frame)
{
  TuneBoard *found = NULL;

  for (guint i = 0; i < self->boards->len; i++) {
    TuneBoard *board = g_ptr_array_index (self->boards, i);

    if (!is_meant (board, file, frame))
      continue;
    if (found != NULL) {
      aoi_problems_add (line->source->problems, line->source->file, file != NULL ? "file" : "frame",
          "may be %s or %s", found->path, board->path);
      return NULL;
    }
    found = board;
  }
  return found;
}

static void
refuse_contradiction (
    const AoiJsonSource *source, const gchar *path, const TuneBoard *board, TuneLabel label)
{
  if (board->label == TUNE_GOOD && label == TUNE_BAD)
    aoi_problems_add (source->problems, source->file, path,
        "is false, but %s is among the good boards", board->path);
}

static void
read_roi (const Tune *self, const AoiJsonSource *source, JsonNode *node, const gchar *path,
    TuneBoard *board)
{
  g_auto (AoiJsonReader) reader = { 0 };
  gboolean good = FALSE;
  gint id = 0;

  if (!aoi_json_node_require_object (source, node, path))
    return;
  aoi_json_reader_init (&reader, source, json_node_get_object (node), path);
  if (!aoi_json_reader_require (&reader, AOI_KEYS ("idx"))
      || !aoi_json_reader_require (&reader, AOI_KEYS ("good")))
    return;
  aoi_json_reader_get_int (&reader, AOI_KEYS ("idx"), 1, G_MAXINT, &id);
  aoi_json_reader_get_boolean (&reader, AOI_KEYS ("good"), &good);
  refuse_contradiction (source, path, board, good ? TUNE_GOOD : TUNE_BAD);
  if (aoi_product_find_roi (aoi_revision_get_product (self->revision), id) == NULL)
    aoi_problems_add (source->problems, source->file, path, "the product has no ROI %d", id);
  g_hash_table_insert (
      board->truth, GINT_TO_POINTER (id), GINT_TO_POINTER (good ? TUNE_GOOD : TUNE_BAD));
}

static void
read_rois (const Tune *self, AoiJsonReader *line, TuneBoard *board)
{
  JsonNode *node = aoi_json_reader_find (line, AOI_KEYS ("rois"), NULL);
  JsonArray *rois;

  if (node == NULL || !aoi_json_node_require_array (line->source, node, "rois"))
    return;
  rois = json_node_get_array (node);
  g_clear_pointer (&board->truth, g_hash_table_unref);
  board->truth = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < json_array_get_length (rois); i++) {
    g_autofree gchar *path = g_strdup_printf ("rois[%u]", i);

    read_roi (self, line->source, json_array_get_element (rois, i), path, board);
  }
}

static gboolean
read_line (const Tune *self, const gchar *text, const gchar *place, GError **error)
{
  g_autoptr (JsonNode) root = aoi_json_line_parse (text, strlen (text), MAX_NESTING, place, error);
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  const AoiJsonSource source = { .file = place, .problems = problems };
  g_auto (AoiJsonReader) line = { 0 };
  g_autofree gchar *file = NULL;
  TuneBoard *board;
  gint frame = -1;

  if (root == NULL)
    return FALSE;
  aoi_json_reader_init (&line, &source, json_node_get_object (root), "");
  aoi_json_reader_get_string (&line, AOI_KEYS ("file"), &file);
  if (file == NULL && aoi_json_reader_require (&line, AOI_KEYS ("frame")))
    aoi_json_reader_get_int (&line, AOI_KEYS ("frame"), 0, G_MAXINT, &frame);
  board = file != NULL || frame >= 0 ? find_board (self, &line, file, frame) : NULL;
  if (board != NULL && aoi_json_reader_require (&line, AOI_KEYS ("rois")))
    read_rois (self, &line, board);
  return aoi_problems_check (problems, error);
}

/* Reads what is known of single ROIs. Boards that no line names keep the label of their folder. */
gboolean
tune_truth_read (Tune *self, const gchar *path, GError **error)
{
  g_autoptr (GBytes) bytes = aoi_file_read (path, MAX_BYTES, AOI_ERROR_SYNTAX, error);
  g_autofree gchar *shown = g_filename_display_name (path);
  g_autofree gchar *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree gchar *place = g_strdup_printf ("%s:%u", shown, i + 1);

    g_strstrip (lines[i]);
    if (*lines[i] != '\0' && !read_line (self, lines[i], place, error))
      return FALSE;
  }
  return TRUE;
}
