/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The comparison for people: what matters most comes first, many boards are shortened. */
#include "compare/compare.h"

#include <math.h>

#include "common/terminal.h"

/* How many boards of a kind are named. */
#define SHOWN 10

typedef struct {
  const Compare *compare;
  gboolean all; /* name every board */
  gboolean many; /* there are several products, so that a ROI needs its product's name */
} Printer;

static guint
get_shown (const Printer *self, guint n)
{
  return self->all ? n : MIN (n, SHOWN);
}

static const gchar *
plural (guint n)
{
  return n == 1 ? "" : "s";
}

/* Untrusted text, or @otherwise where there is none. */
static void
print_text (const gchar *text, const gchar *otherwise)
{
  g_autofree gchar *shown = text != NULL ? terminal_show (text) : NULL;

  g_print ("%s", shown != NULL ? shown : otherwise);
}

static void
print_more (const Printer *self, guint n)
{
  if (n > get_shown (self, n))
    g_print ("  and %u more, which --all shows\n", n - get_shown (self, n));
}

static void
print_run (const CompareRun *run, const gchar *name)
{
  g_print ("%s  %s: %u board%s, %u passed", name, results_get_name (run->file), run->n_boards,
      plural (run->n_boards), run->n_passed);
  for (guint i = 0; i < run->revisions->len; i++) {
    g_autofree gchar *words = result_revision_show (g_ptr_array_index (run->revisions, i));

    g_print ("; ");
    print_text (words, "");
  }
  g_print ("\n");
}

static void
print_changes (const Printer *self, const GPtrArray *changes)
{
  for (guint i = 0; i < get_shown (self, changes->len); i++) {
    const CompareChange *change = g_ptr_array_index (changes, i);

    g_print ("  %-12s ", change->board);
    if (change->device != 0)
      g_print ("device %d: ", change->device);
    print_text (change->from, "none");
    g_print (" -> ");
    print_text (change->to, "none");
    if (change->why != NULL) {
      g_print ("   ");
      print_text (change->why, "");
    }
    g_print ("\n");
  }
  print_more (self, changes->len);
}

static void
print_boards (const Printer *self)
{
  const GPtrArray *boards = self->compare->boards;

  if (boards->len == 0)
    return;
  g_print ("\n%u board%s another verdict:\n", boards->len, boards->len == 1 ? " has" : "s have");
  print_changes (self, boards);
}

static void
print_roi_name (const Printer *self, const CompareRoi *roi)
{
  g_print ("  ROI %d ", roi->id);
  print_text (roi->type, "");
  if (self->many) {
    g_print (" of ");
    print_text (roi->product, "");
  }
  g_print (": ");
}

/* `pass -> fail on 3 boards: frame 1, frame 7, frame 9` for each kind of change, in the order in which they
 * are met. */
static void
print_verdicts (const Printer *self, const CompareRoi *roi)
{
  g_autoptr (GPtrArray) printed = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < roi->verdicts->len; i++) {
    const CompareChange *first = g_ptr_array_index (roi->verdicts, i);
    g_autofree gchar *kind = g_strdup_printf ("%s -> %s", first->from, first->to);
    g_autoptr (GString) names = g_string_new (NULL);
    guint n = 0;

    if (g_ptr_array_find_with_equal_func (printed, kind, g_str_equal, NULL))
      continue;
    for (guint k = i; k < roi->verdicts->len; k++) {
      const CompareChange *change = g_ptr_array_index (roi->verdicts, k);

      if (!g_str_equal (change->from, first->from) || !g_str_equal (change->to, first->to))
        continue;
      n++;
      if (self->all || n <= SHOWN)
        g_string_append_printf (names, "%s%s", n > 1 ? ", " : "", change->board);
    }
    print_roi_name (self, roi);
    g_print ("%s on %u of %u board%s: %s%s\n", kind, n, roi->n_compared, plural (roi->n_compared),
        names->str, n > get_shown (self, n) ? " ..." : "");
    g_ptr_array_add (printed, g_steal_pointer (&kind));
  }
}

static void
print_threshold (const Printer *self, const CompareRoi *roi)
{
  print_roi_name (self, roi);
  g_print ("%g -> %g", roi->threshold.from, roi->threshold.to);
  if (roi->threshold.n < roi->n_compared)
    g_print (
        " on %u of %u boards, such as %s", roi->threshold.n, roi->n_compared, roi->threshold.board);
  g_print ("\n");
}

static void
print_score (const Printer *self, const CompareRoi *roi)
{
  print_roi_name (self, roi);
  g_print ("on %u of %u board%s, most on %s: %.4g -> %.4g\n", roi->score.n, roi->n_compared,
      plural (roi->n_compared), roi->score.board, roi->score.from, roi->score.to);
}

static void
print_reading (const Printer *self, const CompareRoi *roi)
{
  print_roi_name (self, roi);
  g_print ("on %u of %u board%s\n", roi->readings->len, roi->n_compared, plural (roi->n_compared));
  print_changes (self, roi->readings);
}

static void
print_other_type (const Printer *self, const CompareRoi *roi)
{
  print_roi_name (self, roi);
  g_print ("now ");
  print_text (roi->other_type, "");
  g_print ("\n");
}

