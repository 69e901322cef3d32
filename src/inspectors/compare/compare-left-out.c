/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much goldens differ from each other: each is judged by all others, as if it had not been taught. */
#include "inspectors/compare/compare-spread.h"

#include <math.h>

#include "inspectors/compare/compare-judge.h"
#include "inspectors/compare/compare-sample.h"

/* What the threads share that leave goldens out. Each writes to one outcome at a time, its own. */
typedef struct {
  const AoiRoi *roi; /* in an empty frame */
  const AoiCompareState *state; /* of all goldens */
  gboolean half;
  GArray *outcomes;
} Task;

static const AoiCompareGolden *
find_prepared (const AoiCompareState *state, const AoiGolden *golden)
{
  for (guint i = 0; i < state->goldens->len; i++) {
    const AoiCompareGolden *prepared = g_ptr_array_index (state->goldens, i);

    if (g_str_equal (prepared->name, golden->name))
      return prepared;
  }
  return NULL;
}

/* Those that can judge, or every second one of them. Same pixels are no other sample. */
static GPtrArray *
choose_others (const Task *task, const AoiGolden *left_out)
{
  const GPtrArray *goldens = task->roi->goldens;
  GPtrArray *others = g_ptr_array_new ();
  guint n = 0;

  for (guint i = 0; i < goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (goldens, i);
    const AoiCompareGolden *prepared = find_prepared (task->state, golden);

    if (prepared == NULL || golden == left_out
        || aoi_rgb_image_equal (golden->image, left_out->image))
      continue;
    if (!task->half || n % 2 == 0)
      g_ptr_array_add (others, (gpointer) prepared);
    n++;
  }
  return others;
}

static void
extend (AoiRect *box, gint x, gint y)
{
  const gint right = MAX (box->x + box->width, x + 1), bottom = MAX (box->y + box->height, y + 1);

  if (aoi_rect_is_empty (box)) {
    *box = (AoiRect){ x, y, 1, 1 };
    return;
  }
  box->x = MIN (box->x, x);
  box->y = MIN (box->y, y);
  box->width = right - box->x;
  box->height = bottom - box->y;
}

/* Around all windows' centres that differ too much, in work pixels of the live picture. */
static AoiRect
find_box (const AoiCompareState *state, const AoiCompareScratch *scratch)
{
  const gint width = state->grid.width, height = state->grid.height;
  g_autofree guint8 *map = g_malloc ((gsize) width * (gsize) height);
  AoiRect box = { 0, 0, 0, 0 };

  aoi_compare_verdict_map (scratch->work, &state->grid, state->enough, map);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      if (map[(gsize) y * (gsize) width + (gsize) x] == G_MAXUINT8)
        extend (&box, x, y);
  return box;
}

/* What is ignored is at the same place of all goldens, in whichever of them the part lies elsewhere. */
static AoiRect
to_golden (const AoiCompareGrid *grid, const AoiRect *box, const AoiPose *pose)
{
  const gdouble left = MIN (box->x, box->x - pose->x), top = MIN (box->y, box->y - pose->y);
  const gdouble right = MAX (box->x, box->x - pose->x) + box->width;
  const gdouble bottom = MAX (box->y, box->y - pose->y) + box->height;
  const AoiRect whole = { 0, 0, grid->roi_width, grid->roi_height };
  AoiRect rect = { (gint) floor (left * grid->scale_x), (gint) floor (top * grid->scale_y), 0, 0 };

  rect.width = (gint) ceil (right * grid->scale_x) - rect.x;
  rect.height = (gint) ceil (bottom * grid->scale_y) - rect.y;
  if (aoi_rect_is_empty (box) || !aoi_rect_intersect (&rect, &whole, &rect))
    return (AoiRect){ 0, 0, 0, 0 };
  return rect;
}

static void
take_window (const AoiRoiResult *result, gint margin, AoiRect *window)
{
  g_autoptr (GVariant)
      value = g_variant_lookup_value (result->values, AOI_VALUE_WINDOW, G_VARIANT_TYPE ("ai"));
  gsize n = 0;
  const gint32 *box = g_variant_get_fixed_array (value, &n, sizeof (gint32));

  *window = (AoiRect){ box[0] - margin, box[1] - margin, box[2], box[3] };
}

