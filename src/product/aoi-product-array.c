/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One board, described once, repeated over a panel. */
#include "product/aoi-product-array.h"

#include "json/aoi-json-file.h"
#include "product/aoi-roi-types.h"

/* As of an ROI's coords. */
#define MAX_COORDINATE 65535

/* The type of which an array may have ROIs that are not of its boards. */
#define TYPE_OF_FRAME "fiducial"

static gint
count_places (const AoiProductArray *self)
{
  return self->columns * self->rows;
}

static guint
get_turn (const AoiProductArray *self, gint place)
{
  return self->n_turns > 0 ? self->turns[(guint) (place - 1) % self->n_turns] : 0;
}

/* Where a part of the first board lies on the board at @place, which is turned in place: its upper left corner stays on
 * the grid. Clockwise, it lies as the view of it did before that was turned counter-clockwise. */
static AoiRect
place_rect (const AoiProductArray *self, const AoiRect *rect, gint place)
{
  const guint turn = get_turn (self, place);
  const gboolean on_its_side = turn % 180 != 0;
  const AoiRect own = { rect->x - self->board.x, rect->y - self->board.y, rect->width,
    rect->height };
  AoiRect placed = aoi_rect_unturn (&own, on_its_side ? self->board.height : self->board.width,
      on_its_side ? self->board.width : self->board.height, turn);

  placed.x += self->board.x + (place - 1) % self->columns * self->pitch_x;
  placed.y += self->board.y + (place - 1) / self->columns * self->pitch_y;
  return placed;
}

static void
read_pitch (AoiJsonReader *reader, AoiProductArray *array)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("pitch"), &path);
  const AoiJsonSource *source = reader->source;
  gint pitch[2];

  if (!aoi_json_reader_require (reader, AOI_KEYS ("pitch"))
      || !aoi_json_node_get_ints (source, node, path, MAX_COORDINATE, 2, pitch))
    return;
  array->pitch_x = pitch[0];
  array->pitch_y = pitch[1];
  if (array->columns > 1 && pitch[0] == 0)
    aoi_problems_add (source->problems, source->file, path,
        "must be more than 0 from one of %d columns to the next", array->columns);
  if (array->rows > 1 && pitch[1] == 0)
    aoi_problems_add (source->problems, source->file, path,
        "must be more than 0 from one of %d rows to the next", array->rows);
}

static void
read_board (AoiJsonReader *reader, AoiProductArray *array)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("board"), &path);

  if (aoi_json_reader_require (reader, AOI_KEYS ("board")))
    aoi_json_node_get_corners (reader->source, node, path, MAX_COORDINATE, &array->board);
}

static void
add_turn (
    AoiJsonReader *reader, JsonNode *node, const gchar *path, guint index, AoiProductArray *array)
{
  gint turn = 0;

  if (aoi_json_node_get_integer (node, 0, 270, &turn) && turn % 90 == 0) {
    array->turns[index] = (guint) turn;
  } else {
    g_autofree gchar *element = g_strdup_printf ("%s[%u]", path, index);

    aoi_json_node_refuse (reader->source, node, element, "0, 90, 180 or 270");
  }
}

/* A list that does not go up in the places was meant for another number of them. */
static void
read_turns (AoiJsonReader *reader, AoiProductArray *array)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("turn"), &path);
  const AoiJsonSource *source = reader->source;
  guint n;

  if (node == NULL || !aoi_json_node_require_array (source, node, path))
    return;
  n = json_array_get_length (json_node_get_array (node));
  if (n == 0 || n > (guint) count_places (array) || (guint) count_places (array) % n != 0) {
    aoi_problems_add (source->problems, source->file, path,
        "has %u numbers for %d places: must have one for each, or so few that they repeat without rest",
        n, count_places (array));
    return;
  }
  array->n_turns = n;
  for (guint i = 0; i < n; i++)
    add_turn (reader, json_array_get_element (json_node_get_array (node), i), path, i, array);
}

