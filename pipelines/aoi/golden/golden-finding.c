/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an audit found about a golden, in words. */
#include "golden/golden.h"

/* In words; NULL if there is nothing to say. */
gchar *
golden_describe_finding (const AoiGoldenAudit *audit, guint index)
{
  const AoiGoldenFinding *finding = &audit->findings[index];
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  if (finding->problem != NULL)
    g_ptr_array_add (words, g_strdup_printf ("useless: %s", finding->problem));
  if (finding->same_as >= 0)
    g_ptr_array_add (words, g_strdup_printf ("same pixels as %d", finding->same_as + 1));
  if (finding->is_far)
    g_ptr_array_add (words, g_strdup ("far from all others: taught by mistake, or another state"));
  if (finding->is_spare)
    g_ptr_array_add (words, g_strdup ("spare: no other needs it"));
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return g_strjoinv ("; ", (gchar **) words->pdata);
}
