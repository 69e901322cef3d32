/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-revision-private.h"

#include "engine/aoi-expected.h"
#include "engine/aoi-gate.h"
#include "engine/aoi-isolate.h"
#include "engine/aoi-scratch.h"
#include "image/aoi-shared-view.h"

G_DEFINE_BOXED_TYPE (AoiRevision, aoi_revision, aoi_revision_ref, aoi_revision_unref)

static void
clear_roi (gpointer data)
{
  AoiRevisionRoi *roi = data;

  if (roi->inspector->release != NULL && roi->state != NULL)
    roi->inspector->release (roi->state);
  g_free (roi->gate);
}

static gboolean
prepare_roi (const AoiRoi *roi, AoiRevisionRoi *prepared, AoiProblems *problems)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *type_path = g_strconcat (roi->path, ".type", NULL);

  *prepared = (AoiRevisionRoi){ .roi = roi };
  prepared->inspector = aoi_inspector_lookup (roi->type, &error);
  if (prepared->inspector == NULL) {
    aoi_problems_add (problems, roi->file, type_path, "%s", error->message);
    return FALSE;
  }
  if (prepared->inspector->prepare == NULL)
    return TRUE;
  prepared->state = prepared->inspector->prepare (prepared->inspector, roi, &error);
  if (error != NULL) {
    aoi_problems_add (problems, roi->file,
        g_str_has_prefix (error->message, roi->path) ? NULL : roi->path, "%s", error->message);
    return FALSE;
  }
  return TRUE;
}

static guint
join_group (AoiRevision *self, const AoiRoi *roi)
{
  const AoiCaptureGroup added = { roi->focus, roi->exposure, 0 };
  const gint known = aoi_revision_find_group (self, roi->focus, roi->exposure);
  const guint index = known >= 0 ? (guint) known : self->groups->len;

  if (known < 0)
    g_array_append_val (self->groups, added);
  return index;
}

static gboolean
make_roi (AoiRevision *self, const AoiRoi *roi, AoiRevisionRoi *prepared, AoiProblems *problems)
{
  if (!prepare_roi (roi, prepared, problems))
    return FALSE;
  prepared->scratches = aoi_scratch_stacks_get (self->stacks, prepared->inspector);
  aoi_scratch_stack_add_state (prepared->scratches, prepared->state);
  prepared->gate = g_new0 (AoiGate, 1);
  prepared->group = join_group (self, roi);
  prepared->shared = prepared->cell = -1;
  prepared->place = -1;
  if (prepared->inspector->get_margin != NULL)
    prepared->margin = CLAMP (
        prepared->inspector->get_margin (prepared->state), 0, AOI_REVISION_MAX_MARGIN);
  return TRUE;
}

/* A ROI of which no pixel may be read before its device was found. */
static gint
find_place (const AoiRevision *self, gint device)
{
  for (guint i = 0; i < self->places->len; i++) {
    const AoiRevisionPlace *place = aoi_revision_get_place (self, i);

    if (place->device == 0 || place->device == device)
      return (gint) i;
  }
  return -1;
}

static gboolean
add_roi (AoiRevision *self, const AoiRoi *roi, AoiProblems *problems)
{
  AoiRevisionRoi prepared;

  if (!make_roi (self, roi, &prepared, problems))
    return FALSE;
  g_array_index (self->groups, AoiCaptureGroup, prepared.group).n_rois++;
  prepared.place = find_place (self, roi->device);
  if (prepared.place >= 0)
    prepared.reach = aoi_revision_measure_reach (self, (guint) prepared.place, roi);
  g_array_append_val (self->rois, prepared);
  return TRUE;
}

static gboolean
is_mark (const AoiRoi *roi)
{
  const AoiInspector *inspector = aoi_inspector_lookup (roi->type, NULL);

  return inspector != NULL && inspector->locate != NULL;
}

/* The loader has seen to it that fiducials of a device have one capture group. */
static void
add_place (AoiRevision *self, gint device, AoiProblems *problems)
{
  AoiRevisionPlace place = { .device = device, .first = self->marks->len };

  for (guint i = 0; i < aoi_product_get_n_rois (self->product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (self->product, i);
    AoiRevisionRoi prepared;

    if (!roi->enabled || roi->device != device || !is_mark (roi)
        || !make_roi (self, roi, &prepared, problems))
      continue;
    prepared.place = (gint) self->places->len;
    place.group = prepared.group;
    g_array_append_val (self->marks, prepared);
  }
  place.n_marks = self->marks->len - place.first;
  if (place.n_marks > 0)
    g_array_append_val (self->places, place);
}

/* Fiducials come before other ROIs, so that capture groups which have some are taken first. What is wrong with an ROI at
 * the first place of an array is said once: at the others, which follow, it is wrong too. */
static void
add_rois (AoiRevision *self, AoiProblems *problems)
{
  AoiProduct *product = self->product;
  gboolean good = TRUE;

  for (gint device = 0; device <= AOI_ROI_MAX_DEVICES; device++)
    add_place (self, device, problems);
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    if (roi->enabled && !is_mark (roi) && (roi->place <= 1 || good))
      good = add_roi (self, roi, problems);
  }
}

