/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/helper-work.h"

#include "aoi-engine.h"
#include "aoi-error.h"
#include "aoi-pixels.h"
#include "engine/aoi-scratch.h"
#include "engine/aoi-task.h"
#include "product/aoi-product-text.h"
#include "product/aoi-roi-types.h"

struct _HelperWork {
  AoiProduct *product;
  GArray *rois; /* AoiRevisionRoi: what is needed of it */
  GHashTable *stacks; /* const AoiInspector * -> AoiScratchStack * */
};

static const AoiRoi *
find_roi (AoiProduct *product, const gchar *path, GError **error)
{
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++)
    if (g_strcmp0 (aoi_product_get_roi (product, i)->path, path) == 0)
      return aoi_product_get_roi (product, i);
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "the helper does not find %s", path);
  return NULL;
}

static gboolean
add_roi (HelperWork *self, const gchar *path, GError **error)
{
  AoiRevisionRoi added = {
    .roi = find_roi (self->product, path, error), .shared = -1, .cell = -1, .place = -1
  };
  g_autoptr (GError) local = NULL;

  if (added.roi == NULL)
    return FALSE;
  added.inspector = aoi_inspector_lookup (added.roi->type, error);
  if (added.inspector == NULL)
    return FALSE;
  if (added.inspector->prepare != NULL)
    added.state = added.inspector->prepare (added.inspector, added.roi, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  added.scratches = aoi_scratch_stacks_get (self->stacks, added.inspector);
  aoi_scratch_stack_add_state (added.scratches, added.state);
  g_array_append_val (self->rois, added);
  return TRUE;
}

static gboolean
warm_up (HelperWork *self, GError **error)
{
  GHashTableIter iter;
  gpointer stack;

  g_hash_table_iter_init (&iter, self->stacks);
  while (g_hash_table_iter_next (&iter, NULL, &stack))
    if (!aoi_scratch_stack_reserve (stack, 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
prepare (HelperWork *self, const AoiWirePlan *plan, GError **error)
{
  const AoiProductDefaults defaults = { .barcode_effort = plan->barcode_effort };
  g_autoptr (AoiProblems) problems = aoi_problems_new ();

  self->rois = g_array_new (FALSE, FALSE, sizeof (AoiRevisionRoi));
  self->stacks = g_hash_table_new (NULL, NULL);
  self->product = aoi_product_parse (plan->text, &defaults, problems, error);
  for (guint i = 0; self->product != NULL && plan->rois[i] != NULL; i++)
    if (!add_roi (self, plan->rois[i], error))
      return FALSE;
  return self->product != NULL && warm_up (self, error);
}

/**
 * helper_work_new:
 * @plan: what the helper is for
 * @error: return location for what keeps it from working
 *
 * Loads all that is needed. It stays until the process ends.
 *
 * Returns: (transfer full): the work
 */
HelperWork *
helper_work_new (const AoiWirePlan *plan, GError **error)
{
  HelperWork *self = g_new0 (HelperWork, 1);

  aoi_roi_types_load_only ((const gchar *const *) plan->modules);
  return prepare (self, plan, error) ? self : NULL;
}

static void
inspect (
    const AoiRevisionRoi *roi, const AoiView *view, GCancellable *cancellable, AoiRoiResult *result)
{
  g_autoptr (GError) error = NULL;
  gpointer scratch;

  if (!aoi_scratch_stack_take (roi->scratches, &scratch, &error)) {
    aoi_roi_result_error (result, "%s", error->message);
    return;
  }
  roi->inspector->inspect (roi->state, scratch, view, cancellable, result);
  aoi_scratch_stack_give (roi->scratches, scratch);
}

/**
 * helper_work_inspect:
 * @self: the work
 * @head: the request
 * @pixels: what of the frame belongs to it
 * @cancellable: tells that it is no longer wanted
 * @reply: gets the answer
 *
 * Returns: how many bytes the answer has
 */
gsize
helper_work_inspect (HelperWork *self, const AoiWireHead *head, const guint8 *pixels,
    GCancellable *cancellable, guint8 *reply)
{
  const AoiRevisionRoi *roi = &g_array_index (self->rois, AoiRevisionRoi, head->roi);
  AoiImage image = head->image;
  const AoiView view = { &image, head->rect, head->rotation, NULL };
  AoiRoiResult result;
  gsize size;

  for (guint i = 0; i < aoi_format_get_n_planes (image.format); i++)
    image.data[i] = pixels + head->at[i];
  aoi_task_init_result (&result, roi);
  aoi_pixels_take_time ();
  inspect (roi, &view, cancellable, &result);
  aoi_roi_result_seal (&result);
  size = aoi_wire_reply_write (&result, aoi_pixels_take_time (), reply);
  aoi_roi_result_clear (&result);
  return size;
}
