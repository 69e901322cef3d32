/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How goldens are changed: by those who know which ones they change. Each change can be taken back. */
#include "api/api-goldens.h"

#include "station/station-history.h"

/**
 * api_goldens_change_clear:
 * @self: a change, done or not
 */
void
api_goldens_change_clear (ApiGoldensChange *self)
{
  g_clear_pointer (&self->before, station_golden_set_free);
  g_clear_pointer (&self->after, station_golden_set_free);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->lock, station_lock_free);
  g_clear_pointer (&self->person, g_free);
  g_clear_pointer (&self->note, g_free);
}

static gboolean
check_condition (const ApiGoldensChange *self, HttpCall *call)
{
  JsonObject *answer;

  if (http_call_get_header (call, "If-Match") == NULL) {
    http_call_fail (call, HTTP_UNCONDITIONAL,
        "If-Match: is missing: say the ETag of the goldens that are changed");
    return FALSE;
  }
  if (api_has_tag (call, self->before->revision))
    return TRUE;
  answer = api_goldens_describe (&self->target, self->before);
  json_object_set_string_member (answer, "error", "goldens: were changed meanwhile");
  http_call_refuse (call, HTTP_CHANGED, answer);
  return FALSE;
}

/* @person: (nullable): who made it so; %NULL: somebody else, when the newest of its files was written */
static gboolean
keep (const ApiGoldensChange *self, const StationGoldenSet *set, const gchar *person,
    const gchar *note, GError **error)
{
  const StationPast past = {
    .time_us = person != NULL ? g_get_real_time () : station_golden_set_get_time (set),
    .person = (gchar *) person,
    .note = (gchar *) note,
    .text = set->text,
  };

  return station_history_keep (
      self->api->station->products, self->target.product, self->target.id, &past, error);
}

/**
 * api_goldens_change_begin:
 * @self: (out): zero, to be cleared even if this fails
 * @call: whose path names an ROI
 * @api: the API
 * @note: (nullable): why
 *
 * Locks the product, and keeps what its goldens are.
 *
 * Returns: whether they may be changed; if not, the call is answered
 */
gboolean
api_goldens_change_begin (ApiGoldensChange *self, HttpCall *call, Api *api, const gchar *note)
{
  StationProducts *products = api->station->products;
  g_autoptr (GError) error = NULL;

  self->api = api;
  self->person = api_dup_person (call);
  self->note = g_strdup (note);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  if (!api_goldens_get_target (call, api, &self->target))
    return FALSE;
  self->lock = station_products_lock (products, self->target.product);
  self->before = station_golden_set_read (products, self->target.product, self->target.id, &error);
  if (self->before != NULL) {
    if (!check_condition (self, call))
      return FALSE;
    if (keep (self, self->before, NULL, NULL, &error))
      return TRUE;
  }
  api_fail_with (call, api, HTTP_FAILED, error);
  return FALSE;
}

/**
 * api_goldens_change_dup_note:
 * @self: a change
 * @call: its call
 *
 * Returns: (transfer full): who changes goldens, and why, for their log
 */
gchar *
api_goldens_change_dup_note (const ApiGoldensChange *self, HttpCall *call)
{
  const gchar *user = http_call_get_user (call);

  return g_strdup_printf ("%s%sover HTTP by %s%s%s", self->note != NULL ? self->note : "",
      self->note != NULL ? "; " : "", user != NULL ? user : "nobody known", " from ",
      http_call_get_peer (call));
}

/**
 * api_goldens_change_end:
 * @self: a change that is made, and whose store is closed
 * @call: (transfer full if FALSE is returned): its call
 *
 * Notes what the goldens are now, and unlocks the product.
 *
 * Returns: whether that is known; if not, the call is answered
 */
gboolean
api_goldens_change_end (ApiGoldensChange *self, HttpCall *call)
{
  StationProducts *products = self->api->station->products;
  g_autoptr (GError) error = NULL;

  station_products_touch (products, self->target.product);
  self->after = station_golden_set_read (products, self->target.product, self->target.id, &error);
  if (self->after == NULL) {
    api_fail_with (call, self->api, HTTP_FAILED, error);
    return FALSE;
  }
  if (!keep (self, self->after, self->person, self->note, &error))
    g_warning ("%s: goldens of ROI %d are changed, but the history does not say by whom: %s",
        self->target.product, self->target.id, error->message);
  if (self->after->goldens->len == 0)
    g_ptr_array_add (
        self->warnings, g_strdup ("it has no goldens any more, and so fails on every board"));
  g_clear_pointer (&self->lock, station_lock_free);
  return TRUE;
}

