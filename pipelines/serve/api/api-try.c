/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A picture inspected by a product that is not saved. No board is counted, stored or told of. */
#include "api/api-evidence.h"
#include "api/api-frames.h"
#include "api/api-products.h"
#include "report/aoi-report-object.h"
#include "station/station-inspect.h"
#include "station/station-picture.h"

#define PICTURE_BYTES ((gsize) 64 << 20)
#define TRY_BYTES (PICTURE_BYTES + API_PRODUCT_BYTES + 65536)

/* Returns: (transfer full) (nullable): the text of the product, or of the one that is saved */
static gchar *
get_text (HttpCall *call, Api *self, const gchar *name, guint *status, GError **error)
{
  GBytes *part = api_get_part (call, "product");
  gsize size;
  const gchar *text;

  *status = HTTP_BAD_REQUEST;
  if (part == NULL && station_products_has (self->station->products, name)) {
    *status = HTTP_FAILED;
    return station_products_read_text (self->station->products, name, error);
  }
  text = part != NULL ? g_bytes_get_data (part, &size) : NULL;
  if (text != NULL && g_utf8_validate_len (text, size, NULL))
    return g_strndup (text, size);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "product: must be a part of the form that holds an ROI file: JSON in UTF-8");
  return NULL;
}

/* What is to be inspected. */
typedef struct {
  GBytes *picture; /* borrowed; NULL: @frame is it */
  Frame *frame;
  AoiPicture *whole; /* @picture with all of its pixels, if they are needed */
} Subject;

static void
subject_clear (Subject *self)
{
  g_clear_pointer (&self->frame, frame_unref);
  g_clear_pointer (&self->whole, aoi_picture_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

/* Returns whether the form names one thing that is there; if not, the call is answered. */
static gboolean
find_subject (Subject *self, HttpCall *call, Api *api)
{
  g_autofree gchar *id = NULL;
  g_autoptr (GError) error = NULL;

  self->picture = api_get_part (call, "picture");
  if (!api_dup_field (call, "frame_id", &id, &error)) {
    api_fail_with (call, api, HTTP_BAD_REQUEST, error);
    return FALSE;
  }
  if ((self->picture == NULL) == (id == NULL)) {
    http_call_fail (call, HTTP_BAD_REQUEST,
        "picture: must be a part of the form that holds an image file, or frame_id the id of a frame that is kept");
    return FALSE;
  }
  if (id != NULL)
    self->frame = api_frame_find_id (call, api, "frame_id", id);
  return id == NULL || self->frame != NULL;
}

static AoiReport *
inspect_picture (
    Api *self, GBytes *bytes, AoiRevision *revision, AoiReportInfo *info, GError **error)
{
  StationDecoding decoding = { .bytes = bytes, .revision = revision };
  g_autoptr (StationPicture) picture = NULL;

  station_decode (self->station, &decoding, sizeof decoding, 1);
  picture = decoding.picture;
  if (picture != NULL)
    return station_picture_inspect (picture, self->station, NULL, NULL, info);
  g_propagate_prefixed_error (error, decoding.error, "picture: ");
  return NULL;
}

/* Of a picture that is decoded in parts there are none. */
static void
describe_subject (const Subject *subject, AoiImage *image)
{
  if (subject->whole != NULL)
    aoi_picture_describe (subject->whole, image);
  else
    *image = subject->frame->image;
}

static AoiReport *
inspect (Api *self, const Subject *subject, AoiRevision *revision, GError **error)
{
  AoiReportInfo info = { .station = self->station->settings.name,
    .timestamp_us = g_get_real_time () };
  AoiFrame frame = { .help = AOI_HELP_ALL };

  if (subject->frame == NULL && subject->whole == NULL)
    return inspect_picture (self, subject->picture, revision, &info, error);
  describe_subject (subject, &frame.image);
  return station_inspect_frame (self->station, revision, &frame, NULL, &info);
}

/* Returns whether all of its pixels are there. */
static gboolean
decode_subject (Subject *self, GError **error)
{
  if (self->picture == NULL)
    return TRUE;
  self->whole = station_picture_decode (self->picture, error);
  if (self->whole == NULL)
    g_prefix_error (error, "picture: ");
  return self->whole != NULL;
}

/* Only for those who look at it: it takes some milliseconds for each golden. */
static void
add_evidence (JsonObject *object, const AoiReport *report, const Subject *subject)
{
  AoiImage image;

  describe_subject (subject, &image);
  json_object_set_array_member (object, "evidence", api_evidence_new (report, &image));
}

/* What cannot be decoded is wrong whatever the product says. Returns: (transfer full) (nullable): the report; %NULL without
 * @error: the product does not load */
static AoiReport *
find_report (Api *self, const StationTrial *trial, Subject *subject, gboolean shows, GError **error)
{
  if ((shows || trial->revision == NULL) && !decode_subject (subject, error))
    return NULL;
  return trial->revision != NULL ? inspect (self, subject, trial->revision, error) : NULL;
}

static void
answer (HttpCall *call, Api *self, const StationTrial *trial, Subject *subject)
{
  const gboolean shows = g_strcmp0 (http_call_get_query (call, "evidence"), "true") == 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiReport) report = find_report (self, trial, subject, shows, &error);
  JsonObject *object;

  if (error != NULL) {
    api_fail_with (call, self, HTTP_BAD_REQUEST, error);
    return;
  }
  object = api_product_new_opinion (trial);
  if (report != NULL)
    json_object_set_object_member (
        object, "result", aoi_report_new_object (report, AOI_JSON_TIMING));
  else
    json_object_set_null_member (object, "result");
  if (report != NULL && shows)
    add_evidence (object, report, subject);
  http_call_answer_object (call, object);
}

static gboolean
reserve (Api *self, const StationTrial *trial, GError **error)
{
  return trial->revision == NULL
      || station_products_reserve (self->station->products, trial->revision, error);
}

static void
try_product (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = http_call_get_segment (call, 0);
  g_autoptr (GError) error = NULL;
  g_auto (Subject) subject = { NULL };
  g_auto (StationTrial) trial = { NULL };
  g_autofree gchar *text = NULL;
  guint status;

  if (!station_name_is_product (name)) {
    http_call_fail (
        call, HTTP_BAD_REQUEST, "product: \"%s\" is no name that a product may have", name);
    return;
  }
  text = get_text (call, self, name, &status, &error);
  if (text == NULL)
    api_fail_with (call, self, status, error);
  else if (!find_subject (&subject, call, self))
    return;
  else if (station_trial_init (&trial, self->station->products, name, text, &error)
      && reserve (self, &trial, &error))
    answer (call, self, &trial, &subject);
  else
    api_fail_with (call, self, HTTP_FAILED, error);
}

static const ApiEndpoint endpoints[] = {
  { { "POST", "/v1/products/{product}/try", try_product, HTTP_INSPECT, HTTP_HEAVY, HTTP_BODY_FORM,
        TRY_BYTES },
      "tryProduct", "Inspects a picture by a product that is not saved", "Try", "Tried",
      { { "evidence", "query", "boolean",
          "Also what comparisons that failed saw, for people to look at" } } },
};

const ApiFamily api_try_family = { "products", endpoints, G_N_ELEMENTS (endpoints) };
