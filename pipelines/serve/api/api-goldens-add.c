/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Goldens that are taught. */
#include "api/api-frames.h"
#include "api/api-goldens.h"

#include "image/aoi-picture-file.h"
#include "station/station-inspect.h"
#include "station/station-lesson.h"

/* What a form holds. */
typedef struct {
  GBytes *picture; /* borrowed: of the ROI, or of a board; NULL: @frame_id says where it is */
  gboolean is_board;
  gboolean is_best;
  gchar *frame_id; /* NULL: @picture has it */
  gchar *note;
  Frame *frame; /* that @frame_id names */
} Form;

static void
form_clear (Form *self)
{
  g_free (self->note);
  g_free (self->frame_id);
  g_clear_pointer (&self->frame, frame_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Form, form_clear)

static gboolean
read_form (Form *self, HttpCall *call, GError **error)
{
  GBytes *crop = api_get_part (call, "picture"), *board = api_get_part (call, "frame");
  g_autofree gchar *best = NULL;

  if (!api_dup_field (call, "note", &self->note, error)
      || !api_dup_field (call, "best", &best, error)
      || !api_dup_field (call, "frame_id", &self->frame_id, error))
    return FALSE;
  self->is_board = board != NULL;
  self->is_best = g_strcmp0 (best, "true") == 0;
  self->picture = board != NULL ? board : crop;
  if ((crop != NULL) + (board != NULL) + (self->frame_id != NULL) != 1)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "picture: the form must hold either an image file of the ROI as \"picture\", one of the board as "
        "\"frame\", or the id of a frame that is kept as \"frame_id\"");
  else if (best != NULL && !self->is_best && !g_str_equal (best, "false"))
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_INVALID, "best: \"%s\" is neither true nor false", best);
  else
    return TRUE;
  return FALSE;
}

/* Returns: (transfer full): a file of what the ROI shows of a frame, as an inspection sees it. @key: what names it */
static GBytes *
cut (
    const AoiImage *image, AoiProduct *product, const AoiRoi *roi, const gchar *key, GError **error)
{
  g_autoptr (AoiRgbImage) crop = NULL;
  AoiImage aligned = *image;

  if (g_str_equal (roi->type, AOI_TYPE_FIDUCIAL)
      || aoi_product_align (product, roi->device, image, &aligned, error))
    crop = station_cut_roi (&aligned, roi, error);
  if (crop != NULL)
    return aoi_image_file_encode (crop, error);
  g_prefix_error (error, "%s: ", key);
  return NULL;
}

static GBytes *
cut_picture (GBytes *picture, AoiProduct *product, const AoiRoi *roi, GError **error)
{
  g_autoptr (AoiPicture) board = station_picture_decode (picture, error);
  AoiImage image;

  if (board == NULL) {
    g_prefix_error (error, "frame: ");
    return NULL;
  }
  aoi_picture_describe (board, &image);
  return cut (&image, product, roi, "frame", error);
}

static GBytes *
get_bytes (const Form *form, AoiProduct *product, const AoiRoi *roi, GError **error)
{
  if (form->frame != NULL)
    return cut (&form->frame->image, product, roi, "frame_id", error);
  return form->is_board ? cut_picture (form->picture, product, roi, error)
                        : g_bytes_ref (form->picture);
}

/* Returns: (transfer full): the file of the golden that is to be */
static GBytes *
make_file (const Form *form, AoiProduct *product, const AoiRoi *roi, AoiGoldenSample *sample,
    GError **error)
{
  g_autoptr (GBytes) bytes = get_bytes (form, product, roi, error);

  if (bytes == NULL)
    return NULL;
  *sample = (AoiGoldenSample){ bytes, station_golden_get_type (bytes), "picture" };
  if (sample->extension == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "picture: is no JPEG or PNG file");
  else if (!aoi_picture_file_is_single (bytes))
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "picture: holds several pictures");
  else
    return g_steal_pointer (&bytes);
  return NULL;
}

/* Returns: (transfer full): the golden's name */
static gchar *
teach (const StationLesson *lesson, const Form *form, const AoiGoldenSample *sample,
    const gchar *note, GError **error)
{
  g_autofree gchar *demoted = NULL;

  return form->is_best ? aoi_golden_store_teach (
             lesson->store, lesson->roi->id, lesson->roi, sample, note, &demoted, error)
                       : aoi_golden_store_add (lesson->store, lesson->roi, sample, note, error);
}

/* The product is locked. */
static void
add (ApiGoldensChange *change, HttpCall *call, const Form *form)
{
  const ApiGoldensTarget *target = &change->target;
  g_auto (StationLesson) lesson = { NULL };
  g_autofree gchar *note = api_goldens_change_dup_note (change, call);
  g_autofree gchar *name = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) doubts = NULL;
  g_autoptr (GError) error = NULL;
  AoiGoldenSample sample;

  if (!station_lesson_open (
          &lesson, change->api->station->products, target->product, target->id, &error)) {
    api_fail_with (call, change->api, HTTP_FAILED, error);
    return;
  }
  if (lesson.roi == NULL) {
    http_call_fail (
        call, HTTP_NOT_FOUND, "roi: product \"%s\" has no ROI %d", target->product, target->id);
    return;
  }
  bytes = make_file (form, lesson.product, lesson.roi, &sample, &error);
  if (bytes != NULL)
    name = teach (&lesson, form, &sample, note, &error);
  if (name == NULL) {
    api_goldens_fail (call, change->api, error);
    return;
  }
  g_clear_pointer (&lesson.store, aoi_golden_store_close);
  if (!api_goldens_change_end (change, call))
    return;
  doubts = station_lesson_find_doubts (&lesson, bytes);
  g_ptr_array_extend_and_steal (change->warnings, g_steal_pointer (&doubts));
  api_goldens_change_answer (change, call, name);
}

void
api_golden_add (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_auto (Form) form = { NULL };
  g_auto (ApiGoldensChange) change = { NULL };
  g_autoptr (GError) error = NULL;

  if (!read_form (&form, call, &error)) {
    api_fail_with (call, self, HTTP_BAD_REQUEST, error);
    return;
  }
  if (form.frame_id != NULL) {
    form.frame = api_frame_find_id (call, self, "frame_id", form.frame_id);
    if (form.frame == NULL)
      return;
  }
  if (api_goldens_change_begin (&change, call, self, form.note))
    add (&change, call, &form);
}
