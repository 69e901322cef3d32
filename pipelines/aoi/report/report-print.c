/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for people. */
#include "report/report.h"

#include <math.h>

#include "common/terminal.h"

#define BINS_A_SIDE 6
#define BAR 50 /* characters of the longest bar */
#define SHOWN_CLOSEST 10
#define SHOWN_REASONS 5

static void
print_text (const gchar *text)
{
  g_autofree gchar *shown = terminal_show (text);

  g_print ("%s", shown);
}

static void
print_name (const Report *self, const ReportRoi *roi)
{
  g_print ("ROI %d ", roi->id);
  print_text (roi->type);
  if (report_has_many_products (self)) {
    g_print (" of ");
    print_text (roi->product);
  }
}

static gdouble
get_ms (guint64 ns)
{
  return (gdouble) ns / 1e6;
}

static void
print_head (const Report *self)
{
  g_print ("%u board%s, %u passed (%.1f %%)", self->n_boards, self->n_boards == 1 ? "" : "s",
      self->n_passed, 100.0 * self->n_passed / MAX (1, self->n_boards));
  for (guint i = 0; i < self->revisions->len; i++) {
    g_autofree gchar *words = result_revision_show (g_ptr_array_index (self->revisions, i));

    g_print ("; ");
    print_text (words);
  }
  g_print ("\n");
  if (self->n_incomplete > 0)
    g_print ("%u frame%s of boards that they do not complete: not counted below\n",
        self->n_incomplete, self->n_incomplete == 1 ? "" : "s");
  if (self->n_broken > 0)
    g_print ("%u line%s NO RESULT: not counted below\n", self->n_broken,
        self->n_broken == 1 ? " is" : "s are");
  if (self->times.count > 0)
    g_print ("a board takes %.1f ms, 99 %% of them up to %.1f, at most %.1f\n",
        get_ms (aoi_histogram_get_mean (&self->times)),
        get_ms (aoi_histogram_get_quantile (&self->times, 0.99)), get_ms (self->times.max));
}

static void
print_score (const ReportScore *score)
{
  if (score->board != NULL)
    g_print (" %12.4g", score->score);
  else
    g_print (" %12s", "-");
}

static void
print_times (const AoiHistogram *times)
{
  if (times->count > 0)
    g_print (" %8.2f %8.2f %8.2f", get_ms (aoi_histogram_get_mean (times)),
        get_ms (aoi_histogram_get_quantile (times, 0.99)), get_ms (times->max));
  else
    g_print (" %8s %8s %8s", "-", "-", "-");
}

/* Where all boards were marked bad, there is none that passed or not. */
static void
print_pass_rate (const ReportRoi *roi)
{
  if (report_roi_get_count (roi) > 0)
    g_print (" %7.1f%%", 100.0 * report_roi_get_pass_rate (roi));
  else
    g_print (" %8s", "-");
}

static void
print_row (const Report *self, const ReportRoi *roi)
{
  g_autofree gchar *type = terminal_show (roi->type);
  const gboolean measured = report_roi_is_measured (roi);
  const ReportScore none = { 0 };

  g_print ("%5d  %-8s %6u", roi->id, type, report_roi_get_count (roi));
  print_pass_rate (roi);
  g_print (" %5u %5u %7u", roi->n_status[AOI_STATUS_FAIL], roi->n_status[AOI_STATUS_ERROR],
      roi->n_status[AOI_STATUS_TIMEOUT]);
  if (measured)
    g_print (" %9.4g", roi->threshold);
  else
    g_print (" %9s", "-");
  print_score (measured ? &roi->closest : &none);
  print_score (measured ? &roi->best_failing : &none);
  print_times (&roi->times);
  if (roi->n_status[AOI_STATUS_SKIPPED] > 0)
    g_print ("  %u skipped", roi->n_status[AOI_STATUS_SKIPPED]);
  if (report_has_many_products (self)) {
    g_print ("  ");
    print_text (roi->product);
  }
  g_print ("\n");
}

