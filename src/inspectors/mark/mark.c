/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/mark/mark.h"

#include <math.h>

#include "aoi-error.h"
#include "product/aoi-roi-types.h"

/* Views are looked at in strips of about this size, which stay in the CPU's cache. */
#define STRIP_BYTES (64 * 1024)

/* A mark is found by the inspectors of colours and goldens: where such an ROI would pass, there is one. */
typedef struct {
  MarkSpec spec;
  AoiRoi *roi; /* as one of the type that looks; borrowed by @state */
  const AoiInspector *looker; /* NULL: nothing says what a mark is */
  gpointer state;
} MarkState;

typedef struct {
  gpointer color, compare; /* of the inspectors that look */
  guint8 *strip;
  gsize strip_size;
} MarkScratch;

static void
mark_release (gpointer data)
{
  MarkState *self = data;

  if (self->looker != NULL && self->looker->release != NULL && self->state != NULL)
    self->looker->release (self->state);
  g_clear_pointer (&self->roi, aoi_roi_free);
  g_free (self);
}

/* Similarities of marks are taken as they are. */
static AoiRoi *
new_looking_roi (const AoiRoi *roi, const MarkSpec *spec)
{
  AoiRoi *copy = aoi_roi_copy (roi);

  copy->type = g_intern_string (spec->by_color ? AOI_TYPE_COLOR : AOI_TYPE_COMPARE);
  g_free (copy->feature_method);
  copy->feature_method = g_strdup ("golden");
  return copy;
}

static gboolean
prepare_looker (MarkState *self, const AoiRoi *roi, GError **error)
{
  g_autoptr (GError) local = NULL;

  self->roi = new_looking_roi (roi, &self->spec);
  self->looker = aoi_inspector_lookup (self->roi->type, error);
  if (self->looker == NULL)
    return FALSE;
  self->state = self->looker->prepare (self->looker, self->roi, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gpointer
mark_prepare (const AoiInspector *inspector, const AoiRoi *roi, GError **error)
{
  const MarkSpec *spec = roi->spec;
  MarkState *self;

  if (spec->by_color && roi->goldens->len > 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: has a colour and %u goldens: only one of both says what a mark is", roi->path,
        roi->goldens->len);
    return NULL;
  }
  self = g_new0 (MarkState, 1);
  self->spec = *spec;
  if ((!spec->by_color && roi->goldens->len == 0) || prepare_looker (self, roi, error))
    return self;
  mark_release (self);
  return NULL;
}

static gint
mark_get_margin (gconstpointer data)
{
  const MarkState *self = data;

  return self->looker != NULL && self->looker->get_margin != NULL
      ? self->looker->get_margin (self->state)
      : 0;
}

/* Working memory of the inspector that looks by @by_color, for those states that need it. */
static gboolean
new_looking_scratch (const gconstpointer *states, guint n_states, gboolean by_color,
    gpointer *scratch, GError **error)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  const AoiInspector *looker = NULL;
  g_autoptr (GError) local = NULL;

  for (guint i = 0; i < n_states; i++) {
    const MarkState *state = states[i];

    if (state->looker == NULL || state->spec.by_color != by_color)
      continue;
    looker = state->looker;
    g_ptr_array_add (own, state->state);
  }
  if (looker == NULL)
    return TRUE;
  *scratch = looker->scratch_new ((const gconstpointer *) own->pdata, own->len, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
free_looking_scratch (const gchar *type, gpointer scratch)
{
  const AoiInspector *looker = scratch != NULL ? aoi_inspector_lookup (type, NULL) : NULL;

  if (looker != NULL)
    looker->scratch_free (scratch);
}

static void
mark_scratch_free (gpointer data)
{
  MarkScratch *self = data;

  free_looking_scratch (AOI_TYPE_COLOR, self->color);
  free_looking_scratch (AOI_TYPE_COMPARE, self->compare);
  g_free (self->strip);
  g_free (self);
}

static gpointer
mark_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  MarkScratch *self = g_new0 (MarkScratch, 1);

  self->strip_size = STRIP_BYTES;
  for (guint i = 0; i < n_states; i++) {
    const MarkState *state = states[i];

    if (state->roi != NULL)
      self->strip_size = MAX (self->strip_size, (gsize) state->roi->rect.width);
  }
  self->strip = g_malloc (self->strip_size);
  if (new_looking_scratch (states, n_states, TRUE, &self->color, error)
      && new_looking_scratch (states, n_states, FALSE, &self->compare, error))
    return self;
  mark_scratch_free (self);
  return NULL;
}

static void
take_values (AoiRoiResult *result, gdouble likeness, const gboolean *marked)
{
  g_autoptr (GVariantBuilder) values = g_variant_builder_new (G_VARIANT_TYPE_VARDICT);

  if (marked != NULL)
    g_variant_builder_add (values, "{sv}", AOI_VALUE_MARKED, g_variant_new_boolean (*marked));
  g_variant_builder_add (values, "{sv}", AOI_VALUE_LIKENESS, g_variant_new_double (likeness));
  aoi_roi_result_take_values (result, g_variant_builder_end (values));
}

/* The same in any locale. */
static const gchar *
show (gdouble number, gchar buffer[G_ASCII_DTOSTR_BUF_SIZE])
{
  return g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, "%.4g", number);
}

