/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for people. */
#include <math.h>

#include "challenge/challenge.h"
#include "common/terminal.h"

static void
print_finding (const gchar *text)
{
  g_autofree gchar *shown = terminal_show (text);

  if (terminal_is_coloured ())
    g_print (TERMINAL_RED);
  g_print ("  %s%s\n", shown, terminal_is_coloured () ? TERMINAL_PLAIN : "");
}

static gint
get_percent (const ChallengeLevel *level)
{
  return (gint) floor (100.0 * level->called / MAX (1, level->drawn));
}

static gchar *
show_size (const ChallengeLevel *level)
{
  if (challenge_kind_get_info (level->kind)->unit == CHALLENGE_UNIT_DEGREES)
    return g_strdup_printf ("%g deg", level->size);
  return g_strdup_printf ("%.0f px (%.0f %%)", level->size, 100.0 * level->share);
}

static void
print_sizes (const ChallengeRoi *roi, const ChallengeLevel *levels, guint n)
{
  const ChallengeLevel *smallest = challenge_roi_get_smallest (roi, levels->kind);
  g_autofree gchar *size = smallest != NULL ? show_size (smallest) : NULL;

  g_print ("%-22s", size != NULL ? size : "NOT CAUGHT");
  for (guint i = 0; i < n; i++) {
    if (levels[i].drawn == 0)
      continue;
    g_print ("  %.0f: %d %%", levels[i].size, get_percent (&levels[i]));
  }
  g_print ("\n");
}

static void
print_kind (const ChallengeRoi *roi, ChallengeKind kind)
{
  const ChallengeKindInfo *info = challenge_kind_get_info (kind);
  guint n, drawn = 0;
  const ChallengeLevel *levels = challenge_roi_get_levels (roi, kind, &n);

  for (guint i = 0; i < n; i++)
    drawn += levels[i].drawn;
  g_print ("  %-14s ", info->title);
  if (drawn == 0)
    g_print ("-\n");
  else if (info->unit == CHALLENGE_UNIT_NONE)
    g_print ("%u of %u\n", levels->called, levels->drawn);
  else
    print_sizes (roi, levels, n);
}

static void
print_good (const ChallengeRoi *roi)
{
  gdouble threshold = challenge_roi_get_threshold (roi, 0.01);
  guint drawn, called;

  challenge_roi_count_usual (roi, CHALLENGE_GOOD, &drawn, &called);
  g_print ("  %-14s %u of %u called false; ", "good part", called, drawn);
  if (isnan (threshold))
    g_print ("no threshold gives 1 %%\n");
  else
    g_print ("threshold for 1 %%: %.3f\n", floor (1000.0 * threshold) / 1000.0);
}

static void
print_roi (const ChallengeRoi *roi)
{
  guint n = roi->prepared->roi->goldens->len;

  g_print ("ROI %d: %dx%d px, %u golden%s", roi->prepared->roi->id, roi->width, roi->height, n,
      n == 1 ? "" : "s");
  if (!roi->is_dead && n > 0)
    g_print (", threshold %g", roi->cases[0].threshold);
  g_print ("\n");
  if (!roi->is_dead && n > 0) {
    print_good (roi);
    for (ChallengeKind kind = CHALLENGE_GOOD + 1; kind < CHALLENGE_LAST; kind++)
      print_kind (roi, kind);
  }
  for (guint i = 0; i < roi->findings->len; i++)
    print_finding (g_ptr_array_index (roi->findings, i));
}

static void
print_unchallenged (const Challenge *self)
{
  const AoiProduct *product = aoi_revision_get_product (self->revision);

  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    if (!roi->enabled)
      g_print ("ROI %d: %s, disabled: not challenged\n", roi->id, roi->type);
    else if (!challenge_takes (roi))
      g_print ("ROI %d: %s: not challenged\n", roi->id, roi->type);
  }
}

/* Pictures that were inspected, and good parts among them that were called false. */
static void
count_pictures (const ChallengeRoi *roi, guint *n_pictures, guint *n_good, guint *n_false)
{
  for (guint i = 0; i < roi->levels->len; i++) {
    const ChallengeLevel *level = &g_array_index (roi->levels, ChallengeLevel, i);

    *n_pictures += level->drawn;
    if (level->kind != CHALLENGE_GOOD)
      continue;
    *n_good += level->drawn;
    *n_false += level->called;
  }
}

static void
print_total (const Challenge *self)
{
  guint n_weak = 0, n_pictures = 0, n_good = 0, n_false = 0;

  for (guint i = 0; i < self->rois->len; i++) {
    const ChallengeRoi *roi = g_ptr_array_index (self->rois, i);

    n_weak += roi->findings->len > 0;
    count_pictures (roi, &n_pictures, &n_good, &n_false);
  }
  g_print ("%u ROI%s challenged with %u pictures, %u weak; %u of %u good parts called false\n",
      self->rois->len, self->rois->len == 1 ? "" : "s", n_pictures, n_weak, n_false, n_good);
}

static void
print_moved (const Challenge *self)
{
  g_autofree gchar *text = challenge_moved_describe (&self->moved);

  if (self->moved.boards == 0)
    return;
  if (challenge_moved_is_good (&self->moved))
    g_print ("%s\n", text);
  else
    print_finding (text);
}

/* Prints what each ROI catches, and what is wrong. */
void
challenge_print (const Challenge *self)
{
  const AoiProduct *product = aoi_revision_get_product (self->revision);

  g_print ("Product %s, revision %.12s\n", aoi_product_get_name (product),
      aoi_product_get_hash (product));
  g_print ("Smallest size of which, as of all larger ones, 95 %% are caught; caught by size\n");
  for (guint i = 0; i < self->rois->len; i++)
    print_roi (g_ptr_array_index (self->rois, i));
  if (self->id == 0)
    print_unchallenged (self);
  print_moved (self);
  print_total (self);
}
