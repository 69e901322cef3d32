/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an archive holds when it is opened. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "archive/aoi-archive-line.h"
#include "archive/aoi-archive-place.h"
#include "archive/aoi-archive-private.h"
#include "base/aoi-time.h"
#include "json/aoi-json-file.h"
#include "storage/aoi-folder-write.h"

typedef void (*Visit) (AoiArchive *self, const gchar *path, GPtrArray *unsent);

/* Calls @visit for each name in a folder, except hidden ones. What cannot be read does not keep boards from
 * being archived. */
static void
visit_names (AoiArchive *self, const gchar *folder, Visit visit, GPtrArray *unsent)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = aoi_folder_list (&self->folder, folder, &error);

  if (names == NULL)
    g_info ("left out of the archive: %s", error->message);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);
    g_autofree gchar *path = g_build_filename (folder, name, NULL);

    if (name[0] != '.')
      visit (self, path, unsent);
  }
}

/* What a record says of itself; NULL: it cannot be read. */
static JsonNode *
load_description (const AoiArchive *self, const gchar *place)
{
  g_autofree gchar *file = g_build_filename (self->path, place, AOI_ARCHIVE_DESCRIPTION, NULL);
  g_autoptr (JsonNode) root = aoi_json_file_read (
      file, AOI_PRODUCT_MAX_FILE_BYTES, AOI_PRODUCT_MAX_NESTING, NULL, NULL);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? g_steal_pointer (&root) : NULL;
}

/* The time with its offset that the record contains; @named where it contains none. */
static gint64
read_time (JsonNode *description, gint64 named)
{
  const gchar *text = json_object_get_string_member_with_default (
      json_node_get_object (description), "time", "");
  gint64 time = named;

  aoi_time_parse (text, NULL, &time);
  return time;
}

/* What is no record is left alone and counts nowhere. Only records of version 0.1 have to be read for their
 * time, which is then that of UTC too. */
static AoiArchiveEntry *
find_entry (const AoiArchive *self, const gchar *place)
{
  g_autoptr (JsonNode) description = NULL;
  gboolean exact, passed;
  gint64 time;

  if (!aoi_archive_place_parse (place, &time, &exact, &passed))
    return NULL;
  if (!exact && (description = load_description (self, place)) != NULL)
    time = read_time (description, time);
  return aoi_archive_entry_new (place, time, aoi_folder_measure_tree (&self->folder, place));
}

static void
visit_record (AoiArchive *self, const gchar *place, GPtrArray *unsent)
{
  g_autofree gchar *mark = g_build_filename (place, AOI_ARCHIVE_UNSENT, NULL);
  AoiArchiveEntry *entry = find_entry (self, place);

  if (entry == NULL)
    return;
  self->record_bytes += entry->bytes;
  aoi_archive_account (self, 1, 0);
  if (!aoi_folder_has (&self->folder, mark)) {
    aoi_archive_ledger_add (self->ledger, entry);
    return;
  }
  g_ptr_array_add (unsent, g_strdup (place));
  aoi_archive_entry_free (entry);
}

static void
visit_product (AoiArchive *self, const gchar *path, GPtrArray *unsent)
{
  g_autofree gchar *any = g_build_filename (path, "any", NULL);

  if (!aoi_folder_is_folder (&self->folder, path))
    return;
  /* A kill may have left it before its first record came. */
  if (aoi_folder_remove_empty_lazily (&self->folder, path))
    return;
  aoi_archive_measure_others (self, any);
  visit_names (self, path, visit_record, unsent);
}

/**
 * aoi_archive_scan:
 * @self: an archive
 * @unsent: (element-type utf8): gets the places of records that were not announced
 * @error: return location for an %AOI_ERROR_IO
 *
 * Removes what a kill has left, and notes all records with what they take on the disk. Reads no file of those
 * whose names contain the offset of their time.
 *
 * Returns: whether the archive could be scanned
 */
gboolean
aoi_archive_scan (AoiArchive *self, GPtrArray *unsent, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (&self->folder, ".", error);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);

    if (g_str_has_prefix (name, AOI_ARCHIVE_TEMPORARY))
      aoi_folder_remove_tree (&self->folder, name, NULL);
    else if (aoi_archive_name_is_day (name) && aoi_folder_is_folder (&self->folder, name))
      visit_names (self, name, visit_product, unsent);
  }
  return names != NULL;
}

/* What a description lacks stays as it is. */
static void
read_description (AoiArchiveReceipt *receipt, JsonObject *object)
{
  const gchar *product = json_object_get_string_member_with_default (object, "product", NULL);
  const gchar *revision = json_object_get_string_member_with_default (object, "revision", NULL);
  const gint64 number = json_object_get_int_member_with_default (object, "number", 0);

  receipt->product = g_strdup (product);
  receipt->revision = g_strdup (revision);
  receipt->number = (guint64) MAX (number, 0);
  receipt->passed = receipt->passed
      && json_object_get_boolean_member_with_default (object, "passed", FALSE);
}

/**
 * aoi_archive_receipt_read:
 * @self: an archive
 * @place: of a record in it, which was not announced
 *
 * Returns: (transfer full): what is to be reported of it
 */
AoiArchiveReceipt *
aoi_archive_receipt_read (AoiArchive *self, const gchar *place)
{
  AoiArchiveReceipt *receipt = g_new0 (AoiArchiveReceipt, 1);
  g_autoptr (JsonNode) description = load_description (self, place);
  gboolean exact = FALSE;

  receipt->path = g_build_filename (self->path, place, NULL);
  receipt->record = g_strdup (place);
  receipt->bytes = aoi_folder_measure_tree (&self->folder, place);
  receipt->late = TRUE;
  aoi_archive_place_parse (place, &receipt->time, &exact, &receipt->passed);
  if (description == NULL) {
    receipt->passed = FALSE;
    return receipt;
  }
  read_description (receipt, json_node_get_object (description));
  if (!exact)
    receipt->time = read_time (description, receipt->time);
  return receipt;
}

/**
 * aoi_archive_receipt_free:
 * @self: (transfer full): a receipt
 */
void
aoi_archive_receipt_free (AoiArchiveReceipt *self)
{
  g_free (self->path);
  g_free (self->record);
  g_free (self->product);
  g_free (self->revision);
  g_free (self);
}
