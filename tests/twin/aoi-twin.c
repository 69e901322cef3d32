/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An inspector module: `type` "twin" judges by what type compare has, through the public tables alone. */
#include <aoi-inspector.h>

gboolean aoi_inspector_module_init (GError **error);

/* Modules are loaded while a type is looked up: not to be called before. */
static const AoiInspector *
get_compare (void)
{
  return aoi_inspector_lookup (AOI_TYPE_COMPARE, NULL);
}

static gpointer
twin_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  return get_compare ()->prepare (get_compare (), roi, error);
}

static void
twin_release (gpointer state)
{
  get_compare ()->release (state);
}

static gint
twin_get_margin (gconstpointer state)
{
  return get_compare ()->get_margin (state);
}

static gpointer
twin_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  return get_compare ()->scratch_new (states, n_states, error);
}

static void
twin_scratch_free (gpointer scratch)
{
  get_compare ()->scratch_free (scratch);
}

static void
twin_inspect (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  get_compare ()->inspect (state, scratch, view, cancellable, result);
}

static AoiGoldenAudit *
twin_audit (const AoiRoi *roi, GPtrArray *goldens)
{
  return get_compare ()->golden_judge->audit (roi, goldens);
}

static gdouble
twin_get_difference (
    const AoiRoi *roi, const GPtrArray *goldens, const AoiRgbImage *image, gint *nearest)
{
  return get_compare ()->golden_judge->get_difference (roi, goldens, image, nearest);
}

static gdouble
twin_get_similarity (gdouble difference)
{
  return get_compare ()->golden_judge->get_similarity (difference);
}

static const AoiGoldenJudge twin_judge = {
  .audit = twin_audit,
  .get_difference = twin_get_difference,
  .get_similarity = twin_get_similarity,
};

static const AoiInspector twin = {
  .type = "twin",
  .prepare = twin_prepare,
  .release = twin_release,
  .get_margin = twin_get_margin,
  .scratch_new = twin_scratch_new,
  .scratch_free = twin_scratch_free,
  .inspect = twin_inspect,
  .golden_judge = &twin_judge,
};

gboolean
aoi_inspector_module_init (GError **error)
{
  return aoi_inspector_register (&twin, error);
}