static void
print_only (const Printer *self, const CompareRoi *roi)
{
  for (guint i = 0; i < COMPARE_RUNS; i++) {
    if (roi->only[i] == 0)
      continue;
    print_roi_name (self, roi);
    g_print ("in %s alone on %u board%s\n", i == COMPARE_A ? "A" : "B", roi->only[i],
        plural (roi->only[i]));
  }
}

static gboolean
has_other_type (const CompareRoi *roi)
{
  return roi->other_type != NULL;
}

static gboolean
has_verdicts (const CompareRoi *roi)
{
  return roi->verdicts->len > 0;
}

static gboolean
has_threshold (const CompareRoi *roi)
{
  return roi->threshold.n > 0;
}

static gboolean
has_readings (const CompareRoi *roi)
{
  return roi->readings->len > 0;
}

static gboolean
has_score (const CompareRoi *roi)
{
  return roi->score.n > 0;
}

static gboolean
has_only (const CompareRoi *roi)
{
  return roi->only[COMPARE_A] > 0 || roi->only[COMPARE_B] > 0;
}

static const struct {
  const gchar *one, *many;
  gboolean (*has) (const CompareRoi *roi);
  void (*print) (const Printer *self, const CompareRoi *roi);
} aspects[] = {
  { "ROI has another verdict", "ROIs have another verdict", has_verdicts, print_verdicts },
  { "ROI is not in both runs", "ROIs are not in both runs", has_only, print_only },
  { "ROI has another type", "ROIs have another type", has_other_type, print_other_type },
  { "ROI has another threshold", "ROIs have another threshold", has_threshold, print_threshold },
  { "ROI reads something else", "ROIs read something else", has_readings, print_reading },
  { "ROI has another score", "ROIs have another score", has_score, print_score },
};

static void
print_rois (const Printer *self)
{
  const GPtrArray *rois = self->compare->rois;

  for (guint aspect = 0; aspect < G_N_ELEMENTS (aspects); aspect++) {
    guint n = 0;

    for (guint i = 0; i < rois->len; i++)
      n += aspects[aspect].has (g_ptr_array_index (rois, i));
    if (n == 0)
      continue;
    g_print ("\n%u %s:\n", n, n == 1 ? aspects[aspect].one : aspects[aspect].many);
    for (guint i = 0; i < rois->len; i++)
      if (aspects[aspect].has (g_ptr_array_index (rois, i)))
        aspects[aspect].print (self, g_ptr_array_index (rois, i));
  }
}

static void
print_barcodes (const Printer *self)
{
  const GPtrArray *barcodes = self->compare->barcodes;

  if (barcodes->len == 0)
    return;
  g_print ("\n%u barcode%s of devices changed:\n", barcodes->len, plural (barcodes->len));
  print_changes (self, barcodes);
}

static void
print_only_boards (const Printer *self, guint which)
{
  const GPtrArray *only = self->compare->runs[which].only;

  if (only->len == 0)
    return;
  g_print ("\n%u board%s in %s alone:\n", only->len, only->len == 1 ? " is" : "s are",
      which == COMPARE_A ? "A" : "B");
  for (guint i = 0; i < get_shown (self, only->len); i++) {
    const CompareChange *change = g_ptr_array_index (only, i);

    g_print ("  %-12s %s\n", change->board, change->from);
  }
  print_more (self, only->len);
}

static void
print_total (const Printer *self)
{
  const Compare *compare = self->compare;
  const guint n_only = compare->runs[COMPARE_A].only->len + compare->runs[COMPARE_B].only->len;
  guint n = 0;

  if (compare_is_same (compare)) {
    g_print ("\nSame: %u board%s, %u ROI%s\n", compare->n_compared, plural (compare->n_compared),
        compare->n_rois, plural (compare->n_rois));
    return;
  }
  for (guint i = 0; i < compare->rois->len; i++)
    n += compare_roi_changed (g_ptr_array_index (compare->rois, i));
  g_print ("\nDifferent: %u of %u ROI%s, verdicts of %u of %u board%s", n, compare->rois->len,
      plural (compare->rois->len), compare->boards->len, compare->n_compared,
      plural (compare->n_compared));
  if (n_only > 0)
    g_print (", %u board%s in one run alone", n_only, plural (n_only));
  g_print ("\n");
}

static gboolean
has_many_products (const Compare *compare)
{
  const GPtrArray *rois = compare->rois;
  const CompareRoi *first = rois->len > 0 ? g_ptr_array_index (rois, 0) : NULL;

  /* They are in the order of products. */
  return first != NULL
      && !g_str_equal (
          first->product, ((const CompareRoi *) g_ptr_array_index (rois, rois->len - 1))->product);
}

/* Prints what changed. @all: also what would make it long. */
void
compare_print (const Compare *self, gboolean all)
{
  const Printer printer = { .compare = self, .all = all, .many = has_many_products (self) };

  print_run (&self->runs[COMPARE_A], "A");
  print_run (&self->runs[COMPARE_B], "B");
  if (!compare_same_revisions (self))
    g_print ("The revision changed.\n");
  print_boards (&printer);
  for (guint i = 0; i < COMPARE_RUNS; i++)
    print_only_boards (&printer, i);
  print_rois (&printer);
  print_barcodes (&printer);
  print_total (&printer);
}