/* The score is how far the view is from having the mark: what passes has enough of that. */
static void
report_mark (const MarkState *self, gdouble likeness, AoiRoiResult *result)
{
  const gdouble whole = self->spec.by_color ? 100.0 : 1.0;
  const gboolean marked = TRUE;
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  take_values (result, likeness, &marked);
  aoi_roi_result_fail (result, MAX (whole - likeness, 0.0), whole - self->spec.clear,
      self->spec.by_color ? "marked bad: %s %% has the colour of the mark"
                          : "marked bad: similarity to the mark %s",
      show (likeness, text));
}

static void
report_none (const MarkState *self, gdouble likeness, MarkLight light, AoiRoiResult *result)
{
  const gdouble whole = self->spec.by_color ? 100.0 : 1.0;
  const gboolean marked = FALSE;

  if (light == MARK_LIGHT_GOOD) {
    take_values (result, likeness, &marked);
    aoi_roi_result_pass (result, whole - likeness, whole - self->spec.clear);
    return;
  }
  take_values (result, likeness, NULL);
  aoi_roi_result_error (result, "not sure whether it is marked bad: too %s to see a mark",
      light == MARK_LIGHT_DARK ? "dark" : "bright");
}

static void
report_unsure (const MarkState *self, gdouble likeness, AoiRoiResult *result)
{
  gchar is[G_ASCII_DTOSTR_BUF_SIZE], found[G_ASCII_DTOSTR_BUF_SIZE], clear[G_ASCII_DTOSTR_BUF_SIZE];

  take_values (result, likeness, NULL);
  aoi_roi_result_error (result,
      self->spec.by_color
          ? "not sure whether it is marked bad: %s %% has the colour of the mark; %s %% or more "
            "is a mark, %s %% or less is none"
          : "not sure whether it is marked bad: similarity to the mark %s; from %s on it is one, "
            "up to %s it is none",
      show (likeness, is), show (self->spec.found, found), show (self->spec.clear, clear));
}

/* Comparisons that have measured something name a golden; a colour always has a share. */
static gboolean
has_measured (const MarkState *self, const AoiRoiResult *looked)
{
  if (looked->status != AOI_STATUS_PASS && looked->status != AOI_STATUS_FAIL)
    return FALSE;
  return isfinite (looked->score)
      && (self->spec.by_color || aoi_roi_result_get_string (looked, AOI_VALUE_GOLDEN) != NULL);
}

static void
judge (const MarkState *self, MarkScratch *scratch, const AoiRoiResult *looked, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  MarkLight light;

  if (!has_measured (self, looked)) {
    aoi_roi_result_error (result, "not sure whether it is marked bad: %s",
        looked->reason != NULL ? looked->reason : "nothing was measured");
    return;
  }
  if (looked->status == AOI_STATUS_PASS) {
    report_mark (self, looked->score, result);
    return;
  }
  if (looked->score > self->spec.clear) {
    report_unsure (self, looked->score, result);
    return;
  }
  light = mark_light_see (view, scratch->strip, scratch->strip_size, cancellable);
  if (light == MARK_LIGHT_CANCELLED)
    aoi_roi_result_error (result, "cancelled");
  else
    report_none (self, looked->score, light, result);
}

static void
mark_inspect (gconstpointer state, gpointer data, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  const MarkState *self = state;
  MarkScratch *scratch = data;
  AoiRoiResult looked = { .threshold = self->spec.found };

  if (self->looker == NULL) {
    aoi_roi_result_error (result,
        "not sure whether it is marked bad: the product says no colour and no golden of the mark");
    return;
  }
  if (aoi_rect_is_empty (&view->rect) || (gsize) view->rect.width > scratch->strip_size) {
    aoi_roi_result_error (
        result, "view of %dx%d pixels is not the ROI's", view->rect.width, view->rect.height);
    return;
  }
  self->looker->inspect (self->state, self->spec.by_color ? scratch->color : scratch->compare, view,
      cancellable, &looked);
  judge (self, scratch, &looked, view, cancellable, result);
  aoi_roi_result_clear (&looked);
}

/**
 * aoi_inspector_mark:
 *
 * Looks for the mark of a supplier by which a device is bad. It is there where an ROI of the mark's colour, or one that
 * is compared with goldens of the mark, would pass. Then the ROI fails, and its device is marked. Where the view is far
 * from that and lit, it passes. In between the answer is not sure, which is an error.
 * Values: `marked` unless it is not sure, `likeness`.
 */
const AoiInspector aoi_inspector_mark = {
  .type = AOI_TYPE_BAD_MARK,
  .prepare = mark_prepare,
  .release = mark_release,
  .get_margin = mark_get_margin,
  .scratch_new = mark_scratch_new,
  .scratch_free = mark_scratch_free,
  .inspect = mark_inspect,
  .roi_type = &aoi_roi_type_mark,
};
