/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The document of the API, made of the tables of its routes. Schemas are files. */
#include <string.h>

#include "api-resources.h"
#include "api/api-private.h"
#include "json/aoi-json-writer.h"

#define PREFIX "/aoi/api/"

/* A file that is compiled in is there and is JSON. */
static JsonNode *
load (const gchar *path)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      api_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size;
  const gchar *text = g_bytes_get_data (bytes, &size);
  const gboolean good = json_parser_load_from_data (parser, text, (gssize) size, NULL);

  g_assert (good);
  return json_parser_steal_root (parser);
}

static JsonObject *
new_reference (const gchar *schema)
{
  JsonObject *object = json_object_new ();
  g_autofree gchar *reference = g_strconcat ("#/components/schemas/", schema, NULL);

  json_object_set_string_member (object, "$ref", reference);
  return object;
}

static JsonObject *
new_type (const gchar *type)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", type);
  return object;
}

/* Returns `content` of one media type. @schema: (transfer full) (nullable) */
static JsonObject *
new_content (const gchar *media, JsonObject *schema)
{
  JsonObject *content = json_object_new ();
  JsonObject *described = json_object_new ();

  if (schema != NULL)
    json_object_set_object_member (described, "schema", schema);
  json_object_set_object_member (content, media, described);
  return content;
}

static void
add_parameter (
    JsonArray *parameters, const gchar *name, const gchar *in, const gchar *type, const gchar *text)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "in", in);
  if (text != NULL)
    json_object_set_string_member (object, "description", text);
  if (g_str_equal (in, "path"))
    json_object_set_boolean_member (object, "required", TRUE);
  json_object_set_object_member (object, "schema", new_type (type));
  json_array_add_object_element (parameters, object);
}

/* Returns: (transfer full): the path as the document has it: `{#n}` is `{n}`. Its variables become parameters. */
static gchar *
read_pattern (const gchar *pattern, JsonArray *parameters)
{
  g_auto (GStrv) segments = g_strsplit (pattern, "/", -1);

  for (guint i = 0; segments[i] != NULL; i++) {
    const gboolean number = g_str_has_prefix (segments[i], "{#");
    gchar *name;

    if (segments[i][0] != '{')
      continue;
    name = g_strndup (segments[i] + 1 + number, strlen (segments[i]) - 2 - number);
    add_parameter (parameters, name, "path", number ? "integer" : "string", NULL);
    g_free (segments[i]);
    segments[i] = g_strdup_printf ("{%s}", name);
    g_free (name);
  }
  return g_strjoinv ("/", segments);
}

static JsonObject *
new_request (const ApiEndpoint *endpoint)
{
  JsonObject *request = json_object_new ();
  const gchar *media = endpoint->route.body == HTTP_BODY_FORM ? "multipart/form-data"
      : endpoint->route.body == HTTP_BODY_OBJECT              ? "application/json"
                                                              : "application/octet-stream";
  JsonObject *schema = endpoint->request != NULL ? new_reference (endpoint->request) : NULL;

  json_object_set_boolean_member (request, "required", TRUE);
  json_object_set_object_member (request, "content", new_content (media, schema));
  return request;
}

static JsonObject *
new_responses (const ApiEndpoint *endpoint)
{
  const gboolean is_media = strchr (endpoint->answer, '/') != NULL;
  JsonObject *responses = json_object_new ();
  JsonObject *good = json_object_new ();
  JsonObject *bad = json_object_new ();

  json_object_set_string_member (good, "description", "It is done");
  json_object_set_object_member (good, "content",
      is_media ? new_content (endpoint->answer, NULL)
               : new_content ("application/json", new_reference (endpoint->answer)));
  json_object_set_string_member (bad, "description", "Why it is not done");
  json_object_set_object_member (
      bad, "content", new_content ("application/json", new_reference ("Error")));
  json_object_set_object_member (responses, "200", good);
  json_object_set_object_member (responses, "default", bad);
  return responses;
}

/* What one must be, as those see it who guard the station. */
static const gchar *const roles[] = {
  [HTTP_OPEN] = NULL,
  [HTTP_SEE] = "operator",
  [HTTP_INSPECT] = "operator",
  [HTTP_REVIEW] = "verifier",
  [HTTP_JUDGE] = "verifier",
  [HTTP_SWITCH] = "operator",
  [HTTP_CHANGE] = "engineer",
  [HTTP_ADMIN] = "admin",
};

static void
add_access (JsonObject *operation, HttpAccess access)
{
  g_autofree gchar *text = NULL;

  if (roles[access] == NULL) {
    json_object_set_array_member (operation, "security", json_array_new ());
    return;
  }
  text = g_strdup_printf ("Needs the role %s", roles[access]);
  json_object_set_string_member (operation, "description", text);
}

