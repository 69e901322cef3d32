/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How products are saved: by those who know what they replace. */
#include "api/api-products.h"

#include <string.h>

#include "api/api-difference.h"
#include "station/station-history.h"

/* @revision: (nullable): that is there now */
static void
answer_changed (HttpCall *call, const gchar *name, const gchar *revision)
{
  JsonObject *answer = json_object_new ();
  g_autofree gchar *text = revision != NULL
      ? g_strdup_printf ("product: \"%s\" was changed meanwhile", name)
      : g_strdup_printf ("product: \"%s\" is not there any more", name);

  json_object_set_string_member (answer, "error", text);
  api_set_text (answer, "revision", revision);
  http_call_refuse (call, HTTP_CHANGED, answer);
}

/* @revision: (nullable): that is there now. Returns whether it may be replaced; if not, the call is answered. */
static gboolean
check_condition (HttpCall *call, const gchar *name, const gchar *revision)
{
  const gchar *match = http_call_get_header (call, "If-Match");
  const gchar *none = http_call_get_header (call, "If-None-Match");

  if (match == NULL && (none == NULL || !g_str_equal (none, "*"))) {
    http_call_fail (call, HTTP_UNCONDITIONAL,
        "If-Match: is missing: say the ETag of what is replaced, or If-None-Match: * for a new product");
    return FALSE;
  }
  if (match == NULL && revision == NULL) {
    if (station_name_is_new_product (name))
      return TRUE;
    http_call_fail (call, HTTP_BAD_REQUEST,
        "product: \"%s\": a new product's name has letters, digits, _ and - only", name);
    return FALSE;
  }
  if (match != NULL && revision != NULL && api_has_tag (call, revision))
    return TRUE;
  answer_changed (call, name, revision);
  return FALSE;
}

static void
answer_refused (HttpCall *call, const StationTrial *trial)
{
  JsonObject *answer = api_product_new_opinion (trial);
  const StationProblem *first = g_ptr_array_index (trial->problems, 0);
  g_autofree gchar *text = g_strdup_printf ("%s%s%s%s%s", first->file,
      first->path != NULL ? ": " : "", first->path != NULL ? first->path : "", ": ",
      first->message);

  json_object_set_string_member (answer, "error", text);
  http_call_refuse (call, HTTP_BAD_REQUEST, answer);
}

/* @before: (nullable) */
static void
note_change (HttpCall *call, const gchar *before, const gchar *after)
{
  g_autofree gchar *from = before != NULL ? station_text_get_revision (before) : NULL;
  g_autofree gchar *to = station_text_get_revision (after);
  JsonNode *changes = json_node_new (JSON_NODE_ARRAY);

  api_note_change (call, "revision", from, to);
  json_node_take_array (changes, api_difference_new (before != NULL ? before : "[]", after));
  http_call_note (call, "changes", changes);
}

/* @before: (nullable): what the product was */
static void
answer_saved (HttpCall *call, const gchar *before, const gchar *text, const StationTrial *trial)
{
  JsonObject *answer = api_product_new_opinion (trial);
  g_autofree gchar *revision = station_text_get_revision (text);

  note_change (call, before, text);
  json_object_set_string_member (answer, "revision", revision);
  api_set_tag (call, revision);
  http_call_answer_object (call, answer);
}

/* The product is locked. */
static void
save (HttpCall *call, Api *self, const gchar *name, const StationPast *change)
{
  StationProducts *products = self->station->products;
  const gboolean is_there = station_products_has (products, name);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *present = is_there ? station_products_read_text (products, name, &error) : NULL;
  g_autofree gchar *revision = present != NULL ? station_text_get_revision (present) : NULL;
  g_auto (StationTrial) trial = { NULL };

  if (is_there && present == NULL) {
    api_fail_with (call, self, HTTP_FAILED, error);
    return;
  }
  if (!check_condition (call, name, revision))
    return;
  if (!station_trial_init (&trial, products, name, change->text, &error))
    api_fail_with (call, self, HTTP_FAILED, error);
  else if (trial.revision == NULL)
    answer_refused (call, &trial);
  else if (station_products_save (products, name, change, &error))
    answer_saved (call, present, change->text, &trial);
  else
    api_fail_with (call, self, HTTP_FAILED, error);
}

void
api_product_save (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = http_call_get_segment (call, 0);
  g_autofree gchar *person = api_dup_person (call);
  g_autofree gchar *text = NULL;
  g_autoptr (StationLock) lock = NULL;
  StationPast change = { .person = person, .note = (gchar *) http_call_get_query (call, "note") };

  if (!station_name_is_product (name)) {
    http_call_fail (
        call, HTTP_BAD_REQUEST, "product: \"%s\" is no name that a product may have", name);
    return;
  }
  text = api_product_dup_text (call);
  if (text == NULL)
    return;
  change.text = text;
  lock = station_products_lock (self->station->products, name);
  save (call, self, name, &change);
}

void
api_product_restore (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = api_get_product (call, self);
  g_autofree gchar *person = NULL, *note = NULL;
  g_autoptr (StationLock) lock = NULL;
  g_autoptr (StationPast) past = NULL;
  g_autoptr (GError) error = NULL;
  StationPast change = { NULL };
  const gchar *revision;

  /* Then the call is answered, and somebody else's. */
  if (name == NULL)
    return;
  revision = api_get_text (http_call_get_object (call), "revision");
  if (revision == NULL) {
    http_call_fail (call, HTTP_BAD_REQUEST, "revision: must be a text, of the product's history");
    return;
  }
  lock = station_products_lock (self->station->products, name);
  past = station_history_find (self->station->products, name, 0, revision, &error);
  if (past == NULL) {
    api_fail_with (call, self, HTTP_NOT_FOUND, error);
    return;
  }
  person = api_dup_person (call);
  note = g_strdup_printf ("restored %.12s", revision);
  change.person = person;
  change.text = past->text;
  change.note = note;
  save (call, self, name, &change);
}
