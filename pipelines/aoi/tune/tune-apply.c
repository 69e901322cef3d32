/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes proposals into a product: its file as a whole, with the old one kept beside it, and goldens one by one. */
#include "tune/tune.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "aoi-error.h"
#include "aoi-golden-store.h"
#include "product/aoi-product-path.h"
#include "storage/aoi-file.h"
#include "storage/aoi-folder-write.h"

#define NOTE "aoi tune"

/* The product's file in its folder. */
typedef struct {
  AoiFolder folder;
  gchar *name;
  gchar *backup; /* name of the copy of the old file */
  GBytes *old;
} Target;

static void
target_clear (Target *self)
{
  if (self->folder.fd >= 0)
    close (self->folder.fd);
  g_free (self->folder.shown);
  g_free (self->name);
  g_free (self->backup);
  g_clear_pointer (&self->old, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

/* A name that no file has yet. */
static gchar *
find_backup (const Target *self)
{
  for (guint i = 1;; i++) {
    g_autofree gchar *name = g_strdup_printf ("%s.before-tune-%u", self->name, i);

    if (!aoi_folder_has (&self->folder, name))
      return g_steal_pointer (&name);
  }
}

/* A link leads to the file that is changed. */
static gboolean
target_init (Target *self, const gchar *product, GError **error)
{
  g_autofree gchar *path = aoi_product_path_find (product, error);
  g_autofree gchar *real = NULL, *folder = NULL;

  if (path == NULL)
    return FALSE;
  real = realpath (path, NULL);
  folder = g_path_get_dirname (real != NULL ? real : path);
  self->name = g_path_get_basename (real != NULL ? real : path);
  self->folder.shown = g_filename_display_name (folder);
  self->folder.fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder.fd < 0)
    return aoi_folder_fail (&self->folder, NULL, error);
  self->backup = find_backup (self);
  self->old = aoi_file_read (path, AOI_PRODUCT_MAX_FILE_BYTES, AOI_ERROR_SYNTAX, error);
  return self->old != NULL;
}

/* Returns: (transfer full) (nullable): the new text */
static GBytes *
edit_all (const Tune *self, GBytes *old, GError **error)
{
  gchar *text = g_strndup (g_bytes_get_data (old, NULL), g_bytes_get_size (old));

  for (guint i = 0; text != NULL && i < self->rois->len; i++) {
    const TuneRoi *roi = g_ptr_array_index (self->rois, i);
    g_autofree gchar *before = NULL;

    if (roi->advice != TUNE_PROPOSAL)
      continue;
    before = g_steal_pointer (&text);
    text = tune_edit (before, roi->prepared->roi, &roi->change, error);
  }
  return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
}

/* What was judged must be what is changed. */
static gboolean
check_unchanged (const Tune *self, GError **error)
{
  g_autoptr (AoiRevision) now = aoi_revision_load (self->path, error);
  const gchar *before = aoi_product_get_hash (aoi_revision_get_product (self->revision));

  if (now == NULL)
    return FALSE;
  if (g_str_equal (aoi_product_get_hash (aoi_revision_get_product (now)), before))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
      "%s: was changed meanwhile, nothing is written: tune it again", self->path);
  return FALSE;
}

static gboolean
add_golden (const Tune *self, AoiGoldenStore *store, const AoiRoi *roi, const TuneSample *sample,
    GError **error)
{
  g_autoptr (GBytes) bytes = aoi_image_file_encode (sample->golden->image, error);
  const AoiGoldenSample golden = { bytes, "png", sample->board->path };
  g_autofree gchar *name = NULL;

  if (bytes != NULL)
    name = aoi_golden_store_add (store, roi, &golden, NOTE, error);
  return name != NULL;
}

static gboolean
add_goldens (const Tune *self, AoiGoldenStore *store, GError **error)
{
  for (guint i = 0; i < self->rois->len; i++) {
    const TuneRoi *roi = g_ptr_array_index (self->rois, i);

    for (guint k = 0; roi->advice == TUNE_PROPOSAL && k < roi->change.goldens->len; k++) {
      const guint index = g_array_index (roi->change.goldens, guint, k);

      if (!add_golden (self, store, roi->prepared->roi,
              &g_array_index (roi->samples, TuneSample, index), error))
        return FALSE;
    }
  }
  return TRUE;
}

/* The new file is there as a whole, or the old one; and it loads, or the old one is put back. */
static gboolean
replace_file (const Tune *self, const Target *target, GBytes *text, GError **error)
{
  g_autoptr (AoiRevision) loaded = NULL;

  if (!aoi_folder_write_durably (&target->folder, target->backup, target->old, error)
      || !aoi_folder_replace_durably (&target->folder, target->name, text, error))
    return FALSE;
  loaded = aoi_revision_load (self->path, error);
  if (loaded != NULL)
    return TRUE;
  aoi_folder_replace_durably (&target->folder, target->name, target->old, NULL);
  return FALSE;
}

/* What helps the board at one place would change those at all others, on which it was not tried. */
static gboolean
check_single (const Tune *self, GError **error)
{
  if (aoi_product_get_array (aoi_revision_get_product (self->revision)) == NULL)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s: is an array of boards that share one description: proposals are for one place each, so "
      "nothing is written; make by hand what all places agree on",
      self->path);
  return FALSE;
}

/* Writes all proposals, goldens last. @backup: (out) (nullable): where the old file is, if it was changed */
gboolean
tune_apply (const Tune *self, gchar **backup, GError **error)
{
  g_auto (Target) target = { .folder.fd = -1 };
  g_autoptr (AoiGoldenStore) store = aoi_golden_store_open (self->path, TRUE, error);
  g_autoptr (GBytes) text = NULL;

  *backup = NULL;
  if (store == NULL || !check_single (self, error) || !check_unchanged (self, error)
      || !target_init (&target, self->path, error))
    return FALSE;
  text = edit_all (self, target.old, error);
  if (text == NULL)
    return FALSE;
  if (g_bytes_equal (text, target.old))
    return add_goldens (self, store, error);
  if (!replace_file (self, &target, text, error))
    return FALSE;
  *backup = g_build_filename (target.folder.shown, target.backup, NULL);
  return add_goldens (self, store, error);
}
