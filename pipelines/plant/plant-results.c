/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results that a line has written, for stations to say them again. */
#include <json-glib/json-glib.h>
#include <math.h>

#include "plant.h"
#include "store/aoi-store-board.h"

static void
clear_roi (gpointer roi)
{
  aoi_roi_result_clear (roi);
}

static void
free_result (gpointer data)
{
  PlantResult *self = data;

  g_free (self->product);
  g_array_unref (self->rois);
  g_free (self);
}

/* Reports have 0 where nothing was measured. */
static gdouble
or_zero (gdouble number)
{
  return isfinite (number) ? number : 0.0;
}

static void
add_roi (PlantResult *self, const AoiStoreRoi *recorded)
{
  AoiRoiResult roi = { .id = recorded->roi,
    .device = recorded->device,
    .type = g_intern_string (recorded->type),
    .status = AOI_STATUS_ERROR,
    .score = or_zero (recorded->score),
    .threshold = or_zero (recorded->threshold),
    .reason = g_strdup (recorded->reason),
    .time_ns = (gint64) (recorded->time_ms * 1e6) };
  GVariant *values = json_gvariant_deserialize_data (recorded->values, -1, "a{sv}", NULL);

  aoi_status_from_string (recorded->status, &roi.status);
  if (values != NULL)
    aoi_roi_result_take_values (&roi, values);
  g_array_append_val (self->rois, roi);
}

static PlantResult *
parse_result (const gchar *line, GError **error)
{
  g_autoptr (AoiStoreBoard) board = aoi_store_board_new_from_json (line, error);
  PlantResult *self;

  if (board == NULL)
    return NULL;
  self = g_new (PlantResult, 1);
  self->product = g_strdup (board->product);
  self->rois = g_array_new (FALSE, FALSE, sizeof (AoiRoiResult));
  g_array_set_clear_func (self->rois, clear_roi);
  for (guint i = 0; i < board->rois->len; i++)
    add_roi (self, &g_array_index (board->rois, AoiStoreRoi, i));
  return self;
}

/* Returns: (transfer full) (nullable) (element-type PlantResult): %NULL with an error */
GPtrArray *
plant_results_read (const gchar *path, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (free_result);
  g_autofree gchar *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    PlantResult *result;

    if (*lines[i] == '\0')
      continue;
    result = parse_result (lines[i], error);
    if (result == NULL) {
      g_prefix_error (error, "%s, line %u: ", path, i + 1);
      return NULL;
    }
    g_ptr_array_add (results, result);
  }
  if (results->len > 0)
    return g_steal_pointer (&results);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s holds no result", path);
  return NULL;
}