static gboolean
reads_same (const AoiRevisionRoi *a, const AoiRevisionRoi *b)
{
  return a->inspector->shares_gray && b->inspector->shares_gray && a->group == b->group
      && a->place == b->place && a->roi->rotation == b->roi->rotation
      && aoi_rect_equal (&a->roi->rect, &b->roi->rect);
}

/* The first ROI before this one that reads the same pixels, or NULL. */
static AoiRevisionRoi *
find_twin (AoiRevision *self, guint index)
{
  for (guint i = 0; i < index; i++)
    if (reads_same (aoi_revision_get_roi (self, i), aoi_revision_get_roi (self, index)))
      return aoi_revision_get_roi (self, i);
  return NULL;
}

static void
share_views (AoiRevision *self)
{
  for (guint i = 0; i < self->rois->len; i++) {
    AoiRevisionRoi *roi = aoi_revision_get_roi (self, i), *twin = find_twin (self, i);

    if (twin == NULL)
      continue;
    if (twin->shared < 0) {
      twin->shared = (gint) self->stores->len;
      g_ptr_array_add (self->stores, aoi_view_store_new (&roi->roi->rect, roi->roi->rotation));
    }
    roi->shared = twin->shared;
  }
}

/**
 * aoi_revision_new: (skip)
 * @product: a product
 * @problems: where to report what is wrong
 *
 * Prepares every enabled ROI. Slow; any thread.
 *
 * Returns: (transfer full): a revision, of use only if no problem was added
 */
AoiRevision *
aoi_revision_new (AoiProduct *product, AoiProblems *problems)
{
  AoiRevision *self = g_new0 (AoiRevision, 1);

  g_atomic_ref_count_init (&self->refs);
  self->product = aoi_product_ref (product);
  self->rois = g_array_new (FALSE, FALSE, sizeof (AoiRevisionRoi));
  g_array_set_clear_func (self->rois, clear_roi);
  self->marks = g_array_new (FALSE, FALSE, sizeof (AoiRevisionRoi));
  g_array_set_clear_func (self->marks, clear_roi);
  self->places = g_array_new (FALSE, FALSE, sizeof (AoiRevisionPlace));
  self->groups = g_array_new (FALSE, FALSE, sizeof (AoiCaptureGroup));
  self->stacks = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) aoi_scratch_stack_free);
  add_rois (self, problems);
  self->stores = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_view_store_free);
  share_views (self);
  self->expected = aoi_expected_lookup (
      aoi_product_get_hash (product), self->rois->len + self->marks->len);
  return self;
}

/**
 * aoi_revision_load:
 * @path: a product's folder or its ROI file
 * @error: return location for an error
 *
 * Reads and checks a product and prepares its ROIs. Slow: reads files, decodes goldens. Any thread.
 *
 * Returns: (transfer full): a revision, or %NULL with an error that names file, JSON path and value
 *   of everything that is wrong, up to %AOI_PROBLEMS_MAX
 */
AoiRevision *
aoi_revision_load (const gchar *path, GError **error)
{
  const AoiProductDefaults defaults = { .barcode_effort = AOI_ROI_DEFAULT_BARCODE_EFFORT };

  return aoi_revision_load_with (path, &defaults, error);
}

/**
 * aoi_revision_load_with:
 * @path: a product's folder or its ROI file
 * @defaults: what holds for ROIs that do not say it
 * @error: return location for an error
 *
 * As aoi_revision_load(), with other defaults than the product format's. They are part of the
 * product's hash.
 *
 * Returns: (transfer full): a revision, or %NULL with an error as that of aoi_revision_load()
 */
