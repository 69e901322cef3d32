/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive-record.h"

#include <string.h>

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "aoi-report-json.h"
#include "archive/aoi-archive-place.h"
#include "json/aoi-json-writer.h"

/* The version of record.json; it grows when a key changes its meaning or is removed. */
#define FORMAT_VERSION 1
#define OVERVIEW "overview.jpg"

static AoiRect
get_part (const AoiRoiResult *roi)
{
  return aoi_rect_inflate (&roi->rect, AOI_PIXELS_MARGIN);
}

/**
 * aoi_archive_crop_measure:
 * @image: a frame
 * @roi: the verdict on a ROI of it
 *
 * Returns: bytes that aoi_archive_crop_new() copies
 */
gsize
aoi_archive_crop_measure (const AoiImage *image, const AoiRoiResult *roi)
{
  const AoiRect part = get_part (roi);
  AoiImage aligned;

  return aoi_roi_result_align (roi, image, &aligned) ? aoi_image_copy_size (&aligned, &part) : 0;
}

/**
 * aoi_archive_crop_new:
 * @image: a frame
 * @roi: the verdict on a ROI of it
 * @rotation: of the ROI, degrees counter-clockwise
 *
 * Copies the ROI's pixels in the frame's own format, which is the least that can be done while the frame
 * is there. They are what the inspector saw, wherever the board lay.
 *
 * Returns: (transfer full) (nullable): the copy, %NULL if the frame does not hold all of the ROI, or where in it the ROI
 *   is is not known, so that aoi_archive_crop_measure() is 0, or there is not enough memory
 */
AoiArchiveCrop *
aoi_archive_crop_new (const AoiImage *image, const AoiRoiResult *roi, guint rotation)
{
  const AoiRect part = get_part (roi);
  const gsize size = aoi_archive_crop_measure (image, roi);
  guint8 *memory = size > 0 ? g_try_malloc (size) : NULL;
  AoiArchiveCrop *self;
  AoiImage aligned;

  if (memory == NULL || !aoi_roi_result_align (roi, image, &aligned)) {
    g_free (memory);
    return NULL;
  }
  self = g_new0 (AoiArchiveCrop, 1);
  self->id = roi->id;
  self->rect = roi->rect;
  self->rotation = rotation;
  self->size = size;
  self->memory = memory;
  aoi_image_copy_part (&aligned, &part, self->memory, &self->image);
  return self;
}

/**
 * aoi_archive_crop_free:
 * @self: (transfer full): a crop
 */
void
aoi_archive_crop_free (AoiArchiveCrop *self)
{
  g_free (self->memory);
  g_free (self);
}

/**
 * aoi_archive_record_new:
 * @report: of a board
 * @crops: (transfer full) (element-type AoiArchiveCrop): of ROIs that did not pass
 * @overview: (transfer full) (nullable): a small picture of the frame
 *
 * Returns: (transfer full): a record
 */
AoiArchiveRecord *
aoi_archive_record_new (AoiReport *report, GPtrArray *crops, AoiRgbImage *overview)
{
  AoiArchiveRecord *self = g_new (AoiArchiveRecord, 1);
  const gint64 time = aoi_report_get_info (report)->timestamp_us;

  *self = (AoiArchiveRecord){ aoi_report_ref (report), crops, overview,
    time > 0 ? time : g_get_real_time () };
  return self;
}

/**
 * aoi_archive_record_free:
 * @self: (transfer full): a record
 */
void
aoi_archive_record_free (AoiArchiveRecord *self)
{
  aoi_report_unref (self->report);
  g_ptr_array_unref (self->crops);
  g_clear_pointer (&self->overview, aoi_rgb_image_free);
  g_free (self);
}

/**
 * aoi_archive_record_get_number:
 * @self: a record
 *
 * Returns: the number of the board, or of the frame that is the board
 */
guint64
aoi_archive_record_get_number (const AoiArchiveRecord *self)
{
  const AoiReportInfo *info = aoi_report_get_info (self->report);

  return info->groups > 0 ? info->board : info->frame;
}

static void
file_free (gpointer data)
{
  AoiArchiveFile *file = data;

  g_free (file->name);
  g_bytes_unref (file->bytes);
  g_free (file);
}

/* Takes @bytes. */
static void
add_file (GPtrArray *files, const gchar *name, GBytes *bytes)
{
  AoiArchiveFile *file = g_new (AoiArchiveFile, 1);

  *file = (AoiArchiveFile){ g_strdup (name), bytes };
  g_ptr_array_add (files, file);
}

static gboolean
add_picture (GPtrArray *files, const gchar *name, const AoiRgbImage *image, GError **error)
{
  GBytes *bytes = aoi_image_file_encode (image, error);

  if (bytes != NULL)
    add_file (files, name, bytes);
  return bytes != NULL;
}

/* As the ROI's inspector saw it, which is what a golden is compared with. */
static gboolean
add_crop (GPtrArray *files, const gchar *name, const AoiArchiveCrop *crop, GError **error)
{
  const AoiView view = { &crop->image, crop->rect, crop->rotation };
  g_autoptr (AoiRgbImage) image = NULL;
  gint width, height;

  aoi_view_get_size (&view, &width, &height);
  image = aoi_rgb_image_try_new (width, height);
  if (image == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
        "not enough memory for the picture of ROI %d, which has %dx%d pixels", crop->id, width,
        height);
    return FALSE;
  }
  aoi_pixels_read_rgb_fine (&view, image->data, 3 * (gsize) width);
  return add_picture (files, name, image, error);
}

