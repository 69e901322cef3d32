/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The station's own source of frames: how it is, and what is inspected on them. */
#include "api/api-private.h"
#include "station/station-news.h"

static JsonObject *
new_facts (Api *self)
{
  g_auto (SourceFacts) facts = { .reason = NULL };
  JsonObject *object = json_object_new ();

  source_get_facts (self->source, &facts);
  json_object_set_string_member (object, "state", source_state_to_string (facts.state));
  api_set_text (object, "reason", facts.reason);
  api_set_text (object, "product", facts.product);
  api_set_text (object, "revision", facts.revision);
  api_set_text (object, "refused", facts.refused);
  json_object_set_int_member (object, "frames", (gint64) facts.frames);
  json_object_set_int_member (object, "boards", (gint64) facts.boards);
  json_object_set_int_member (object, "failures", (gint64) facts.failures);
  json_object_set_int_member (object, "lost", (gint64) facts.lost);
  return object;
}

/* The source's thread: tells those who listen how it is now. */
void
api_source_tell (Api *self)
{
  station_tell (self->station, "source", new_facts (self));
}

/* Of a station that has one. Returns: (transfer full) (nullable): what is wrong with it */
gchar *
api_source_find_fault (Api *self)
{
  g_auto (SourceFacts) facts = { .reason = NULL };

  source_get_facts (self->source, &facts);
  if (facts.state == SOURCE_WAITING)
    return g_strdup_printf (
        "it failed, and is tried again: %s", facts.reason != NULL ? facts.reason : "no reason");
  return facts.refused != NULL ? g_strdup_printf ("the product is not taken: %s", facts.refused)
                               : NULL;
}

/* Returns whether there is a source; if not, the call is answered. */
static gboolean
check_source (HttpCall *call, Api *self)
{
  if (self->source == NULL)
    http_call_fail (call, HTTP_NOT_FOUND, "source: the station has none");
  return self->source != NULL;
}

/**
 * api_source_check_runs:
 * @call: (transfer full if FALSE is returned): a call that needs live frames
 * @self: the API
 *
 * Returns: whether there is a source, and frames come; if not, the call is answered
 */
gboolean
api_source_check_runs (HttpCall *call, Api *self)
{
  g_auto (SourceFacts) facts = { .reason = NULL };

  if (!check_source (call, self))
    return FALSE;
  source_get_facts (self->source, &facts);
  if (facts.state == SOURCE_RUNNING)
    return TRUE;
  http_call_fail (call, HTTP_BUSY, "source: it is %s%s%s", source_state_to_string (facts.state),
      facts.reason != NULL ? ": " : "", facts.reason != NULL ? facts.reason : "");
  return FALSE;
}

static void
show (HttpCall *call, gpointer data)
{
  Api *self = data;

  if (check_source (call, self))
    http_call_answer_object (call, new_facts (self));
}

static void
set_product (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = api_get_text (http_call_get_object (call), "product");
  g_auto (SourceFacts) before = { .reason = NULL };
  g_autoptr (GError) error = NULL;

  if (!check_source (call, self))
    return;
  source_get_facts (self->source, &before);
  if (name == NULL || !station_name_is_product (name))
    http_call_fail (call, HTTP_BAD_REQUEST, "product: \"%s\" is no name that a product may have",
        name != NULL ? name : "");
  else if (!station_products_has (self->station->products, name))
    http_call_fail (call, HTTP_NOT_FOUND, "product: there is no \"%s\"", name);
  else if (!source_set_product (self->source, name, &error))
    api_fail_with (call, self, HTTP_CONFLICT, error);
  else {
    api_note_change (call, "product", before.product, name);
    http_call_answer_object (call, new_facts (self));
  }
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/source", show, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL }, "getSource",
      "How the station's own source of frames is", NULL, "Source" },
  { { "PUT", "/v1/source/product", set_product, HTTP_SWITCH, HTTP_WORK, HTTP_BODY_OBJECT,
        API_SMALL },
      "setSourceProduct", "Says what is inspected on its frames from the next board on",
      "SourceProduct", "Source" },
};

const ApiFamily api_source_family = { "source", endpoints, G_N_ELEMENTS (endpoints) };
