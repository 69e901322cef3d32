/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Goldens that clients teach: sections 4.12 and a part of 4.17 of the old API. What is no picture, or is one of another
 * size than the ROI, is refused; what would hardly help is taken, and the answer says so. */
#include <string.h>

#include "image/aoi-picture-file.h"
#include "rest/rest-base64.h"
#include "rest/rest-golden.h"
#include "station/station-lesson.h"

/* Returns: (nullable): the extension of a picture that may be a golden; NULL: the call is answered */
static const gchar *
check_picture (HttpCall *call, GBytes *bytes)
{
  const gchar *type = station_golden_get_type (bytes);

  if (type == NULL)
    http_call_fail (call, HTTP_BAD_REQUEST, "golden sample is no JPEG or PNG picture");
  else if (!aoi_picture_file_is_single (bytes))
    http_call_fail (call, HTTP_BAD_REQUEST, "golden sample holds several pictures");
  else
    return type;
  return NULL;
}

/**
 * rest_golden_save_bytes:
 * @call: (transfer full): a call
 * @self: the API
 * @target: whose golden it is to be
 * @bytes: what its file holds
 * @saved: answers when it is the best golden
 *
 * Makes a picture the best golden of an ROI, which need not exist. The one before stays a golden.
 */
void
rest_golden_save_bytes (HttpCall *call, Rest *self, const RestGoldenTarget *target, GBytes *bytes,
    RestGoldenSaved saved)
{
  StationProducts *products = self->station->products;
  const AoiGoldenSample sample = { bytes, check_picture (call, bytes), "golden sample" };
  g_autoptr (StationLock) lock = NULL;
  g_auto (StationLesson) lesson = { NULL };
  g_autofree gchar *note = NULL, *name = NULL, *demoted = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  g_autoptr (GError) error = NULL;

  if (sample.extension == NULL)
    return;
  note = rest_golden_dup_note (call);
  lock = station_products_lock (products, target->product);
  if (!station_products_has (products, target->product)) {
    http_call_fail (call, HTTP_NOT_FOUND, "There is no product %s", target->product);
    return;
  }
  if (!station_lesson_open (&lesson, products, target->product, target->id, &error)) {
    rest_fail_with (call, self, HTTP_FAILED, error);
    return;
  }
  name = aoi_golden_store_teach (
      lesson.store, target->id, lesson.roi, &sample, note, &demoted, &error);
  if (name == NULL) {
    rest_golden_fail (call, self, error);
    return;
  }
  g_clear_pointer (&lesson.store, aoi_golden_store_close);
  station_products_touch (products, target->product);
  g_clear_pointer (&lock, station_lock_free);
  warnings = station_lesson_find_doubts (&lesson, bytes);
  saved (call, target->id, name, demoted, warnings);
}

static void
add_warnings (JsonObject *answer, GString *message, const GPtrArray *warnings)
{
  JsonArray *array;

  if (warnings->len == 0)
    return;
  array = json_array_new ();
  for (guint i = 0; i < warnings->len; i++) {
    const gchar *warning = g_ptr_array_index (warnings, i);

    g_string_append_printf (message, ". Warning: %s", warning);
    json_array_add_string_element (array, warning);
  }
  json_object_set_array_member (answer, "warnings", array);
}

/* The web client shows both texts. */
static void
answer_saved (
    HttpCall *call, gint id, const gchar *name, const gchar *demoted, const GPtrArray *warnings)
{
  JsonObject *answer = json_object_new ();
  g_autoptr (GString) message = g_string_new (NULL);
  g_autofree gchar *backup = demoted != NULL
      ? g_strdup_printf ("Old golden sample backed up as '%s'", demoted)
      : g_strdup ("");

  g_string_printf (message, "Golden sample saved as '%s' for ROI %d%s%s", name, id,
      demoted != NULL ? ". " : "", backup);
  add_warnings (answer, message, warnings);
  json_object_set_string_member (answer, "message", message->str);
  json_object_set_string_member (answer, "backup_info", backup);
  http_call_answer_object (call, answer);
}

static const HttpPart *
find_part (HttpCall *call, const gchar *name)
{
  GPtrArray *form = http_call_get_form (call);

  for (guint i = 0; i < form->len; i++) {
    const HttpPart *part = g_ptr_array_index (form, i);

    if (g_str_equal (part->name, name))
      return part;
  }
  return NULL;
}

/* Returns: (transfer full): what a field says, "" if it is missing; NULL: it is no text */
static gchar *
dup_field (HttpCall *call, const gchar *name)
{
  const HttpPart *part = find_part (call, name);
  gsize size = 0;
  const gchar *data = part != NULL ? g_bytes_get_data (part->bytes, &size) : NULL;

  if (!g_utf8_validate_len (data != NULL ? data : "", size, NULL))
    return NULL;
  return g_strndup (data != NULL ? data : "", size);
}

/* Fields are text, so that a number is one of digits. */
static gboolean
read_form (HttpCall *call, const gchar *product, const gchar *id, RestGoldenTarget *target)
{
  const HttpPart *file = find_part (call, "golden_image");

  *target = (RestGoldenTarget){ .product = product };
  if (product != NULL && id != NULL && (*product == '\0' || *id == '\0'))
    http_call_fail (call, HTTP_BAD_REQUEST, "Product name and ROI ID are required");
  else if (!station_name_is_product (product))
    http_call_fail (call, HTTP_BAD_REQUEST, "Invalid product name");
  else if (!rest_golden_parse_id (id, &target->id))
    http_call_fail (call, HTTP_BAD_REQUEST, "roi_id must be the number of an ROI, 1 or more");
  else if (file == NULL)
    http_call_fail (call, HTTP_BAD_REQUEST, "No image file provided");
  else if (file->file == NULL || *file->file == '\0')
    http_call_fail (call, HTTP_BAD_REQUEST, "golden_image must be a file with a name");
  else
    return TRUE;
  return FALSE;
}

void
rest_golden_save (HttpCall *call, gpointer data)
{
  g_autofree gchar *product = dup_field (call, "product_name");
  g_autofree gchar *id = dup_field (call, "roi_id");
  g_autoptr (GBytes) bytes = NULL;
  RestGoldenTarget target;

  if (!read_form (call, product, id, &target))
    return;
  bytes = g_bytes_ref (find_part (call, "golden_image")->bytes);
  rest_golden_save_bytes (call, data, &target, bytes, answer_saved);
}

static void
answer_window (
    HttpCall *call, gint id, const gchar *name, const gchar *demoted, const GPtrArray *warnings)
{
  JsonObject *answer = json_object_new ();
  g_autoptr (GString) message = g_string_new ("Golden sample saved successfully");

  add_warnings (answer, message, warnings);
  json_object_set_string_member (answer, "message", message->str);
  http_call_answer_object (call, answer);
}

/* The desktop client's golden window. */
void
rest_golden_window_save (HttpCall *call, gpointer data)
{
  JsonNode *image = json_object_get_member (http_call_get_object (call), "image");
  const gchar *text = rest_get_text (http_call_get_object (call), "image");
  g_autoptr (GBytes) bytes = NULL;
  RestGoldenTarget target;

  if (!rest_golden_get_path (call, &target))
    return;
  if (!rest_golden_is_given (image)) {
    http_call_fail (call, HTTP_BAD_REQUEST, "No image data provided");
    return;
  }
  bytes = text != NULL ? rest_base64_decode (text, strlen (text)) : NULL;
  if (bytes != NULL)
    rest_golden_save_bytes (call, data, &target, bytes, answer_window);
  else
    http_call_fail (call, HTTP_BAD_REQUEST, "image must be a picture in base64");
}
