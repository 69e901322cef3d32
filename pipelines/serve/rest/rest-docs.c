/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tells about the old API: sections 4.21 and 4.22 of it. Texts are resources; endpoints are listed from the table
 * that serves them. */
#include "rest/rest-private.h"

#include "rest-docs-resources.h"

#define ROOT "/aoi/rest/"

/* What endpoints are for. */
static const struct {
  const gchar *pattern, *words[3]; /* of GET, POST, DELETE */
} descriptions[] = {
  { "/api/health", { "Whether the server is there" } },
  { "/api/initialize", { NULL, "Prepares inspections, which needs nothing here" } },
  { "/api/status", { "What the server does" } },
  { "/api/products", { "Products" } },
  { "/api/products/create", { NULL, "Makes a product" } },
  { "/api/products/{product}/rois", { "ROIs of a product", "Replaces them" } },
  { "/get_roi_groups/{product}", { "ROIs by focus and exposure: the pictures to take" } },
  { "/api/session/create", { NULL, "Opens a session for a product" } },
  { "/api/session/{id}/inspect", { NULL, "Inspects a board in one picture" } },
  { "/process_grouped_inspection", { NULL, "Inspects a board in a picture a group" } },
  { "/api/session/{id}/close", { NULL, "Ends a session" } },
  { "/api/session/{id}/status", { "A session" } },
  { "/api/sessions", { "Sessions" } },
  { "/api/golden-sample/save", { NULL, "Makes a picture the best golden of an ROI" } },
  { "/api/golden-sample/products", { "Products that have goldens" } },
  { "/api/golden-sample/promote", { NULL, "Makes a golden the best one" } },
  { "/api/golden-sample/restore", { NULL, "Makes one the best that was it before" } },
  { "/api/golden-sample/delete", { NULL, NULL, "Moves a golden to the trash" } },
  { "/api/golden-sample/rename-folders", { NULL, "Gives goldens of ROIs to others" } },
  { "/api/golden-sample/{product}/{#roi}",
      { "Goldens of an ROI; with include_images=true, pictures" } },
  { "/api/golden-sample/{product}/{#roi}/metadata", { "Goldens of an ROI, and what they take" } },
  { "/api/golden-sample/{product}/{#roi}/download/{file}", { "A golden's file" } },
  { "/api/products/{product}/golden/{#roi}",
      { "The best golden of an ROI, in base64", "Makes a picture in base64 the best golden",
          "Moves the best golden to the trash" } },
  { "/api/products/{product}/colors", { "Colours of a product", "Replaces them" } },
  { "/api/schema/{name}", { "What ROIs and results look like: roi, result, version" } },
  { "/api/docs", { "This list" } },
  { "/api/docs/guide", { "How clients use the API, in Markdown" } },
  { "/api", { "A page" } },
};

static void
answer_resource (HttpCall *call, const gchar *name, const gchar *type)
{
  g_autofree gchar *path = g_strconcat (ROOT, name, NULL);
  GBytes *bytes = g_resource_lookup_data (
      rest_docs_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes != NULL)
    http_call_answer (call, HTTP_OK, type, bytes);
  else
    http_call_fail (call, HTTP_NOT_FOUND, "there is nothing at this path");
}

void
rest_docs_page (HttpCall *call, gpointer data)
{
  answer_resource (call, "page.html", "text/html; charset=utf-8");
}

void
rest_docs_guide (HttpCall *call, gpointer data)
{
  answer_resource (call, "guide.md", "text/markdown; charset=utf-8");
}

void
rest_schema_get (HttpCall *call, gpointer data)
{
  static const gchar *const names[] = { "result", "roi", "version", NULL };
  const gchar *name = http_call_get_segment (call, 0);
  g_autofree gchar *file = g_strdup_printf ("schema-%s.json", name);

  if (g_strv_contains (names, name))
    answer_resource (call, file, "application/json");
  else
    http_call_fail (call, HTTP_NOT_FOUND, "There is no schema %s", name);
}

static const gchar *
find_words (const HttpRoute *route)
{
  const guint method = g_str_equal (route->method, "GET") ? 0
      : g_str_equal (route->method, "POST")               ? 1
                                                          : 2;

  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    if (g_str_equal (descriptions[i].pattern, route->pattern))
      return descriptions[i].words[method];
  return NULL;
}

static void
add_endpoint (const HttpRoute *route, gpointer data)
{
  JsonObject *endpoints = data;
  const gchar *words = find_words (route);
  g_autoptr (GString) key = g_string_new (route->method);

  g_string_append_printf (key, " %s", route->pattern);
  g_string_replace (key, "{#", "{", 0);
  json_object_set_string_member (endpoints, key->str, words != NULL ? words : "");
}

static JsonObject *
list_types (void)
{
  static const gchar *const names[] = { "barcode", "compare", "ocr", "color" };
  JsonObject *types = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *key = g_strdup_printf ("%u", i + 1);

    json_object_set_string_member (types, key, names[i]);
  }
  return types;
}

static JsonObject *
list_texts (const gchar *const (*texts)[2], guint n)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < n; i++)
    json_object_set_string_member (object, texts[i][0], texts[i][1]);
  return object;
}

void
rest_docs_list (HttpCall *call, gpointer data)
{
  static const gchar *const ways[][2] = {
    { "image_filename", "name of a file in input of the session's folder" },
    { "image_path", "path of a file in captures or input of it; grouped inspections" },
    { "image", "the picture in base64, bare or as a data URL" },
  };
  static const gchar *const links[][2] = {
    { "openapi", "/v1/openapi.json" },
    { "guide", "/api/docs/guide" },
    { "roi_schema", "/api/schema/roi" },
    { "result_schema", "/api/schema/result" },
    { "schema_version", "/api/schema/version" },
  };
  Rest *self = data;
  JsonObject *answer = json_object_new (), *endpoints = json_object_new ();

  rest_foreach_route (add_endpoint, endpoints);
  json_object_set_string_member (answer, "api_version", "1.0");
  json_object_set_string_member (answer, "server_name", "aoi serve");
  json_object_set_object_member (answer, "endpoints", endpoints);
  json_object_set_object_member (answer, "roi_types", list_types ());
  json_object_set_object_member (
      answer, "image_transmission", list_texts (ways, G_N_ELEMENTS (ways)));
  json_object_set_string_member (answer, "shared_folder", self->station->settings.mount);
  json_object_set_object_member (answer, "links", list_texts (links, G_N_ELEMENTS (links)));
  http_call_answer_object (call, answer);
}
