/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Goldens that are promoted, restored or deleted: sections 4.14, 4.15 and parts of 4.17 and 4.20 of the old API. */
#include <string.h>

#include "product/aoi-golden-private.h"
#include "rest/rest-golden.h"
#include "storage/aoi-folder-tree.h"

/* A change on its way: the product is locked, and its goldens too. */
typedef struct {
  StationLock *lock;
  AoiGoldenStore *store;
  GPtrArray *goldens; /* StationGolden */
} Change;

static void
change_clear (Change *self)
{
  g_clear_pointer (&self->store, aoi_golden_store_close);
  g_clear_pointer (&self->goldens, g_ptr_array_unref);
  g_clear_pointer (&self->lock, station_lock_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, change_clear)

static gboolean
has_folder (Rest *self, const RestGoldenTarget *target)
{
  StationProducts *products = self->station->products;
  g_autofree gchar *path = g_strdup_printf ("%s/golden_rois/roi_%d", target->product, target->id);

  return station_products_has (products, target->product)
      && aoi_folder_is_folder (station_products_get_folder (products), path);
}

/* Returns whether there are goldens to change; if not, the call is answered. */
static gboolean
change_begin (Change *self, HttpCall *call, Rest *rest, const RestGoldenTarget *target)
{
  g_autoptr (GError) error = NULL;

  self->lock = station_products_lock (rest->station->products, target->product);
  if (!has_folder (rest, target)) {
    http_call_fail (call, HTTP_NOT_FOUND, "Golden ROI directory not found");
    return FALSE;
  }
  self->store = station_goldens_open (rest->station->products, target->product, &error);
  if (self->store != NULL)
    self->goldens = station_goldens_list (
        rest->station->products, target->product, target->id, &error);
  if (self->goldens != NULL)
    return TRUE;
  rest_fail_with (call, rest, HTTP_FAILED, error);
  return FALSE;
}

static const StationGolden *
find (const Change *self, const gchar *name)
{
  for (guint i = 0; i < self->goldens->len; i++) {
    const StationGolden *golden = g_ptr_array_index (self->goldens, i);

    if (g_str_equal (golden->name, name))
      return golden;
  }
  return NULL;
}

static void
answer_message (HttpCall *call, const gchar *head, const gchar *name, const gchar *tail)
{
  JsonObject *answer = json_object_new ();
  g_autofree gchar *message = g_strconcat (head, name, tail, NULL);

  json_object_set_string_member (answer, "message", message);
  http_call_answer_object (call, answer);
}

void
rest_golden_promote (HttpCall *call, gpointer data)
{
  Rest *self = data;
  RestGoldenTarget target;
  g_auto (Change) change = { NULL };
  g_autofree gchar *note = NULL, *name = NULL;
  g_autoptr (GError) error = NULL;

  if (!rest_golden_get_target (call, "sample_name", "sample name", &target)
      || !change_begin (&change, call, self, &target))
    return;
  if (find (&change, target.name) == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "Sample file not found");
    return;
  }
  note = rest_golden_dup_note (call);
  name = aoi_golden_store_promote (change.store, target.id, target.name, note, &error);
  station_products_touch (self->station->products, target.product);
  if (name != NULL)
    answer_message (call, "'", target.name, "' promoted to best golden sample");
  else
    rest_golden_fail (call, self, error);
}

/* Names of goldens that were the best, as promoting gives them. */
static gboolean
is_backup (const gchar *name)
{
  const gchar *dot = strrchr (name, '.');
  g_autofree gchar *stem = dot != NULL ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);

  return aoi_golden_is_sample (name) && g_str_has_prefix (stem, "original_")
      && g_str_has_suffix (stem, "_old_best");
}

static void
answer_restored (HttpCall *call, const gchar *name, const gchar *demoted)
{
  JsonObject *answer = json_object_new ();
  g_autofree gchar *message = g_strdup_printf (
      "Successfully restored '%s' to best golden sample", name);

  json_object_set_string_member (answer, "message", message);
  json_object_set_string_member (answer, "restored_from", name);
  json_object_set_string_member (answer, "backed_up_current", demoted != NULL ? demoted : "");
  http_call_answer_object (call, answer);
}

void
rest_golden_restore (HttpCall *call, gpointer data)
{
  Rest *self = data;
  RestGoldenTarget target;
  g_auto (Change) change = { NULL };
  g_autofree gchar *note = NULL, *name = NULL, *demoted = NULL;
  g_autoptr (GError) error = NULL;

  if (!rest_golden_get_target (call, "backup_filename", "backup filename", &target))
    return;
  if (!is_backup (target.name)) {
    http_call_fail (
        call, HTTP_BAD_REQUEST, "Invalid backup filename format. Must be original_*_old_best.jpg");
    return;
  }
  if (!change_begin (&change, call, self, &target))
    return;
  if (find (&change, target.name) == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "Backup file '%s' not found", target.name);
    return;
  }
  note = rest_golden_dup_note (call);
  name = aoi_golden_store_promote_with (
      change.store, target.id, target.name, note, &demoted, &error);
  station_products_touch (self->station->products, target.product);
  if (name != NULL)
    answer_restored (call, target.name, demoted);
  else
    rest_golden_fail (call, self, error);
}

/* Returns whether it is in the trash; if not, @error says why. */
static gboolean
withdraw (
    HttpCall *call, Rest *self, Change *change, const RestGoldenTarget *target, GError **error)
{
  g_autofree gchar *note = rest_golden_dup_note (call);
  g_autofree gchar *trash = aoi_golden_store_withdraw (
      change->store, target->id, target->name, note, error);

  station_products_touch (self->station->products, target->product);
  return trash != NULL;
}

void
rest_golden_delete (HttpCall *call, gpointer data)
{
  RestGoldenTarget target;
  g_auto (Change) change = { NULL };
  g_autoptr (GError) error = NULL;
  const StationGolden *golden;

  if (!rest_golden_get_target (call, "sample_name", "sample name", &target)
      || !change_begin (&change, call, data, &target))
    return;
  golden = find (&change, target.name);
  if (golden == NULL)
    http_call_fail (call, HTTP_NOT_FOUND, "Sample file not found");
  else if (golden->is_best && change.goldens->len == 1)
    http_call_fail (
        call, HTTP_BAD_REQUEST, "Cannot delete the only golden sample. Add alternatives first.");
  else if (withdraw (call, data, &change, &target, &error))
    answer_message (call, "Golden sample '", target.name, "' deleted successfully");
  else
    rest_golden_fail (call, data, error);
}

/* The desktop client's golden window, which may take the last one: then the ROI fails. */
void
rest_golden_window_delete (HttpCall *call, gpointer data)
{
  RestGoldenTarget target;
  g_auto (Change) change = { NULL };
  g_autoptr (GError) error = NULL;

  if (!rest_golden_get_path (call, &target))
    return;
  if (!has_folder (data, &target)) {
    http_call_fail (call, HTTP_NOT_FOUND, "Golden sample not found");
    return;
  }
  if (!change_begin (&change, call, data, &target))
    return;
  if (change.goldens->len == 0) {
    http_call_fail (call, HTTP_NOT_FOUND, "Golden sample not found");
    return;
  }
  target.name = ((const StationGolden *) g_ptr_array_index (change.goldens, 0))->name;
  if (withdraw (call, data, &change, &target, &error))
    answer_message (call, "Golden sample", "", " deleted successfully");
  else
    rest_golden_fail (call, data, error);
}
