/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Products as they are, might be, and were. */
#include "api/api-products.h"

#include <string.h>

#include "api/api-difference.h"
#include "station/station-history.h"

#define MAX_PAST 1000
#define SHOWN_PAST 50

static void
list (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autoptr (GPtrArray) found = station_products_list (self->station->products);
  JsonObject *answer = json_object_new ();
  JsonArray *products = json_array_new ();

  for (guint i = 0; i < found->len; i++) {
    const StationProduct *product = g_ptr_array_index (found, i);
    g_autofree gchar *text = station_products_read_text (
        self->station->products, product->name, NULL);
    g_autofree gchar *revision = text != NULL ? station_text_get_revision (text) : NULL;
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "name", product->name);
    api_set_text (object, "description", product->description);
    api_set_text (object, "revision", revision);
    json_array_add_object_element (products, object);
  }
  json_object_set_array_member (answer, "products", products);
  http_call_answer_object (call, answer);
}

static void
answer_text (HttpCall *call, const gchar *text)
{
  g_autofree gchar *revision = station_text_get_revision (text);

  api_set_tag (call, revision);
  http_call_answer_text (call, "application/json", text);
}

static void
show (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = api_get_product (call, self);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text = NULL;

  if (name == NULL)
    return;
  text = station_products_read_text (self->station->products, name, &error);
  if (text != NULL)
    answer_text (call, text);
  else
    api_fail_with (call, self, HTTP_FAILED, error);
}

/**
 * api_product_dup_text:
 * @call: (transfer full if NULL is returned): a call whose body is a product's ROI file
 *
 * Returns: (transfer full) (nullable): it; %NULL: it is no text, and the call is answered
 */
gchar *
api_product_dup_text (HttpCall *call)
{
  gsize size;
  const gchar *text = g_bytes_get_data (http_call_get_body (call), &size);

  if (size > 0 && g_utf8_validate_len (text, size, NULL))
    return g_strndup (text, size);
  http_call_fail (call, HTTP_BAD_REQUEST, "body must be an ROI file: JSON in UTF-8");
  return NULL;
}

/**
 * api_product_new_opinion:
 * @trial: of a product
 *
 * Returns: (transfer full): what the loader thinks of it
 */
JsonObject *
api_product_new_opinion (const StationTrial *trial)
{
  JsonObject *answer = json_object_new ();
  JsonArray *problems = json_array_new ();

  for (guint i = 0; i < trial->problems->len; i++) {
    const StationProblem *problem = g_ptr_array_index (trial->problems, i);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "severity", problem->is_error ? "error" : "warning");
    json_object_set_string_member (object, "file", problem->file);
    api_set_text (object, "path", problem->path);
    json_object_set_string_member (object, "message", problem->message);
    json_array_add_object_element (problems, object);
  }
  json_object_set_boolean_member (answer, "loads", trial->revision != NULL);
  json_object_set_array_member (answer, "problems", problems);
  json_object_set_int_member (answer, "more", trial->more);
  return answer;
}

static void
check (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = http_call_get_segment (call, 0);
  g_auto (StationTrial) trial = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text = NULL;

  if (!station_name_is_product (name)) {
    http_call_fail (
        call, HTTP_BAD_REQUEST, "product: \"%s\" is no name that a product may have", name);
    return;
  }
  text = api_product_dup_text (call);
  if (text == NULL)
    return;
  if (station_trial_init (&trial, self->station->products, name, text, &error))
    http_call_answer_object (call, api_product_new_opinion (&trial));
  else
    api_fail_with (call, self, HTTP_FAILED, error);
}

/* @before: (nullable): what it replaced */
static JsonObject *
new_past (const StationPast *past, const StationPast *before)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "revision", past->revision);
  api_set_time (object, "time", past->time_us);
  api_set_text (object, "person", past->person);
  api_set_text (object, "note", past->note);
  if (before != NULL)
    json_object_set_array_member (object, "changes", api_difference_new (before->text, past->text));
  else
    json_object_set_null_member (object, "changes");
  return object;
}

