/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inspects a ROI that was changed on boards whose pixels are kept. */
#include "tune/tune.h"

#include <math.h>

#include "aoi-pixels.h"
#include "product/aoi-roi-types.h"

/* A bad board must stay this much below the threshold, as a part of it, and so much of the least distance that any
 * bad board has by the product as it is, unless it was nearer itself. */
#define LEAST_GUARD 0.02
#define KEPT_GAP 0.25

/* From the frame to pixels of the golden: turned as the ROI, without the part's shift. */
static AoiRect
take_window (const AoiRoi *roi, const AoiRoiResult *result)
{
  g_autoptr (GVariant)
      value = aoi_roi_result_get_value (result, AOI_VALUE_WINDOW, G_VARIANT_TYPE ("ai"));
  const gdouble x = aoi_roi_result_get_double (result, AOI_VALUE_SHIFT_X, 0.0);
  const gdouble y = aoi_roi_result_get_double (result, AOI_VALUE_SHIFT_Y, 0.0);
  const gint32 *box;
  gint width, height;
  gsize n = 0;
  AoiRect window;

  box = value != NULL ? g_variant_get_fixed_array (value, &n, sizeof (gint32)) : NULL;
  if (n != 4)
    return (AoiRect){ 0 };
  window = (AoiRect){ box[0] - roi->rect.x, box[1] - roi->rect.y, box[2], box[3] };
  aoi_roi_get_turned_size (roi, &width, &height);
  window = aoi_rect_unturn (&window, width, height, (360 - roi->rotation) % 360);
  window.x -= (gint) lrint (x);
  window.y -= (gint) lrint (y);
  return window;
}

void
tune_outcome_init (TuneOutcome *self, const AoiRoi *roi, const AoiRoiResult *result)
{
  const gchar *term = aoi_roi_result_get_string (result, AOI_VALUE_TERM);

  *self = (TuneOutcome){ result->status, result->score, result->threshold };
  self->term = g_intern_string (term);
  if (term != NULL)
    self->window = take_window (roi, result);
}

/* Whether a sample belongs to a fold (@is_inside), or to the others. */
gboolean
tune_is_in (const TuneSample *sample, guint fold, gboolean is_inside)
{
  return (sample->board->fold == fold) == is_inside;
}

/* What the ROI shows on a board, as a golden. */
static AoiGolden *
get_golden (const AoiRoi *roi, TuneSample *sample)
{
  const AoiView view = { &sample->image, roi->rect, roi->rotation };
  gint width, height;

  if (sample->golden != NULL)
    return sample->golden;
  aoi_view_get_size (&view, &width, &height);
  sample->golden = g_new0 (AoiGolden, 1);
  sample->golden->name = g_strdup (sample->board->name);
  sample->golden->image = aoi_rgb_image_new (width, height);
  aoi_pixels_read_rgb (&view, sample->golden->image->data, 3 * (gsize) width);
  return sample->golden;
}

static void
add_goldens (AoiRoi *changed, TuneRoi *roi, const TuneChange *change)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < changed->goldens->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (changed->goldens, i));
  for (guint i = 0; i < change->goldens->len; i++) {
    const guint index = g_array_index (change->goldens, guint, i);

    g_ptr_array_add (all, get_golden (changed, &g_array_index (roi->samples, TuneSample, index)));
  }
  g_ptr_array_unref (changed->goldens);
  changed->goldens = all;
}

static void
add_areas (AoiRoi *changed, const TuneChange *change)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (AoiRect));

  g_array_append_vals (all, changed->compare.ignore->data, changed->compare.ignore->len);
  g_array_append_vals (all, change->ignore->data, change->ignore->len);
  g_array_unref (changed->compare.ignore);
  changed->compare.ignore = all;
}

/* Returns: (transfer full): the ROI with the change; goldens belong to @roi and its product */
AoiRoi *
tune_make_roi (TuneRoi *roi, const TuneChange *change)
{
  AoiRoi *changed = aoi_roi_copy (roi->prepared->roi);
  gdouble *limit = tune_spec_get_limit (&changed->compare, change->term);

  if (!isnan (change->threshold))
    changed->threshold = change->threshold;
  if (limit != NULL)
    *limit = change->factor;
  add_goldens (changed, roi, change);
  add_areas (changed, change);
  return changed;
}

