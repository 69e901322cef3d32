/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which pictures an archive has of a product. */
#include "recheck/recheck.h"

#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "archive/aoi-archive-list.h"
#include "archive/aoi-archive-record.h"
#include "json/aoi-json-root.h"
#include "storage/aoi-file.h"

#define MAX_BYTES ((gsize) 16 << 20)

static void
crop_free (gpointer data)
{
  RecheckCrop *crop = data;

  for (guint i = 0; i < RECHECK_PRODUCTS; i++)
    g_free (crop->verdicts[i].reason);
  g_free (crop->record);
  g_free (crop->file);
  g_free (crop);
}

void
recheck_init (Recheck *self)
{
  *self = (Recheck){ .archive = { .fd = -1 } };
  self->crops = g_ptr_array_new_with_free_func (crop_free);
}

void
recheck_clear (Recheck *self)
{
  for (guint i = 0; i < RECHECK_PRODUCTS; i++)
    g_clear_pointer (&self->revisions[i], aoi_revision_unref);
  if (self->archive.fd >= 0)
    close (self->archive.fd);
  g_free (self->archive.shown);
  g_clear_pointer (&self->crops, g_ptr_array_unref);
}

/* @paths: archive, old product, new product */
gboolean
recheck_open (Recheck *self, gchar *const *paths, GError **error)
{
  self->archive.shown = g_filename_display_name (paths[0]);
  self->archive.fd = open (paths[0], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->archive.fd < 0)
    return aoi_folder_fail (&self->archive, NULL, error);
  for (guint i = 0; i < RECHECK_PRODUCTS; i++) {
    self->revisions[i] = aoi_revision_load (paths[1 + i], error);
    if (self->revisions[i] == NULL || !aoi_revision_reserve (self->revisions[i], 1, error))
      return FALSE;
  }
  return TRUE;
}

static const gchar *
get_text (JsonObject *object, const gchar *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
          && json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node)
      : NULL;
}

/* A name that leads nowhere else. */
static gboolean
is_file (const gchar *name)
{
  return name != NULL && name[0] != '\0' && name[0] != '.' && strchr (name, '/') == NULL;
}

static void
add_crop (Recheck *self, const gchar *place, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const gchar *file = object != NULL ? get_text (object, "crop") : NULL;
  const gint64 id = object != NULL ? json_object_get_int_member_with_default (object, "id", 0) : 0;
  RecheckCrop *crop;

  if (!is_file (file) || id < 1 || id > G_MAXINT || (self->id != 0 && id != self->id))
    return;
  crop = g_new0 (RecheckCrop, 1);
  crop->record = g_strdup (place);
  crop->file = g_strdup (file);
  crop->id = (gint) id;
  g_ptr_array_add (self->crops, crop);
}

/* What was removed meanwhile is none of the archive's any more. Returns whether it is a record of the product. */
static gboolean
read_record (Recheck *self, const gchar *place, const gchar *product)
{
  g_autofree gchar *path = g_strdup_printf (
      "/proc/self/fd/%d/%s/" AOI_ARCHIVE_DESCRIPTION, self->archive.fd, place);
  g_autoptr (GBytes) bytes = aoi_file_read (path, MAX_BYTES, AOI_ERROR_IO, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object;
  JsonNode *rois;

  if (bytes == NULL
      || !json_parser_load_from_data (
          parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL)
      || !aoi_json_root_is_object (parser))
    return FALSE;
  object = json_node_get_object (json_parser_get_root (parser));
  rois = json_object_get_member (object, "rois");
  if (g_strcmp0 (get_text (object, "product"), product) != 0 || rois == NULL
      || !JSON_NODE_HOLDS_ARRAY (rois))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (rois)); i++)
    add_crop (self, place, json_array_get_element (json_node_get_array (rois), i));
  return TRUE;
}

/* Finds the crops of the newest records of the old product's name. */
gboolean
recheck_read (Recheck *self, GError **error)
{
  const gchar *product = aoi_product_get_name (
      aoi_revision_get_product (self->revisions[RECHECK_OLD]));
  const AoiArchiveQuery query = { .product = product, .verdicts = AOI_ARCHIVE_FAILED };
  g_autoptr (GPtrArray)
      places = aoi_archive_list (&self->archive, &query, self->max_records, error);

  if (places == NULL)
    return FALSE;
  for (guint i = 0; i < places->len; i++)
    self->n_records += read_record (self, g_ptr_array_index (places, i), product);
  return TRUE;
}