static const AoiArchiveCrop *
find_crop (const AoiArchiveRecord *self, gint id)
{
  for (guint i = 0; i < self->crops->len; i++) {
    const AoiArchiveCrop *crop = g_ptr_array_index (self->crops, i);

    if (crop->id == id)
      return crop;
  }
  return NULL;
}

/* The golden that decided; where the inspector did not get so far, the one that is tried first. */
static const AoiGolden *
find_golden (const AoiArchiveRecord *self, const AoiRoiResult *result)
{
  const AoiReportInfo *info = aoi_report_get_info (self->report);
  const gchar *name = aoi_roi_result_get_string (result, AOI_VALUE_GOLDEN);
  const AoiRoi *roi = info->source != NULL ? aoi_product_find_roi (info->source, result->id) : NULL;

  if (roi == NULL || roi->goldens->len == 0)
    return NULL;
  for (guint i = 0; name != NULL && i < roi->goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (roi->goldens, i);

    if (g_str_equal (golden->name, name))
      return golden;
  }
  return name == NULL ? g_ptr_array_index (roi->goldens, 0) : NULL;
}

static void
add_string (JsonBuilder *json, const gchar *key, const gchar *text)
{
  g_autofree gchar *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (json, key);
  if (valid != NULL)
    json_builder_add_string_value (json, valid);
  else
    json_builder_add_null_value (json);
}

/* A ROI that did not pass: its files, and what record.json says of it. */
static gboolean
add_roi (const AoiArchiveRecord *self, const AoiRoiResult *result, GPtrArray *files,
    JsonBuilder *json, GError **error)
{
  const AoiArchiveCrop *crop = find_crop (self, result->id);
  const AoiGolden *golden = find_golden (self, result);
  g_autofree gchar *crop_name = g_strdup_printf ("roi_%d.png", result->id);
  g_autofree gchar *golden_name = g_strdup_printf ("golden_%d.png", result->id);

  if (crop != NULL && !add_crop (files, crop_name, crop, error))
    return FALSE;
  if (golden != NULL && !add_picture (files, golden_name, golden->image, error))
    return FALSE;
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "id");
  json_builder_add_int_value (json, result->id);
  add_string (json, "crop", crop != NULL ? crop_name : NULL);
  add_string (json, "golden", golden != NULL ? golden_name : NULL);
  add_string (json, "golden_name", golden != NULL ? golden->name : NULL);
  json_builder_end_object (json);
  return TRUE;
}

static void
add_product (const AoiArchiveRecord *self, JsonBuilder *json)
{
  const AoiReportInfo *info = aoi_report_get_info (self->report);
  const gchar *file = info->source != NULL ? aoi_product_get_file (info->source) : NULL;
  g_autofree gchar *absolute = file != NULL ? g_canonicalize_filename (file, NULL) : NULL;

  add_string (json, "product_file", absolute);
  add_string (json, "product", info->product);
  add_string (json, "revision", info->revision);
}

static void
begin_description (const AoiArchiveRecord *self, JsonBuilder *json)
{
  g_autofree gchar *time = aoi_archive_place_format_time (self->time);
  const guint64 number = aoi_archive_record_get_number (self);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "format");
  json_builder_add_int_value (json, FORMAT_VERSION);
  add_product (self, json);
  json_builder_set_member_name (json, "number");
  json_builder_add_int_value (json, (gint64) MIN (number, G_MAXINT64));
  json_builder_set_member_name (json, "passed");
  json_builder_add_boolean_value (json, aoi_report_get_passed (self->report));
  add_string (json, "time", time);
}

static gboolean
add_rois (const AoiArchiveRecord *self, GPtrArray *files, JsonBuilder *json, GError **error)
{
  json_builder_set_member_name (json, "rois");
  json_builder_begin_array (json);
  for (guint i = 0; i < aoi_report_get_n_results (self->report); i++) {
    const AoiRoiResult *result = aoi_report_get_result (self->report, i);

    if (aoi_roi_result_is_telling (result) && !add_roi (self, result, files, json, error))
      return FALSE;
  }
  json_builder_end_array (json);
  return TRUE;
}

static gboolean
add_overview (const AoiArchiveRecord *self, GPtrArray *files, JsonBuilder *json, GError **error)
{
  GBytes *bytes;

  add_string (json, "overview", self->overview != NULL ? OVERVIEW : NULL);
  if (self->overview == NULL)
    return TRUE;
  bytes = aoi_image_file_encode_preview (self->overview, error);
  if (bytes != NULL)
    add_file (files, OVERVIEW, bytes);
  return bytes != NULL;
}

/* Takes @text. */
static void
add_text (GPtrArray *files, const gchar *name, gchar *text)
{
  gchar *line = g_strconcat (text, "\n", NULL);

  add_file (files, name, g_bytes_new_take (line, strlen (line)));
  g_free (text);
}

/**
 * aoi_archive_record_make_files:
 * @self: a record
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Makes all that its folder will hold: crops and goldens are turned as the inspectors saw them, and
 * encoded.
 *
 * Returns: (transfer full) (element-type AoiArchiveFile): the files
 */
GPtrArray *
aoi_archive_record_make_files (const AoiArchiveRecord *self, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (file_free);
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  begin_description (self, json);
  if (!add_rois (self, files, json, error) || !add_overview (self, files, json, error))
    return NULL;
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  add_text (files, AOI_ARCHIVE_DESCRIPTION, aoi_json_write (root));
  add_text (files, AOI_ARCHIVE_RESULT, aoi_report_to_json (self->report, AOI_JSON_TIMING));
  return g_steal_pointer (&files);
}