static void
inspect (const AoiRevisionRoi *prepared, const AoiRoi *changed, gpointer state, gpointer scratch,
    TuneSample *sample, TuneOutcome *outcome)
{
  const AoiView view = { &sample->image, changed->rect, changed->rotation };
  AoiRoiResult result = { .id = changed->id, .type = changed->type, .rect = changed->rect };

  prepared->inspector->inspect (state, scratch, &view, NULL, &result);
  aoi_roi_result_seal (&result);
  tune_outcome_init (outcome, changed, &result);
  aoi_roi_result_clear (&result);
}

/* Inspects the samples of a fold (@is_inside) or of all others by the ROI with a change. @outcomes: one a sample, in
 * which those of the samples that are not looked at stay. Returns FALSE if the inspector refuses the change. */
gboolean
tune_try (
    TuneRoi *roi, const TuneChange *change, guint fold, gboolean is_inside, TuneOutcome *outcomes)
{
  const AoiInspector *inspector = roi->prepared->inspector;
  g_autoptr (AoiRoi) changed = tune_make_roi (roi, change);
  gpointer state = inspector->prepare (inspector, changed, NULL);
  gconstpointer states[] = { state };
  gpointer scratch = state != NULL ? inspector->scratch_new (states, 1, NULL) : NULL;

  for (guint i = 0; scratch != NULL && i < roi->samples->len; i++) {
    TuneSample *sample = &g_array_index (roi->samples, TuneSample, i);

    if (tune_is_in (sample, fold, is_inside))
      inspect (roi->prepared, changed, state, scratch, sample, &outcomes[i]);
  }
  if (scratch != NULL)
    inspector->scratch_free (scratch);
  if (state != NULL)
    inspector->release (state);
  return scratch != NULL;
}

/* How far below the threshold it lies, as a part of it. */
static gdouble
get_gap (const TuneOutcome *outcome)
{
  if (outcome->status == AOI_STATUS_PASS)
    return 0.0;
  if (outcome->status != AOI_STATUS_FAIL || !(outcome->threshold > 0.0))
    return 1.0;
  return CLAMP (1.0 - outcome->score / outcome->threshold, 0.0, 1.0);
}

/* Returns: by what the product as it is says of the bad boards that fail, how far below the threshold they must stay,
 * as a part of it */
gdouble
tune_find_guard (const TuneRoi *roi)
{
  gdouble least = 1.0;

  for (guint i = 0; i < roi->samples->len; i++) {
    const TuneSample *sample = &g_array_index (roi->samples, TuneSample, i);

    if (sample->label == TUNE_BAD && sample->before.status != AOI_STATUS_PASS)
      least = MIN (least, get_gap (&sample->before));
  }
  return MAX (LEAST_GUARD, KEPT_GAP * least);
}

/* Outcomes by the product as it is. */
void
tune_copy_before (const TuneRoi *roi, TuneOutcome *outcomes)
{
  for (guint i = 0; i < roi->samples->len; i++)
    outcomes[i] = g_array_index (roi->samples, TuneSample, i).before;
}

guint
tune_counts_get_wrong (const TuneCounts *self)
{
  return self->false_calls + self->escapes;
}

/* Counts the outcomes of the samples of a fold (@is_inside) or of all others. */
TuneCounts
tune_count (const TuneRoi *roi, guint fold, gboolean is_inside, const TuneOutcome *outcomes)
{
  TuneCounts counts = { 0 };

  for (guint i = 0; i < roi->samples->len; i++) {
    const TuneSample *sample = &g_array_index (roi->samples, TuneSample, i);
    const gboolean passes = outcomes[i].status == AOI_STATUS_PASS;

    if (sample->label == TUNE_UNKNOWN || !tune_is_in (sample, fold, is_inside))
      continue;
    if (sample->label == TUNE_GOOD) {
      counts.good++;
      counts.false_calls += !passes;
      continue;
    }
    counts.bad++;
    counts.escapes += passes;
    counts.new_escapes += passes && sample->before.status != AOI_STATUS_PASS;
    counts.narrow += get_gap (&outcomes[i]) < MIN (roi->guard, get_gap (&sample->before));
  }
  return counts;
}