/* Judges as an inspection would, and after that once more where that leaves no maps of all places. */
static void
judge (const AoiCompareState *state, AoiCompareScratch *scratch, const AoiView *view,
    AoiCompareLeftOut *outcome)
{
  const AoiCompareGrid *grid = &state->grid;
  AoiCompareVerdict verdict, ignored;
  AoiRoiResult result = { 0 };
  AoiRect box;

  aoi_compare_work_read (scratch->work, grid, view);
  aoi_compare_judge (state, scratch, FALSE, NULL, &verdict);
  aoi_compare_verdict_report (&verdict, grid, &state->scale, view, &result);
  outcome->is_judged = TRUE;
  outcome->passes = result.status == AOI_STATUS_PASS;
  outcome->difference = verdict.difference;
  outcome->enough = state->enough;
  outcome->term = g_intern_string (aoi_roi_result_get_string (&result, AOI_VALUE_TERM));
  take_window (&result, grid->margin, &outcome->window);
  aoi_roi_result_clear (&result);
  if (outcome->passes)
    return;
  if (state->goldens->len == 1)
    aoi_compare_judge (state, scratch, TRUE, NULL, &ignored);
  box = find_box (state, scratch);
  outcome->differs = to_golden (grid, &box, &verdict.pose);
}

static void
leave_out (gpointer data, gpointer user_data)
{
  const Task *task = user_data;
  const guint index = GPOINTER_TO_UINT (data) - 1;
  const AoiGolden *golden = g_ptr_array_index (task->roi->goldens, index);
  g_autoptr (GPtrArray) goldens = choose_others (task, golden);
  const gint margin = task->state->grid.margin;
  g_autoptr (AoiRgbImage) frame = NULL;
  g_autoptr (AoiCompareScratch) scratch = NULL;
  AoiCompareState others = *task->state;
  const AoiCompareState *states[] = { &others };
  AoiImage image;
  AoiView view = { &image, { margin, margin, golden->image->width, golden->image->height }, 0 };

  if (goldens->len == 0)
    return;
  others.goldens = goldens;
  scratch = aoi_compare_scratch_new (states, 1);
  frame = aoi_compare_sample_surround (golden->image, margin);
  aoi_image_init (&image, AOI_FORMAT_RGB, frame->width, frame->height);
  image.data[0] = frame->data;
  image.stride[0] = 3 * frame->width;
  judge (&others, scratch, &view, &g_array_index (task->outcomes, AoiCompareLeftOut, index));
}

/**
 * aoi_compare_leave_out:
 * @roi: a compare ROI
 * @spec: what to ask for in place of what it asks for
 * @goldens: (element-type AoiGolden): its goldens, at least one
 * @half: judge by every second one of the others only
 *
 * Judges each golden by all others. On all processors.
 *
 * Returns: (transfer full) (element-type AoiCompareLeftOut): an outcome each
 */
GArray *
aoi_compare_leave_out (
    const AoiRoi *roi, const AoiCompareSpec *spec, GPtrArray *goldens, gboolean half)
{
  g_autoptr (AoiRoi) sample = aoi_compare_sample_roi_new (roi, goldens);
  g_autoptr (AoiCompareState) state = NULL;
  GArray *outcomes = g_array_new (FALSE, TRUE, sizeof (AoiCompareLeftOut));
  Task task = { sample, NULL, half, outcomes };
  GThreadPool *pool;

  g_array_set_size (outcomes, goldens->len);
  g_array_unref (sample->compare.ignore);
  sample->compare = *spec;
  g_array_ref (sample->compare.ignore);
  task.state = state = aoi_compare_state_new (sample, goldens, NULL);
  if (state == NULL || state->problem != NULL)
    return outcomes;
  for (guint i = 0; i < goldens->len; i++)
    g_array_index (outcomes, AoiCompareLeftOut, i).judges = find_prepared (state,
                                                                g_ptr_array_index (goldens, i))
        != NULL;
  pool = g_thread_pool_new (leave_out, &task, (gint) g_get_num_processors (), FALSE, NULL);
  for (guint i = 0; i < goldens->len; i++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (i + 1), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  return outcomes;
}

/**
 * aoi_compare_left_out_count:
 * @outcomes: (element-type AoiCompareLeftOut): of aoi_compare_leave_out()
 *
 * Returns: how many fail
 */
guint
aoi_compare_left_out_count (const GArray *outcomes)
{
  guint n = 0;

  for (guint i = 0; i < outcomes->len; i++) {
    const AoiCompareLeftOut *outcome = &g_array_index (outcomes, AoiCompareLeftOut, i);

    n += outcome->is_judged && !outcome->passes;
  }
  return n;
}