AoiRevision *
aoi_revision_load_with (const gchar *path, const AoiProductDefaults *defaults, GError **error)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (AoiProduct) product = aoi_product_load_with (path, defaults, problems, error);
  g_autoptr (AoiRevision) self = NULL;

  if (product == NULL)
    return NULL;
  self = aoi_revision_new (product, problems);
  return aoi_problems_check (problems, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * aoi_revision_ref:
 * @self: a revision
 *
 * Returns: (transfer full): @self
 */
AoiRevision *
aoi_revision_ref (AoiRevision *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * aoi_revision_unref:
 * @self: (transfer full): a revision
 *
 * Drops a reference.
 */
void
aoi_revision_unref (AoiRevision *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->jail, aoi_jail_free);
  g_hash_table_unref (self->stacks);
  g_array_unref (self->rois);
  g_array_unref (self->marks);
  g_array_unref (self->places);
  g_array_unref (self->groups);
  g_ptr_array_unref (self->stores);
  aoi_expected_unref (self->expected);
  aoi_product_unref (self->product);
  g_free (self);
}

/**
 * aoi_revision_isolate:
 * @self: a revision that nothing was inspected by yet
 * @error: return location for an %AOI_ERROR_UNSUPPORTED that names the inspector
 *
 * Has ROIs whose inspectors call foreign code inspected in processes of their own, which have nothing but the
 * pixels: whatever happens there is an error of the ROI. They start in aoi_revision_reserve().
 *
 * Returns: %FALSE if this cannot be done: a ROI's inspector is neither the library's nor a module's
 *
 * Since: 0.2
 */
gboolean
aoi_revision_isolate (AoiRevision *self, GError **error)
{
  return self->jail != NULL || aoi_isolate (self, &self->jail, error);
}

/**
 * aoi_revision_get_jail: (skip)
 * @self: a revision
 *
 * Returns: (transfer none) (nullable): where ROIs are inspected that have a cell
 *
 * Since: 0.2
 */
AoiJail *
aoi_revision_get_jail (AoiRevision *self)
{
  return self->jail;
}

/**
 * aoi_revision_reserve:
 * @self: a revision
 * @workers: how many ROIs may be inspected at once
 * @error: return location for an inspector's error
 *
 * Makes the inspectors' working memory ahead of the first frame. Slow; any thread.
 *
 * Returns: %FALSE if an inspector could not: the revision cannot be inspected with
 */
gboolean
aoi_revision_reserve (AoiRevision *self, guint workers, GError **error)
{
  GHashTableIter iter;
  gpointer inspector, stack;

  g_hash_table_iter_init (&iter, self->stacks);
  while (g_hash_table_iter_next (&iter, &inspector, &stack)) {
    if (self->jail != NULL && ((const AoiInspector *) inspector)->calls_foreign_code)
      continue;
    if (!aoi_scratch_stack_reserve (stack, workers, error)) {
      g_prefix_error (error, "inspector \"%s\": ", ((const AoiInspector *) inspector)->type);
      return FALSE;
    }
  }
  return self->jail == NULL || aoi_jail_reserve (self->jail, workers, error);
}

/**
 * aoi_revision_get_product:
 * @self: a revision
 *
 * Returns: (transfer none): its product
 */
AoiProduct *
aoi_revision_get_product (AoiRevision *self)
{
  return self->product;
}

/**
 * aoi_revision_get_expected: (skip)
 * @self: a revision
 *
 * Returns: (transfer none): how long its ROIs take
 */
AoiExpected *
aoi_revision_get_expected (AoiRevision *self)
{
  return self->expected;
}

/**
 * aoi_revision_get_n_rois:
 * @self: a revision
 *
 * Returns: how many ROIs are enabled
 */
guint
aoi_revision_get_n_rois (const AoiRevision *self)
{
  return self->rois->len;
}

/**
 * aoi_revision_get_n_groups:
 * @self: a revision
 *
 * Returns: how many capture groups the enabled ROIs form
 */
guint
aoi_revision_get_n_groups (const AoiRevision *self)
{
  return self->groups->len;
}

/**
 * aoi_revision_get_group:
 * @self: a revision
 * @index: less than aoi_revision_get_n_groups()
 *
 * Returns: (transfer none): a capture group, in the order of their first ROIs
 */
const AoiCaptureGroup *
aoi_revision_get_group (const AoiRevision *self, guint index)
{
  return &g_array_index (self->groups, AoiCaptureGroup, index);
}

/**
 * aoi_revision_find_group:
 * @self: a revision
 * @focus: camera units
 * @exposure: microseconds
 *
 * Returns: the index of the capture group with this setting, or -1
 */
gint
aoi_revision_find_group (const AoiRevision *self, gint focus, gint exposure)
{
  for (guint i = 0; i < self->groups->len; i++) {
    const AoiCaptureGroup *group = aoi_revision_get_group (self, i);

    if (group->focus == focus && group->exposure == exposure)
      return (gint) i;
  }
  return -1;
}

/**
 * aoi_revision_count_rois:
 * @self: a revision
 * @group: 0: all; else 1 more than a capture group's index; of a group that the revision lacks, none
 *
 * Returns: how many enabled ROIs it has
 */
guint
aoi_revision_count_rois (const AoiRevision *self, guint group)
{
  if (group == 0)
    return self->rois->len;
  return group <= aoi_revision_get_n_groups (self)
      ? aoi_revision_get_group (self, group - 1)->n_rois
      : 0;
}

/**
 * aoi_revision_get_n_shared:
 * @self: a revision
 *
 * Returns: how many views are read by several ROIs, which share the pixels read
 */
guint
aoi_revision_get_n_shared (const AoiRevision *self)
{
  return self->stores->len;
}

/**
 * aoi_revision_get_shared: (skip)
 * @self: a revision
 * @index: less than aoi_revision_get_n_shared()
 *
 * Returns: (transfer none): where such a view's pixels are kept
 */
AoiViewStore *
aoi_revision_get_shared (AoiRevision *self, guint index)
{
  return g_ptr_array_index (self->stores, index);
}

/**
 * aoi_revision_get_roi:
 * @self: a revision
 * @index: less than aoi_revision_get_n_rois()
 *
 * Returns: (transfer none): an enabled ROI, in the product's order
 */
AoiRevisionRoi *
aoi_revision_get_roi (AoiRevision *self, guint index)
{
  return &g_array_index (self->rois, AoiRevisionRoi, index);
}