static JsonObject *
new_operation (const ApiFamily *family, const ApiEndpoint *endpoint, JsonArray *parameters)
{
  JsonObject *operation = json_object_new ();
  JsonArray *tags = json_array_new ();

  json_array_add_string_element (tags, family->name);
  json_object_set_array_member (operation, "tags", tags);
  json_object_set_string_member (operation, "operationId", endpoint->id);
  json_object_set_string_member (operation, "summary", endpoint->summary);
  for (const ApiParameter *p = endpoint->parameters; p->name != NULL; p++)
    add_parameter (parameters, p->name, p->in, p->type, p->text);
  json_object_set_array_member (operation, "parameters", parameters);
  add_access (operation, endpoint->route.access);
  if (endpoint->route.body != HTTP_BODY_NONE)
    json_object_set_object_member (operation, "requestBody", new_request (endpoint));
  json_object_set_object_member (operation, "responses", new_responses (endpoint));
  return operation;
}

static void
add_endpoint (JsonObject *paths, const ApiFamily *family, const ApiEndpoint *endpoint)
{
  JsonArray *parameters = json_array_new ();
  g_autofree gchar *path = read_pattern (endpoint->route.pattern, parameters);
  g_autofree gchar *method = g_ascii_strdown (endpoint->route.method, -1);

  if (!json_object_has_member (paths, path))
    json_object_set_object_member (paths, path, json_object_new ());
  json_object_set_object_member (json_object_get_object_member (paths, path), method,
      new_operation (family, endpoint, parameters));
}

static void
add_family (JsonObject *paths, const ApiFamily *family)
{
  for (guint i = 0; i < family->n_endpoints; i++)
    add_endpoint (paths, family, &family->endpoints[i]);
}

/* A program shows a token, a page its cookie, and with each change X-CSRF-Token. */
static JsonObject *
new_security_schemes (void)
{
  JsonObject *schemes = json_object_new ();
  JsonObject *token = json_object_new ();
  JsonObject *session = json_object_new ();

  json_object_set_string_member (token, "type", "http");
  json_object_set_string_member (token, "scheme", "bearer");
  json_object_set_string_member (session, "type", "apiKey");
  json_object_set_string_member (session, "in", "cookie");
  json_object_set_string_member (session, "name", "aoi-session");
  json_object_set_object_member (schemes, "token", token);
  json_object_set_object_member (schemes, "session", session);
  return schemes;
}

/* Either will do. */
static JsonArray *
new_security (void)
{
  static const gchar *const schemes[] = { "token", "session" };
  JsonArray *security = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    JsonObject *one = json_object_new ();

    json_object_set_array_member (one, schemes[i], json_array_new ());
    json_array_add_object_element (security, one);
  }
  return security;
}

static JsonObject *
new_components (void)
{
  JsonObject *components = json_object_new ();
  g_autoptr (JsonNode) schemas = load (PREFIX "api-schemas.json");

  json_object_set_member (
      json_node_get_object (schemas), "Result", load (PREFIX "aoi-result.schema.json"));
  json_object_set_member (components, "schemas", g_steal_pointer (&schemas));
  json_object_set_object_member (components, "securitySchemes", new_security_schemes ());
  return components;
}

static JsonObject *
new_info (void)
{
  JsonObject *info = json_object_new ();

  json_object_set_string_member (info, "title", "aoi serve");
  json_object_set_string_member (info, "version", PACKAGE_VERSION);
  json_object_set_string_member (info, "description",
      "A station of aoiinspect. Errors are objects with the member error, which says what is wrong with what.");
  return info;
}

/**
 * api_openapi_new:
 * @families: (array zero-terminated=1): of endpoints
 * @others: some more
 *
 * Returns: (transfer full): the document, OpenAPI 3.1
 */
GBytes *
api_openapi_new (const ApiFamily *const *families, const ApiFamily *others)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *document = json_object_new ();
  JsonObject *paths = json_object_new ();
  gchar *text;

  for (guint i = 0; families[i] != NULL; i++)
    add_family (paths, families[i]);
  add_family (paths, others);
  json_object_set_string_member (document, "openapi", "3.1.0");
  json_object_set_object_member (document, "info", new_info ());
  json_object_set_object_member (document, "paths", paths);
  json_object_set_array_member (document, "security", new_security ());
  json_object_set_object_member (document, "components", new_components ());
  json_node_take_object (root, document);
  text = aoi_json_write (root);
  return g_bytes_new_take (text, strlen (text));
}