static gboolean
read_size (AoiJsonReader *reader, AoiProductArray *array)
{
  const AoiJsonSource *source = reader->source;
  const guint n_problems = aoi_problems_get_count (source->problems);

  array->columns = array->rows = 1;
  if (aoi_json_reader_require (reader, AOI_KEYS ("columns")))
    aoi_json_reader_get_int (reader, AOI_KEYS ("columns"), 1, AOI_ROI_MAX_DEVICES, &array->columns);
  if (aoi_json_reader_require (reader, AOI_KEYS ("rows")))
    aoi_json_reader_get_int (reader, AOI_KEYS ("rows"), 1, AOI_ROI_MAX_DEVICES, &array->rows);
  if (count_places (array) > AOI_ROI_MAX_DEVICES)
    aoi_problems_add (source->problems, source->file, reader->path,
        "%d columns of %d rows are %d places, at most %d allowed", array->columns, array->rows,
        count_places (array), AOI_ROI_MAX_DEVICES);
  return aoi_problems_get_count (source->problems) == n_problems;
}

/* Boards may reach into each other, as those of the shape of an L do, but it is rarely meant. */
static void
warn_of_overlap (AoiJsonReader *reader, const AoiProductArray *array)
{
  const AoiJsonSource *source = reader->source;
  AoiRect common;

  for (gint a = 1; source->warnings != NULL && a < count_places (array); a++) {
    const AoiRect first = place_rect (array, &array->board, a);

    for (gint b = a + 1; b <= count_places (array); b++) {
      const AoiRect second = place_rect (array, &array->board, b);

      if (!aoi_rect_intersect (&first, &second, &common))
        continue;
      aoi_problems_add (source->warnings, source->file, reader->path,
          "the boards of places %d and %d overlap: is the pitch too small?", a, b);
      return;
    }
  }
}

/**
 * aoi_product_array_read:
 * @reader: of a product's object
 * @array: (inout): without columns; stays so where the product is no array
 *
 * Reads the key `array`. What is wrong is added to the source's problems; @array has places all the same, so that ROIs
 * are checked as those of an array.
 */
void
aoi_product_array_read (AoiJsonReader *reader, AoiProductArray *array)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("array"), &path);
  const AoiJsonSource *source = reader->source;
  const guint n_problems = aoi_problems_get_count (source->problems);
  g_auto (AoiJsonReader) keys = { 0 };

  if (node == NULL || !aoi_json_node_require_object (source, node, path))
    return;
  aoi_json_reader_init (&keys, source, json_node_get_object (node), path);
  if (read_size (&keys, array))
    read_turns (&keys, array);
  else
    array->columns = array->rows = 1;
  read_pitch (&keys, array);
  read_board (&keys, array);
  aoi_json_reader_get_boolean (&keys, AOI_KEYS ("per_board"), &array->per_board);
  aoi_json_reader_find (&keys, AOI_KEYS ("turn", "notes"), NULL);
  aoi_json_reader_note_unknown (&keys, NULL);
  if (aoi_problems_get_count (source->problems) == n_problems)
    warn_of_overlap (&keys, array);
}

/* Fiducials of the frame stand once; all else is of each board. */
static gboolean
is_of_frame (const AoiProductArray *self, const AoiRoi *roi)
{
  return !self->per_board && g_strcmp0 (roi->type, TYPE_OF_FRAME) == 0;
}

/**
 * aoi_product_array_count_places:
 * @self: an array
 * @roi: one that the file describes
 *
 * Returns: at how many places it is
 */
gint
aoi_product_array_count_places (const AoiProductArray *self, const AoiRoi *roi)
{
  return is_of_frame (self, roi) ? 1 : count_places (self);
}

/* The first place of which the ROI would lie beyond what a frame may have; 0: none */
static gint
find_beyond (const AoiProductArray *self, const AoiRoi *roi)
{
  for (gint place = 1; place <= aoi_product_array_count_places (self, roi); place++) {
    const AoiRect rect = place_rect (self, &roi->rect, place);

    if (rect.x + rect.width > MAX_COORDINATE || rect.y + rect.height > MAX_COORDINATE)
      return place;
  }
  return 0;
}