static void
print_table (const Report *self)
{
  if (self->rois->len == 0)
    return;
  g_print ("\n%5s  %-8s %6s %8s %5s %5s %7s %9s %12s %12s %8s %8s %8s\n", "ROI", "type", "boards",
      "passed", "fail", "error", "timeout", "threshold", "closest pass", "closest fail", "mean ms",
      "99 % ms", "max ms");
  for (guint i = 0; i < self->rois->len; i++)
    print_row (self, g_ptr_array_index (self->rois, i));
}

static void
print_closest (const Report *self)
{
  g_autoptr (GPtrArray) closest = report_list_closest (self);

  if (closest->len == 0)
    return;
  g_print (
      "\nClosest to a false call: what the closest passing board has left of the usual distance\n");
  for (guint i = 0; i < MIN (closest->len, SHOWN_CLOSEST); i++) {
    const ReportRoi *roi = g_ptr_array_index (closest, i);

    g_print ("%5.0f %%  ", 100.0 * report_roi_get_closeness (roi));
    print_name (self, roi);
    g_print (": %.4g against %.4g, usually %.4g; %s, %s\n", roi->closest.score,
        roi->closest.threshold, report_roi_get_median (roi), roi->closest.board,
        roi->closest.place);
  }
  if (closest->len > SHOWN_CLOSEST)
    g_print ("and %u more, all further off\n", closest->len - SHOWN_CLOSEST);
}

/* Passing boards as #, others as x; one of each is shown wherever there is one. */
static void
print_bar (guint passing, guint failing, guint max)
{
  const guint scale = MAX (1, max);

  for (guint i = 0; i < (passing * BAR + scale - 1) / scale; i++)
    g_print ("#");
  for (guint i = 0; i < (failing * BAR + scale - 1) / scale; i++)
    g_print ("x");
  if (passing > 0)
    g_print (" %u passed", passing);
  if (failing > 0)
    g_print (" %u failed", failing);
  g_print ("\n");
}

static void
print_histogram (const ReportRoi *roi)
{
  g_auto (ReportBins) bins = { 0 };
  guint max;

  if (!report_bins_init (&bins, roi, BINS_A_SIDE))
    return;
  max = report_bins_get_max (&bins);
  for (guint i = bins.n; i-- > 0;) {
    g_print ("%10.4g |", report_bins_get_edge (&bins, i));
    print_bar (bins.passing[i], bins.failing[i], max);
    if (i == bins.n_below)
      g_print ("%10s +--- threshold %.4g\n", "", roi->threshold);
  }
  if (bins.lower[0] + bins.lower[1] > 0) {
    g_print ("%10s |", "lower");
    print_bar (bins.lower[0], bins.lower[1], max);
  }
  if (roi->min_threshold < roi->max_threshold)
    g_print (
        "%10s thresholds were from %.4g to %.4g\n", "", roi->min_threshold, roi->max_threshold);
}

static void
print_reasons (const ReportRoi *roi)
{
  g_autoptr (GPtrArray) reasons = report_roi_list_reasons (roi);
  guint others = roi->n_other_reasons;

  for (guint i = 0; i < reasons->len; i++) {
    const ReportReason *reason = g_ptr_array_index (reasons, i);

    if (i >= SHOWN_REASONS) {
      others += reason->n;
      continue;
    }
    g_print ("%10u x ", reason->n);
    print_text (reason->text);
    g_print ("\n");
  }
  if (others > 0)
    g_print ("%10u x other reasons\n", others);
}

/* Its scores, and why it did not pass. */
static void
print_roi (const Report *self, const ReportRoi *roi)
{
  if (!report_roi_has_details (roi))
    return;
  g_print ("\n");
  print_name (self, roi);
  g_print (": %u of %u passed\n", roi->n_status[AOI_STATUS_PASS], report_roi_get_count (roi));
  print_histogram (roi);
  print_reasons (roi);
}

/* Prints what the results say of each ROI. */
void
report_print (const Report *self)
{
  print_head (self);
  print_table (self);
  print_closest (self);
  for (guint i = 0; i < self->rois->len; i++)
    print_roi (self, g_ptr_array_index (self->rois, i));
}