/**
 * api_goldens_change_answer:
 * @self: a change that has ended
 * @call: (transfer full): its call
 * @golden: (nullable): name of a golden that it has added
 */
void
api_goldens_change_answer (const ApiGoldensChange *self, HttpCall *call, const gchar *golden)
{
  JsonObject *answer = api_goldens_describe (&self->target, self->after);
  JsonArray *warnings = json_array_new ();

  for (guint i = 0; i < self->warnings->len; i++)
    json_array_add_string_element (warnings, g_ptr_array_index (self->warnings, i));
  api_note_change (call, "goldens", self->before->revision, self->after->revision);
  if (golden != NULL)
    api_note_change (call, "golden", NULL, golden);
  json_object_set_string_member (answer, "before", self->before->revision);
  if (golden != NULL)
    json_object_set_string_member (answer, "golden", golden);
  json_object_set_array_member (answer, "warnings", warnings);
  api_set_tag (call, self->after->revision);
  http_call_answer_object (call, answer);
}

static gboolean
has_golden (const ApiGoldensChange *self, HttpCall *call, const gchar *name)
{
  for (guint i = 0; i < self->before->goldens->len; i++) {
    const StationGolden *golden = g_ptr_array_index (self->before->goldens, i);

    if (g_str_equal (golden->name, name))
      return TRUE;
  }
  http_call_fail (call, HTTP_NOT_FOUND, "golden: ROI %d has no \"%s\"", self->target.id, name);
  return FALSE;
}

/* What is done to a golden that is there. Returns: (transfer full): its name now, or where it is */
typedef gchar *(*Act) (
    AoiGoldenStore *store, gint id, const gchar *name, const gchar *note, GError **error);

static void
act (HttpCall *call, Api *api, Act done)
{
  const gchar *name = http_call_get_segment (call, 2);
  g_auto (ApiGoldensChange) change = { NULL };
  g_autoptr (AoiGoldenStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *note = NULL, *result = NULL;

  if (!api_goldens_change_begin (&change, call, api, http_call_get_query (call, "note"))
      || !has_golden (&change, call, name))
    return;
  store = station_goldens_open (api->station->products, change.target.product, &error);
  if (store != NULL) {
    note = api_goldens_change_dup_note (&change, call);
    result = done (store, change.target.id, name, note, &error);
  }
  if (result == NULL) {
    api_goldens_fail (call, api, error);
    return;
  }
  g_clear_pointer (&store, aoi_golden_store_close);
  if (api_goldens_change_end (&change, call))
    api_goldens_change_answer (&change, call, NULL);
}

void
api_golden_promote (HttpCall *call, gpointer data)
{
  act (call, data, aoi_golden_store_promote);
}

void
api_golden_remove (HttpCall *call, gpointer data)
{
  act (call, data, aoi_golden_store_withdraw);
}

/* Returns whether the goldens are what @past says. */
static gboolean
restore (const ApiGoldensChange *change, HttpCall *call, const StationPast *past, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (past->text, NULL);
  g_autoptr (GArray) list = station_golden_text_parse (root);
  g_autofree gchar *note = api_goldens_change_dup_note (change, call);
  g_autoptr (AoiGoldenStore)
      store = station_goldens_open (change->api->station->products, change->target.product, error);

  return store != NULL
      && aoi_golden_store_restore (
          store, change->target.id, (const AoiGoldenPast *) list->data, list->len, note, error);
}

void
api_goldens_restore (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *revision = api_get_text (http_call_get_object (call), "revision");
  g_auto (ApiGoldensChange) change = { NULL };
  g_autoptr (StationPast) past = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *note = NULL;

  if (revision == NULL) {
    http_call_fail (
        call, HTTP_BAD_REQUEST, "revision: must be a text, of the history of these goldens");
    return;
  }
  note = g_strdup_printf ("restored %.12s", revision);
  if (!api_goldens_change_begin (&change, call, self, note))
    return;
  past = station_history_find (
      self->station->products, change.target.product, change.target.id, revision, &error);
  if (past == NULL)
    api_fail_with (call, self, HTTP_NOT_FOUND, error);
  else if (!restore (&change, call, past, &error))
    api_goldens_fail (call, self, error);
  else if (api_goldens_change_end (&change, call))
    api_goldens_change_answer (&change, call, NULL);
}