static void
check_coords (const AoiProductArray *self, const AoiJsonSource *source, const AoiRoi *roi)
{
  const AoiRect *rect = &roi->rect, *board = &self->board;
  g_autofree gchar *path = g_strconcat (roi->path, ".coords", NULL);
  const gint beyond = find_beyond (self, roi);

  if (!aoi_rect_is_empty (board) && !aoi_rect_contains (board, rect)) {
    aoi_problems_add (source->problems, source->file, path,
        "[%d,%d,%d,%d] reach outside of the board at the first place, array.board [%d,%d,%d,%d]",
        rect->x, rect->y, rect->x + rect->width, rect->y + rect->height, board->x, board->y,
        board->x + board->width, board->y + board->height);
  } else if (beyond > 0) {
    const AoiRect there = place_rect (self, rect, beyond);

    aoi_problems_add (source->problems, source->file, path,
        "would be [%d,%d,%d,%d] at place %d, at most %d allowed", there.x, there.y,
        there.x + there.width, there.y + there.height, beyond, MAX_COORDINATE);
  }
}

/**
 * aoi_product_array_check:
 * @self: an array
 * @source: the product's file, for problems
 * @roi: one that the file describes, without problems
 *
 * Returns: whether it can be placed; if not, problems are added that name its path in the file
 */
gboolean
aoi_product_array_check (
    const AoiProductArray *self, const AoiJsonSource *source, const AoiRoi *roi)
{
  const guint n_problems = aoi_problems_get_count (source->problems);
  g_autofree gchar *idx = g_strconcat (roi->path, ".idx", NULL);
  g_autofree gchar *device = g_strconcat (roi->path, ".device_location", NULL);

  if (roi->id >= AOI_PRODUCT_PLACE_IDS)
    aoi_problems_add (source->problems, source->file, idx,
        "must be less than %d in an array, is %d", AOI_PRODUCT_PLACE_IDS, roi->id);
  if (is_of_frame (self, roi))
    return aoi_problems_get_count (source->problems) == n_problems;
  if (roi->device != 1)
    aoi_problems_add (source->problems, source->file, device,
        "must be 1 or absent in an array, where each place is a device, is %d", roi->device);
  check_coords (self, source, roi);
  return aoi_problems_get_count (source->problems) == n_problems;
}

/**
 * aoi_product_array_place:
 * @self: an array
 * @roi: one that the file describes, which was checked
 * @place: from 1
 *
 * Goldens are shared. What is given in pixels of the turned view, as goldens are, holds as it is: the view is turned on
 * as far as the board is.
 *
 * Returns: (transfer full): the ROI of the board at that place
 */
AoiRoi *
aoi_product_array_place (const AoiProductArray *self, const AoiRoi *roi, gint place)
{
  AoiRoi *placed = aoi_roi_copy (roi);

  placed->file = roi->file;
  if (place > 1) {
    g_free (placed->path);
    placed->path = g_strdup_printf ("%s at place %d", roi->path, place);
  }
  if (is_of_frame (self, roi)) {
    placed->device = 0;
    return placed;
  }
  placed->place = place;
  placed->device = place;
  placed->id = place * AOI_PRODUCT_PLACE_IDS + roi->id;
  placed->rect = place_rect (self, &roi->rect, place);
  placed->rotation = (roi->rotation + get_turn (self, place)) % 360;
  return placed;
}

/**
 * aoi_product_array_find_golden_id:
 * @file: (type filename): a product's ROI file
 * @id: of an ROI
 *
 * For those that change goldens of products that may not load. Reads the file if it must.
 *
 * Returns: the number by which the goldens of that ROI are kept: another one than @id if the product is an array
 */
gint
aoi_product_array_find_golden_id (const gchar *file, gint id)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (id < AOI_PRODUCT_PLACE_IDS || id % AOI_PRODUCT_PLACE_IDS == 0)
    return id;
  root = aoi_json_file_read (
      file, AOI_PRODUCT_MAX_FILE_BYTES, AOI_PRODUCT_MAX_NESTING, &bytes, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
      || !json_object_has_member (json_node_get_object (root), "array"))
    return id;
  return id % AOI_PRODUCT_PLACE_IDS;
}
