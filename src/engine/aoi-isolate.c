/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which ROIs of a revision are inspected in processes of their own. */
#include "engine/aoi-isolate.h"

#include "engine/aoi-revision-private.h"
#include "jail/aoi-program.h"
#include "product/aoi-product-text.h"

/* What the helpers need, collected from all ROIs. */
typedef struct {
  GArray *rois; /* AoiJailRoi */
  GPtrArray *modules; /* files, each once */
} Needs;

/* @path: transfer full; "" for this library */
static void
add_module (Needs *self, gchar *path)
{
  guint at;

  if (*path == '\0' || g_ptr_array_find_with_equal_func (self->modules, path, g_str_equal, &at))
    g_free (path);
  else
    g_ptr_array_add (self->modules, path);
}

static gboolean
add_roi (Needs *self, AoiRevisionRoi *roi, GError **error)
{
  const AoiJailRoi added = { roi->roi->path, roi->roi->type, roi->roi->rect, roi->margin,
    roi->place >= 0 };
  gchar *module = aoi_program_dup_module (roi->inspector, error);

  if (module == NULL) {
    g_prefix_error (error, "%s: %s: inspector \"%s\" cannot be isolated: ", roi->roi->file,
        roi->roi->path, roi->inspector->type);
    return FALSE;
  }
  add_module (self, module);
  roi->cell = (gint) self->rois->len;
  g_array_append_val (self->rois, added);
  return TRUE;
}

static gboolean
add_rois (Needs *self, AoiRevision *revision, GError **error)
{
  for (guint i = 0; i < revision->rois->len; i++) {
    AoiRevisionRoi *roi = &g_array_index (revision->rois, AoiRevisionRoi, i);

    if (roi->inspector->calls_foreign_code && !add_roi (self, roi, error))
      return FALSE;
  }
  return TRUE;
}

static AoiJail *
make_jail (AoiRevision *revision, const Needs *needs)
{
  AoiProduct *product = revision->product;

  return aoi_jail_new (aoi_product_get_text (product),
      aoi_product_get_defaults (product)->barcode_effort, needs->rois,
      (gchar **) needs->modules->pdata);
}

/**
 * aoi_isolate:
 * @revision: a new revision
 * @jail: (out) (nullable): where its ROIs whose inspectors call foreign code are inspected; %NULL: there are none
 * @error: return location for an %AOI_ERROR_UNSUPPORTED
 *
 * Gives these ROIs their cells.
 *
 * Returns: %FALSE if one of them can only be inspected in this process
 */
gboolean
aoi_isolate (AoiRevision *revision, AoiJail **jail, GError **error)
{
  g_autoptr (GArray) rois = g_array_new (FALSE, FALSE, sizeof (AoiJailRoi));
  g_autoptr (GPtrArray) modules = g_ptr_array_new_with_free_func (g_free);
  Needs needs = { rois, modules };
  const gboolean good = add_rois (&needs, revision, error);

  g_ptr_array_add (modules, NULL);
  *jail = good && rois->len > 0 ? make_jail (revision, &needs) : NULL;
  return good;
}
