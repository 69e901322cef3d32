/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards of which somebody said whether they are good: their pictures, and what the product says of them. */
#include "tune/tune.h"

#include <string.h>

#include "aoi-engine.h"
#include "aoi-error.h"
#include "aoi-pixels.h"
#include "common/frame-format.h"
#include "common/terminal.h"
#include "golden/golden.h"
#include "run/run.h"

static void
free_board (gpointer data)
{
  TuneBoard *board = data;

  g_free (board->path);
  g_free (board->name);
  g_clear_pointer (&board->truth, g_hash_table_unref);
  g_free (board);
}

static void
clear_sample (gpointer data)
{
  TuneSample *sample = data;

  g_free (sample->memory);
  if (sample->golden == NULL)
    return;
  aoi_rgb_image_free (sample->golden->image);
  g_free (sample->golden->name);
  g_free (sample->golden);
}

static void
free_roi (gpointer data)
{
  TuneRoi *roi = data;

  g_array_unref (roi->samples);
  tune_change_clear (&roi->change);
  g_free (roi);
}

void
tune_init (Tune *self)
{
  *self = (Tune){ 0 };
  self->boards = g_ptr_array_new_with_free_func (free_board);
  self->rois = g_ptr_array_new_with_free_func (free_roi);
}

void
tune_clear (Tune *self)
{
  g_clear_pointer (&self->rois, g_ptr_array_unref);
  g_clear_pointer (&self->boards, g_ptr_array_unref);
  g_clear_pointer (&self->revision, aoi_revision_unref);
}

static gboolean
add_board (Tune *self, const RunFile *file, TuneLabel label, GError **error)
{
  TuneBoard *board;

  for (guint i = 0; i < self->boards->len; i++) {
    board = g_ptr_array_index (self->boards, i);
    if (!g_str_equal (board->path, file->path))
      continue;
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: is given twice", file->path);
    return FALSE;
  }
  board = g_new0 (TuneBoard, 1);
  board->path = g_strdup (file->path);
  board->name = g_filename_display_basename (file->path);
  board->is_raw = file->is_raw;
  board->label = label;
  g_ptr_array_add (self->boards, board);
  return TRUE;
}

static gboolean
add_source (Tune *self, const RunSource *source, TuneLabel label, GError **error)
{
  if (source->kind != RUN_FILES) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: boards are taken from pictures or raw files, one each", source->name);
    return FALSE;
  }
  for (guint i = 0; i < source->skipped->len; i++) {
    const RunFile *file = g_ptr_array_index (source->skipped, i);

    g_set_error (
        error, AOI_ERROR, AOI_ERROR_INVALID, "%s: is no board: %s", file->path, file->problem);
    return FALSE;
  }
  for (guint i = 0; i < source->files->len; i++)
    if (!add_board (self, g_ptr_array_index (source->files, i), label, error))
      return FALSE;
  return TRUE;
}

/* Adds the pictures of @folders as boards. */
gboolean
tune_list (Tune *self, gchar *const *folders, TuneLabel label, GError **error)
{
  RunOptions options = {
    .sources = (gchar **) folders, .width = self->width, .height = self->height
  };
  g_autoptr (GPtrArray) sources = NULL;

  if (self->format != NULL && !frame_format_parse (self->format, &options.format, error))
    return FALSE;
  sources = run_sources_find (&options, error);
  if (sources == NULL)
    return FALSE;
  for (guint i = 0; i < sources->len; i++)
    if (!add_source (self, g_ptr_array_index (sources, i), label, error))
      return FALSE;
  return TRUE;
}

gboolean
tune_is_compared (const TuneRoi *roi)
{
  return g_str_equal (roi->prepared->roi->type, AOI_TYPE_COMPARE);
}

/* @image: as the ROI's inspector saw it */
static void
add_sample (TuneRoi *roi, const TuneBoard *board, const AoiImage *image, const AoiRoiResult *result)
{
  const AoiRect part = aoi_rect_inflate (
      &roi->prepared->roi->rect, roi->prepared->margin + AOI_PIXELS_MARGIN);
  TuneSample sample = { .board = board };

  tune_outcome_init (&sample.before, roi->prepared->roi, result);
  sample.after = sample.before;
  if (tune_is_compared (roi)) {
    sample.memory = g_malloc (MAX (aoi_image_copy_size (image, &part), 1));
    aoi_image_copy_part (image, &part, sample.memory, &sample.image);
  }
  g_array_append_val (roi->samples, sample);
}

