/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "aoi-golden-audit.h"
#include "inspectors/compare/compare-sample.h"
#include "inspectors/compare/compare-scale.h"
#include "inspectors/compare/compare-spread.h"
#include "inspectors/compare/compare-threshold.h"
#include "inspectors/compare/compare.h"

/* One golden as the only one of an ROI that lies in the middle of an otherwise empty frame. */
typedef struct {
  const AoiInspector *inspector;
  AoiRoi *roi;
  gpointer state, scratch;
  gint margin;
} Judge;

/* The inspector's verdict on a picture. */
typedef struct {
  gboolean passes;
  gdouble difference;
  gchar *problem; /* why it fails */
} Verdict;

static void
judge_clear (Judge *self)
{
  if (self->scratch != NULL)
    self->inspector->scratch_free (self->scratch);
  if (self->state != NULL)
    self->inspector->release (self->state);
  g_clear_pointer (&self->roi, aoi_roi_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Judge, judge_clear)

static gboolean
judge_init (Judge *self, const AoiRoi *roi, const AoiGolden *golden, GError **error)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new (); /* borrows the golden */

  g_ptr_array_add (alone, (gpointer) golden);
  *self = (Judge){ aoi_inspector_lookup (AOI_TYPE_COMPARE, error),
    aoi_compare_sample_roi_new (roi, alone) };
  self->state = self->inspector->prepare (self->inspector, self->roi, error);
  if (self->state == NULL)
    return FALSE;
  self->scratch = self->inspector->scratch_new ((gconstpointer *) &self->state, 1, error);
  self->margin = self->inspector->get_margin (self->state);
  return self->scratch != NULL;
}

static void
judge_view (const Judge *self, const AoiRgbImage *picture, Verdict *verdict)
{
  g_autoptr (AoiRgbImage) frame = aoi_compare_sample_surround (picture, self->margin);
  AoiRoiResult result = { 0 };
  AoiImage image;
  AoiView view = { &image, { self->margin, self->margin, picture->width, picture->height }, 0 };

  aoi_image_init (&image, AOI_FORMAT_RGB, frame->width, frame->height);
  image.data[0] = frame->data;
  image.stride[0] = 3 * frame->width;
  self->inspector->inspect (self->state, self->scratch, &view, NULL, &result);
  verdict->passes = result.status == AOI_STATUS_PASS;
  verdict->difference = aoi_compare_difference (result.score);
  verdict->problem = g_steal_pointer (&result.reason);
  aoi_roi_result_clear (&result);
}

/* What one thread needs of an audit: it compares with one golden at a time. */
typedef struct {
  const AoiRoi *roi;
  AoiGoldenAudit *audit;
} Task;

/* Compares all goldens as views with one of them: a column. Only this thread writes to it. */
static void
compare_with (gpointer data, gpointer user_data)
{
  guint column = GPOINTER_TO_UINT (data) - 1;
  const Task *task = user_data;
  AoiGoldenAudit *audit = task->audit;
  AoiGoldenFinding *finding = &audit->findings[column];
  g_autoptr (GError) error = NULL;
  g_auto (Judge) judge = { 0 };

  if (!judge_init (&judge, task->roi, finding->golden, &error)) {
    finding->problem = g_strdup (error->message);
    return;
  }
  for (guint row = 0; row < audit->n; row++) {
    g_autofree gchar *reason = NULL;
    Verdict verdict;

    judge_view (&judge, audit->findings[row].golden->image, &verdict);
    reason = verdict.problem;
    audit->passes[row * audit->n + column] = verdict.passes;
    audit->differences[row * audit->n + column] = verdict.difference;
    if (row == column && !verdict.passes)
      finding->problem = g_steal_pointer (&reason);
  }
}

