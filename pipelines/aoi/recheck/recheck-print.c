/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for people. */
#include "common/terminal.h"
#include "recheck/recheck.h"

static void
print_crop (const RecheckCrop *crop)
{
  const RecheckVerdict *old = &crop->verdicts[RECHECK_OLD], *new = &crop->verdicts[RECHECK_NEW];
  const gchar *text = new->passes ? old->reason : new->reason;
  g_autofree gchar *reason = terminal_show (text != NULL ? text : "");
  g_autofree gchar *record = terminal_show (crop->record);

  g_print ("  ROI %-4d %s  %.3f -> %.3f  %s/%s  %s\n", crop->id,
      new->passes ? "fail -> pass" : "pass -> fail", old->score, new->score, record, crop->file,
      reason);
}

void
recheck_print (const Recheck *self)
{
  for (guint i = 0; i < self->crops->len; i++)
    if (recheck_is_changed (g_ptr_array_index (self->crops, i)))
      print_crop (g_ptr_array_index (self->crops, i));
  g_print ("%u record%s, %u crop%s: %u would pass now, %u would fail now", self->n_records,
      self->n_records == 1 ? "" : "s", self->crops->len, self->crops->len == 1 ? "" : "s",
      recheck_count_changed (self, TRUE), recheck_count_changed (self, FALSE));
  if (self->n_unfit > 0)
    g_print ("; %u cannot be judged", self->n_unfit);
  g_print ("\n");
}
