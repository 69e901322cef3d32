/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-history.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "aoi-product.h"
#include "json/aoi-json-root.h"
#include "json/aoi-json-writer.h"
#include "station/station-products-private.h"
#include "storage/aoi-folder-tree.h"
#include "storage/aoi-folder-write.h"

#define FOLDER "revisions"
/* In JSON a text may take six bytes a byte. */
#define MAX_BYTES (6 * (gsize) AOI_PRODUCT_MAX_FILE_BYTES + 65536)

/**
 * station_past_free:
 * @self: (transfer full): a revision
 */
void
station_past_free (StationPast *self)
{
  g_free (self->revision);
  g_free (self->person);
  g_free (self->note);
  g_free (self->text);
  g_free (self);
}

/**
 * station_text_get_revision:
 * @text: of an ROI file
 *
 * Returns: (transfer full): what distinguishes it from others: its SHA-256
 */
gchar *
station_text_get_revision (const gchar *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* @roi: whose goldens; 0: of the ROI file */
static gchar *
get_folder (const gchar *name, gint roi)
{
  return roi == 0 ? g_strdup_printf ("%s/" FOLDER, name)
                  : g_strdup_printf ("%s/" FOLDER "/roi_%d", name, roi);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return -strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

/* Returns: (transfer full) (element-type utf8): files, the newest first; %NULL: there is no folder */
static GPtrArray *
list_files (StationProducts *self, const gchar *name, gint roi)
{
  g_autofree gchar *path = get_folder (name, roi);
  g_autoptr (GPtrArray) found = NULL;
  GPtrArray *files;

  if (!aoi_folder_is_folder (&self->folder, path))
    return NULL;
  found = aoi_folder_list (&self->folder, path, NULL);
  files = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; found != NULL && i < found->len; i++)
    if (g_str_has_suffix (g_ptr_array_index (found, i), ".json")
        && ((const gchar *) g_ptr_array_index (found, i))[0] != '.')
      g_ptr_array_add (files, g_strdup (g_ptr_array_index (found, i)));
  g_ptr_array_sort (files, compare_names);
  return files;
}

static gchar *
dup_text (JsonObject *object, const gchar *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_dup_string (node);
}

static StationPast *
parse (GBytes *bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (StationPast) self = NULL;
  gsize size;
  const gchar *text = g_bytes_get_data (bytes, &size);
  JsonObject *object;

  if (!json_parser_load_from_data (parser, text, (gssize) size, NULL)
      || !aoi_json_root_is_object (parser))
    return NULL;
  object = json_node_get_object (json_parser_get_root (parser));
  self = g_new0 (StationPast, 1);
  self->text = dup_text (object, "text");
  self->person = dup_text (object, "person");
  self->note = dup_text (object, "note");
  self->time_us = json_object_get_int_member_with_default (object, "time_us", 0);
  if (self->text == NULL)
    return NULL;
  self->revision = station_text_get_revision (self->text);
  return g_steal_pointer (&self);
}

static StationPast *
load (StationProducts *self, const gchar *name, gint roi, const gchar *file, GError **error)
{
  g_autofree gchar *folder = get_folder (name, roi);
  g_autofree gchar *path = g_build_filename (folder, file, NULL);
  g_autoptr (GBytes) bytes = station_beneath_read (&self->folder, path, MAX_BYTES, error);
  StationPast *past = bytes != NULL ? parse (bytes) : NULL;

  if (bytes != NULL && past == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX, "%s: is no revision of a product", path);
  return past;
}

static GBytes *
write_past (const StationPast *past)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  gchar *text;

  json_object_set_int_member (object, "time_us", past->time_us);
  if (past->person != NULL)
    json_object_set_string_member (object, "person", past->person);
  if (past->note != NULL)
    json_object_set_string_member (object, "note", past->note);
  json_object_set_string_member (object, "text", past->text);
  json_node_take_object (root, object);
  text = aoi_json_write (root);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
make_folder (StationProducts *self, const gchar *path, GError **error)
{
  if (mkdirat (self->folder.fd, path, 0777) == 0)
    return aoi_folder_sync (&self->folder, path, error);
  return errno == EEXIST || aoi_folder_fail (&self->folder, path, error);
}

static gboolean
open_folder (StationProducts *self, const gchar *name, gint roi, AoiFolder *folder, GError **error)
{
  g_autofree gchar *all = get_folder (name, 0);
  g_autofree gchar *path = get_folder (name, roi);

  if (!make_folder (self, all, error) || !make_folder (self, path, error))
    return FALSE;
  return station_beneath_open_folder (&self->folder, path, folder)
      || aoi_folder_fail (&self->folder, path, error);
}

/**
 * station_history_keep:
 * @self: products, of which this one is locked
 * @name: of a product
 * @roi: whose goldens; 0: of the ROI file
 * @past: what it says, or is about to say no more; its revision is not looked at
 * @error: return location for an %AOI_ERROR_IO
 *
 * Keeps a text durably, unless it is the newest one that is kept already.
 *
 * Returns: whether it is kept
 */
gboolean
station_history_keep (
    StationProducts *self, const gchar *name, gint roi, const StationPast *past, GError **error)
{
  g_autofree gchar *revision = station_text_get_revision (past->text);
  g_autoptr (GPtrArray) files = list_files (self, name, roi);
  g_autoptr (StationPast) newest = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree gchar *file = NULL;
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  gint64 number = past->time_us;

  if (files != NULL && files->len > 0) {
    const gchar *last = g_ptr_array_index (files, 0);

    newest = load (self, name, roi, last, NULL);
    if (newest != NULL && g_str_equal (newest->revision, revision))
      return TRUE;
    /* Also if somebody has put back the clock. */
    number = MAX (number, g_ascii_strtoll (last, NULL, 10) + 1);
  }
  file = g_strdup_printf ("%020" G_GINT64_FORMAT "-%.12s.json", number, revision);
  bytes = write_past (past);
  return open_folder (self, name, roi, &folder, error)
      && aoi_folder_write_durably (&folder, file, bytes, error);
}

/**
 * station_history_list:
 * @self: products
 * @name: of a product
 * @roi: as of station_history_keep()
 * @max: at most so many
 * @error: return location for an %AOI_ERROR_IO or %AOI_ERROR_SYNTAX
 *
 * Returns: (transfer full) (element-type StationPast): what was kept, the newest first
 */
GPtrArray *
station_history_list (StationProducts *self, const gchar *name, gint roi, guint max, GError **error)
{
  g_autoptr (GPtrArray) files = list_files (self, name, roi);
  g_autoptr (GPtrArray) pasts = g_ptr_array_new_with_free_func ((GDestroyNotify) station_past_free);

  for (guint i = 0; files != NULL && i < files->len && i < max; i++) {
    StationPast *past = load (self, name, roi, g_ptr_array_index (files, i), error);

    if (past == NULL)
      return NULL;
    g_ptr_array_add (pasts, past);
  }
  return g_steal_pointer (&pasts);
}

/* Whether a file's name says that it may hold that. */
static gboolean
has_revision (const gchar *file, const gchar *revision)
{
  const gchar *dash = strchr (file, '-');

  return dash != NULL && strncmp (dash + 1, revision, 12) == 0;
}

/**
 * station_history_find:
 * @self: products
 * @name: of a product
 * @roi: as of station_history_keep()
 * @revision: of a text
 * @error: return location for an %AOI_ERROR_INVALID if it is not kept, or an %AOI_ERROR_IO
 *
 * Returns: (transfer full): the newest that is that
 */
StationPast *
station_history_find (
    StationProducts *self, const gchar *name, gint roi, const gchar *revision, GError **error)
{
  g_autoptr (GPtrArray) files = list_files (self, name, roi);

  for (guint i = 0; files != NULL && i < files->len; i++) {
    g_autoptr (StationPast) past = NULL;

    if (!has_revision (g_ptr_array_index (files, i), revision))
      continue;
    past = load (self, name, roi, g_ptr_array_index (files, i), error);
    if (past == NULL || g_str_equal (past->revision, revision))
      return g_steal_pointer (&past);
  }
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_INVALID, "revision: \"%s\" is not in the history", revision);
  return NULL;
}