static void
compare_all (const AoiRoi *roi, AoiGoldenAudit *self)
{
  Task task = { roi, self };
  GThreadPool *pool = g_thread_pool_new (compare_with, &task, g_get_num_processors (), FALSE, NULL);

  for (guint i = 0; i < self->n; i++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (i + 1), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
}

/* Same pixels are no evidence that a sample is like others: it may have been added twice. */
static void
find_nearest (AoiGoldenAudit *self, guint row)
{
  AoiGoldenFinding *finding = &self->findings[row];

  for (guint i = 0; i < self->n; i++) {
    gdouble difference = self->differences[row * self->n + i];

    if (i == row)
      continue;
    if (aoi_rgb_image_equal (finding->golden->image, self->findings[i].golden->image)) {
      if (i < row && finding->same_as < 0)
        finding->same_as = (gint) i;
    } else if (finding->nearest < 0 || difference < finding->difference) {
      finding->nearest = (gint) i;
      finding->difference = difference;
    }
  }
  finding->is_far = finding->nearest >= 0 && finding->difference > AOI_GOLDEN_FAR;
}

/* Whether a golden as a view passes by one that stays, @without aside. */
static gboolean
is_covered (const AoiGoldenAudit *self, guint row, guint without)
{
  for (guint i = 0; i < self->n; i++)
    if (i != row && i != without && !self->findings[i].is_spare && self->passes[row * self->n + i])
      return TRUE;
  return FALSE;
}

static gboolean
can_go (const AoiGoldenAudit *self, guint index)
{
  if (self->findings[index].problem != NULL || !is_covered (self, index, index))
    return FALSE;
  for (guint i = 0; i < self->n; i++)
    if (self->findings[i].is_spare && !is_covered (self, i, index))
      return FALSE;
  return TRUE;
}

static AoiGoldenAudit *
compare_audit (const AoiRoi *roi, GPtrArray *goldens)
{
  AoiGoldenAudit *self = g_new0 (AoiGoldenAudit, 1);

  self->n = goldens->len;
  self->goldens = g_ptr_array_ref (goldens);
  self->findings = g_new0 (AoiGoldenFinding, self->n);
  self->differences = g_new (gdouble, (gsize) self->n * self->n);
  self->passes = g_new0 (gboolean, (gsize) self->n * self->n);
  for (gsize i = 0; i < (gsize) self->n * self->n; i++)
    self->differences[i] = INFINITY;
  for (guint i = 0; i < self->n; i++)
    self->findings[i] = (AoiGoldenFinding){ g_ptr_array_index (goldens, i), NULL, -1, -1,
      INFINITY };
  compare_all (roi, self);
  for (guint i = 0; i < self->n; i++)
    find_nearest (self, i);
  for (guint i = self->n; i > 0; i--)
    self->findings[i - 1].is_spare = can_go (self, i - 1);
  return self;
}

static gdouble
compare_get_difference (
    const AoiRoi *roi, const GPtrArray *goldens, const AoiRgbImage *image, gint *nearest)
{
  gdouble least = INFINITY;
  gint index = -1;

  for (guint i = 0; i < goldens->len; i++) {
    g_autofree gchar *reason = NULL;
    g_auto (Judge) judge = { 0 };
    Verdict verdict;

    if (!judge_init (&judge, roi, g_ptr_array_index (goldens, i), NULL))
      continue;
    judge_view (&judge, image, &verdict);
    reason = verdict.problem;
    if (index < 0 || verdict.difference < least) {
      index = (gint) i;
      least = verdict.difference;
    }
  }
  if (nearest != NULL)
    *nearest = index;
  return least;
}

static const GArray *
compare_get_ignored (const AoiRoi *roi)
{
  return roi->compare.ignore;
}

const AoiGoldenJudge aoi_compare_golden_judge = {
  .audit = compare_audit,
  .get_difference = compare_get_difference,
  .get_similarity = aoi_compare_similarity,
  .get_ignored = compare_get_ignored,
  .get_threshold = aoi_compare_get_threshold,
  .spread = aoi_compare_spread_new,
};