/* What the file says now stands first, whoever wrote it. */
static gboolean
add_present (Api *self, const gchar *name, GPtrArray *pasts, GError **error)
{
  g_autofree gchar *text = station_products_read_text (self->station->products, name, error);
  g_autofree gchar *revision = text != NULL ? station_text_get_revision (text) : NULL;
  StationPast *present;

  if (text == NULL)
    return FALSE;
  if (pasts->len > 0
      && g_str_equal (((StationPast *) g_ptr_array_index (pasts, 0))->revision, revision))
    return TRUE;
  present = g_new0 (StationPast, 1);
  present->revision = g_steal_pointer (&revision);
  present->text = g_steal_pointer (&text);
  present->time_us = station_products_get_time (self->station->products, name);
  g_ptr_array_insert (pasts, 0, present);
  return TRUE;
}

static void
show_history (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = api_get_product (call, self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pasts = NULL;
  JsonObject *answer;
  JsonArray *revisions;
  guint limit;

  if (name == NULL || !api_get_limit (call, SHOWN_PAST, MAX_PAST, &limit))
    return;
  pasts = station_history_list (self->station->products, name, 0, limit + 1, &error);
  if (pasts == NULL || !add_present (self, name, pasts, &error)) {
    api_fail_with (call, self, HTTP_FAILED, error);
    return;
  }
  answer = json_object_new ();
  revisions = json_array_new ();
  for (guint i = 0; i < MIN (pasts->len, limit); i++)
    json_array_add_object_element (revisions,
        new_past (g_ptr_array_index (pasts, i),
            i + 1 < pasts->len ? g_ptr_array_index (pasts, i + 1) : NULL));
  json_object_set_array_member (answer, "revisions", revisions);
  http_call_answer_object (call, answer);
}

static void
show_past (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = api_get_product (call, self);
  g_autoptr (GError) error = NULL;
  g_autoptr (StationPast) past = NULL;

  if (name == NULL)
    return;
  past = station_history_find (
      self->station->products, name, 0, http_call_get_segment (call, 1), &error);
  if (past != NULL)
    answer_text (call, past->text);
  else
    api_fail_with (call, self, HTTP_NOT_FOUND, error);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/products", list, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL }, "listProducts",
      "The products", NULL, "Products" },
  { { "GET", "/v1/products/{product}", show, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL },
      "getProduct", "The text of a product's ROI file; ETag has its revision", NULL,
      "application/json" },
  { { "PUT", "/v1/products/{product}", api_product_save, HTTP_CHANGE, HTTP_WORK, HTTP_BODY_BYTES,
        API_PRODUCT_BYTES },
      "saveProduct", "Replaces the ROI file, or makes a product; 412 if it is not what was read",
      NULL, "Saved",
      { { "If-Match", "header", "string", "The ETag that the text was read with" },
          { "If-None-Match", "header", "string", "*: there must be no such product yet" },
          { "note", "query", "string", "Why, for the history" } } },
  { { "POST", "/v1/products/{product}/check", check, HTTP_INSPECT, HTTP_WORK, HTTP_BODY_BYTES,
        API_PRODUCT_BYTES },
      "checkProduct", "What the loader has against a text; nothing is saved", NULL, "Opinion" },
  { { "GET", "/v1/products/{product}/history", show_history, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE,
        API_SMALL },
      "getHistory", "What the ROI file said, the newest first, with what changed", NULL, "History",
      { { "limit", "query", "integer", "At most so many: 50" } } },
  { { "GET", "/v1/products/{product}/history/{revision}", show_past, HTTP_SEE, HTTP_WORK,
        HTTP_BODY_NONE, API_SMALL },
      "getRevision", "The text of a revision", NULL, "application/json" },
  { { "POST", "/v1/products/{product}/restore", api_product_restore, HTTP_CHANGE, HTTP_WORK,
        HTTP_BODY_OBJECT, API_SMALL },
      "restoreProduct", "Saves a revision of the history once more", "Restore", "Saved",
      { { "If-Match", "header", "string", "The ETag of what it replaces" } } },
};

const ApiFamily api_products_family = { "products", endpoints, G_N_ELEMENTS (endpoints) };
