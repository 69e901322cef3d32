/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A picture inspected by a product that is not saved. No board is counted, stored or told of. */
#include "api/api-evidence.h"
#include "api/api-products.h"

#include "report/aoi-report-object.h"
#include "station/station-inspect.h"

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

static AoiPicture *
get_picture (HttpCall *call, GError **error)
{
  GBytes *part = api_get_part (call, "picture");
  AoiPicture *picture;

  if (part == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "picture: must be a part of the form that holds an image file");
    return NULL;
  }
  picture = station_picture_decode (part, error);
  g_prefix_error (error, "picture: ");
  return picture;
}

/* Only for those who look at it: it takes some milliseconds for each golden. */
static void
add_evidence (
    HttpCall *call, JsonObject *object, const AoiReport *report, const AoiPicture *picture)
{
  AoiImage image;

  if (g_strcmp0 (http_call_get_query (call, "evidence"), "true") != 0)
    return;
  aoi_picture_describe (picture, &image);
  json_object_set_array_member (object, "evidence", api_evidence_new (report, &image));
}

static void
answer (HttpCall *call, Api *self, const StationTrial *trial, const AoiPicture *picture)
{
  AoiReportInfo info = { .station = self->station->settings.name };
  JsonObject *object = api_product_new_opinion (trial);
  g_autoptr (AoiReport) report = NULL;

  if (trial->revision != NULL) {
    info.timestamp_us = g_get_real_time ();
    report = station_inspect (self->station, trial->revision, picture, 0, &info);
    json_object_set_object_member (
        object, "result", aoi_report_new_object (report, AOI_JSON_TIMING));
    add_evidence (call, object, report, picture);
  } else {
    json_object_set_null_member (object, "result");
  }
  http_call_answer_object (call, object);
}

static gboolean
reserve (Api *self, const StationTrial *trial, GError **error)
{
  AoiEngine *engine = self->station->engine;

  return trial->revision == NULL
      || aoi_revision_reserve (
          trial->revision, aoi_engine_get_workers (engine, trial->revision), error);
}

static void
try_product (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = http_call_get_segment (call, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiPicture) picture = NULL;
  g_auto (StationTrial) trial = { NULL };
  g_autofree gchar *text = NULL;
  guint status;

  if (!station_name_is_product (name)) {
    http_call_fail (
        call, HTTP_BAD_REQUEST, "product: \"%s\" is no name that a product may have", name);
    return;
  }
  text = get_text (call, self, name, &status, &error);
  if (text != NULL) {
    status = HTTP_BAD_REQUEST;
    picture = get_picture (call, &error);
  }
  if (picture != NULL) {
    status = HTTP_FAILED;
    if (station_trial_init (&trial, self->station->products, name, text, &error)
        && reserve (self, &trial, &error)) {
      answer (call, self, &trial, picture);
      return;
    }
  }
  api_fail_with (call, self, status, error);
}

static const ApiEndpoint endpoints[] = {
  { { "POST", "/v1/products/{product}/try", try_product, HTTP_INSPECT, HTTP_HEAVY, HTTP_BODY_FORM,
        TRY_BYTES },
      "tryProduct", "Inspects a picture by a product that is not saved", "Try", "Tried",
      { { "evidence", "query", "boolean",
          "Also what comparisons that failed saw, for people to look at" } } },
};

const ApiFamily api_try_family = { "products", endpoints, G_N_ELEMENTS (endpoints) };
