/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The study for people. */
#include "repeat/repeat.h"

#include <math.h>

#include "common/terminal.h"

/* Boards from which on a standard deviation says something. */
#define ENOUGH_BOARDS 20

static void
print_number (const gchar *format, const gchar *nothing, gdouble value) G_GNUC_PRINTF (1, 0);

static void
print_number (const gchar *format, const gchar *nothing, gdouble value)
{
  g_autofree gchar *text = NULL;

  if (!isfinite (value)) {
    g_print ("%s", nothing);
    return;
  }
  text = g_strdup_printf (format, value);
  g_print ("%s", text);
}

static void
print_head (const Repeat *self)
{
  g_autofree gchar *product = terminal_show (self->product != NULL ? self->product : "");

  g_print ("%u boards, %u passed; product %s, revision %.12s\n", self->boards->len, self->n_passed,
      product, self->revision != NULL ? self->revision : "none");
  if (self->boards->len < ENOUGH_BOARDS)
    g_print (
        "FEW BOARDS: a sigma of %u may be wrong by %.0f %% of itself; %d and more say enough\n",
        self->boards->len, 100.0 * repeat_get_doubt (self->boards->len), ENOUGH_BOARDS);
  if (!repeat_has_spread (self))
    g_print ("NO SPREAD: all scores are equal, as those of copies of one picture are\n");
}

static void
print_row (const Repeat *self, const RepeatRoi *roi)
{
  const gboolean red = roi->finding != REPEAT_STABLE && terminal_is_coloured ();
  g_autofree gchar *type = terminal_show (roi->type);
  g_autofree gchar *words = repeat_roi_describe (roi, self->limit);
  g_autofree gchar *shown = terminal_show (words);
  const RepeatSpread *spread = roi->is_measured ? &roi->score : &roi->confidence;

  g_print ("%5d  %-8s %5u %6u", roi->id, type, roi->samples->len, roi->n_status[AOI_STATUS_PASS]);
  print_number (" %9.4g", "         -", spread->mean);
  print_number (" %9.3g", "         -", spread->sigma);
  print_number (" %9.4g", "         -", spread->min);
  print_number (" %9.4g", "         -", spread->max);
  print_number (" %9.4g", "         -", roi->is_measured ? roi->threshold : NAN);
  print_number (" %7.1f", isinf (roi->sigmas) ? "    all" : "      -", roi->sigmas);
  print_number (
      " %6.2f", isinf (roi->sigmas) ? "   all" : "     -", repeat_roi_get_capability (roi));
  print_number (" %9.3f", "         -", roi->flips);
  g_print ("  %s%s%s\n", red ? TERMINAL_RED : "", shown, red ? TERMINAL_PLAIN : "");
}

static void
print_end (const Repeat *self)
{
  const guint n = repeat_count_unstable (self);

  g_print ("\n%u ROI%s, %u unstable", self->rois->len, self->rois->len == 1 ? "" : "s", n);
  for (guint i = 0; i < n; i++)
    g_print (
        "%s %d", i == 0 ? ":" : ",", ((const RepeatRoi *) g_ptr_array_index (self->rois, i))->id);
  g_print ("\n");
}

/* Prints what is found of each ROI, the worst first. */
void
repeat_print (const Repeat *self)
{
  print_head (self);
  g_print ("\n%5s  %-8s %5s %6s %9s %9s %9s %9s %9s %7s %6s %9s  %s\n", "ROI", "type", "n",
      "passed", "mean", "sigma", "min", "max", "threshold", "sigmas", "Cpk", "flips/1000",
      "finding");
  for (guint i = 0; i < self->rois->len; i++)
    print_row (self, g_ptr_array_index (self->rois, i));
  print_end (self);
}
