/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is proposed, for people. */
#include "tune/tune.h"

#include "common/terminal.h"

static void
print_head (const Tune *self)
{
  const AoiProduct *product = aoi_revision_get_product (self->revision);
  const guint n_good = tune_count_boards (self, TUNE_GOOD, FALSE, TRUE)
      + tune_count_boards (self, TUNE_GOOD, FALSE, FALSE);
  g_autofree gchar *name = terminal_show (aoi_product_get_name (product));

  g_print ("Product %s, revision %.12s; %u good boards, %u bad; %u folds, seed %u\n", name,
      aoi_product_get_hash (product), n_good, self->boards->len - n_good, self->n_folds,
      self->seed);
  g_print ("After: on boards that the change was not learnt from\n");
}

static const gchar *
name_advice (TuneAdvice advice)
{
  switch (advice) {
    case TUNE_PROPOSAL:
      return "";
    case TUNE_HINT:
      return "HINT: ";
    case TUNE_TOO_LITTLE:
      return "too few boards to say anything";
    case TUNE_NOTHING:
      break;
  }
  return "";
}

/* What is proposed was proven, so that there is nothing to say. */
static gchar *
describe_proof (const TuneRoi *roi)
{
  if (roi->advice != TUNE_HINT || roi->missed == 0)
    return g_strdup ("");
  return g_strdup_printf ("; %u of %u drawn defects pass then", roi->missed, roi->drawn);
}

static void
print_row (const TuneRoi *roi)
{
  g_autofree gchar *words = tune_change_describe (&roi->change, roi);
  g_autofree gchar *proof = describe_proof (roi);
  g_autofree gchar *shown = terminal_show (words);
  g_autofree gchar *type = terminal_show (roi->prepared->roi->type);

  if (tune_counts_get_wrong (&roi->before) == 0 && roi->advice != TUNE_TOO_LITTLE)
    return;
  g_print ("%5d  %-8s %5u %5u  %5u -> %-5u %5u -> %-5u  %s%s%s%s\n", roi->prepared->roi->id, type,
      roi->before.good, roi->before.bad, roi->before.false_calls, roi->after.false_calls,
      roi->before.escapes, roi->after.escapes, name_advice (roi->advice), shown, proof,
      roi->advice == TUNE_NOTHING ? "nothing was found that helps" : "");
}

static void
print_boards (const Tune *self, TuneLabel label, gboolean passing, const gchar *what)
{
  const guint n = tune_count_boards (self, label, FALSE, TRUE)
      + tune_count_boards (self, label, FALSE, FALSE);

  if (n > 0)
    g_print ("%s: %u of %u, with the proposals %u\n", what,
        tune_count_boards (self, label, FALSE, passing), n,
        tune_count_boards (self, label, TRUE, passing));
}

static void
print_end (const Tune *self)
{
  guint n_proposals = 0, n_hints = 0;
  TuneCounts before = { 0 }, after = { 0 };

  for (guint i = 0; i < self->rois->len; i++) {
    const TuneRoi *roi = g_ptr_array_index (self->rois, i);
    const TuneCounts *then = roi->advice == TUNE_PROPOSAL ? &roi->after : &roi->before;

    n_proposals += roi->advice == TUNE_PROPOSAL;
    n_hints += roi->advice == TUNE_HINT;
    before.false_calls += roi->before.false_calls;
    before.escapes += roi->before.escapes;
    after.false_calls += then->false_calls;
    after.escapes += then->escapes;
  }
  g_print (
      "\n%u proposal%s, %u hint%s; with the proposals %u -> %u false calls, %u -> %u escapes\n",
      n_proposals, n_proposals == 1 ? "" : "s", n_hints, n_hints == 1 ? "" : "s",
      before.false_calls, after.false_calls, before.escapes, after.escapes);
  if (n_hints > 0)
    g_print (
        "Hints may let bad boards pass: it takes %d good boards and %d bad ones, for limits and thresholds %d,\n"
        "and hardly any drawn defect may pass\n",
        TUNE_MIN_GOOD, TUNE_MIN_BAD, TUNE_MIN_BAD_KNOB);
}

/* Prints what changes. */
void
tune_print (const Tune *self)
{
  print_head (self);
  g_print ("\n%5s  %-8s %5s %5s  %14s %14s  %s\n", "ROI", "type", "good", "bad", "false calls",
      "escapes", "change");
  for (guint i = 0; i < self->rois->len; i++)
    print_row (g_ptr_array_index (self->rois, i));
  print_end (self);
  print_boards (self, TUNE_GOOD, FALSE, "Good boards that fail");
  print_boards (self, TUNE_BAD, TRUE, "Bad boards that pass");
}