/* A board that was not found, or that lies so that a ROI is not in its picture, shows nothing of the ROI. */
static gboolean
check_place (const TuneRoi *roi, const TuneBoard *board, const AoiImage *image,
    const AoiRoiResult *result, AoiImage *aligned, GError **error)
{
  if (aoi_roi_result_align (result, image, aligned))
    return TRUE;
  if (result->place != AOI_PLACE_REST) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "%s: ROI %d: %s", board->path, result->id,
        result->reason);
    return FALSE;
  }
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
      "%s: ROI %d is not inside the picture of %dx%d pixels: is it one of this product?",
      board->path, roi->prepared->roi->id, image->width, image->height);
  return FALSE;
}

/* Reports have ROIs by number, with those of marked devices last. */
static const AoiRoiResult *
find_result (const AoiReport *report, gint id)
{
  for (guint i = 0; i < aoi_report_get_n_results (report); i++)
    if (aoi_report_get_result (report, i)->id == id)
      return aoi_report_get_result (report, i);
  return NULL;
}

/* A device that is marked bad says nothing. */
static gboolean
check_judged (
    const TuneRoi *roi, const TuneBoard *board, const AoiRoiResult *result, GError **error)
{
  if (result != NULL && result->status != AOI_STATUS_SKIPPED)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
      "%s: device %d is marked bad, so ROI %d was not judged: tune by boards without marks",
      board->path, roi->prepared->roi->device, roi->prepared->roi->id);
  return FALSE;
}

/* A frame that is refused says nothing of its ROIs. */
static gboolean
add_report (Tune *self, const TuneBoard *board, const AoiImage *image, const AoiReport *report,
    GError **error)
{
  if (aoi_report_get_info (report)->reason != NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "%s: %s", board->path,
        aoi_report_get_info (report)->reason);
    return FALSE;
  }
  for (guint i = 0; i < self->rois->len; i++) {
    TuneRoi *roi = g_ptr_array_index (self->rois, i);
    const AoiRoiResult *result = find_result (report, roi->prepared->roi->id);
    AoiImage aligned;

    if (!check_place (roi, board, image, result, &aligned, error)
        || !check_judged (roi, board, result, error))
      return FALSE;
    add_sample (roi, board, &aligned, result);
  }
  return TRUE;
}

static gboolean
read_board (Tune *self, AoiEngine *engine, const TuneBoard *board, GError **error)
{
  g_autoptr (AoiReport) report = NULL;
  GoldenFrame frame;
  gboolean done = FALSE;

  if (golden_frame_init (&frame, board->path, self->format, board->is_raw ? self->width : 0,
          board->is_raw ? self->height : 0, error)) {
    report = aoi_engine_inspect (engine, self->revision, &frame.image);
    done = add_report (self, board, &frame.image, report, error);
  }
  golden_frame_clear (&frame);
  return done;
}

static void
add_rois (Tune *self)
{
  for (guint i = 0; i < aoi_revision_get_n_rois (self->revision); i++) {
    TuneRoi *roi = g_new0 (TuneRoi, 1);

    roi->prepared = aoi_revision_get_roi (self->revision, i);
    roi->samples = g_array_new (FALSE, TRUE, sizeof (TuneSample));
    g_array_set_clear_func (roi->samples, clear_sample);
    tune_change_init (&roi->change);
    g_ptr_array_add (self->rois, roi);
  }
}

/* Inspects all boards by the product as it is, and keeps the pixels of ROIs that are compared. */
gboolean
tune_read (Tune *self, GError **error)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (self->jobs);

  add_rois (self);
  for (guint i = 0; i < self->boards->len; i++) {
    terminal_show_progress ("boards", i, self->boards->len, "");
    if (!read_board (self, engine, g_ptr_array_index (self->boards, i), error))
      return FALSE;
  }
  terminal_show_progress ("boards", self->boards->len, self->boards->len, "");
  return TRUE;
}
