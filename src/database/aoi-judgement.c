/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "database/aoi-database.h"

G_DEFINE_BOXED_TYPE (AoiJudgement, aoi_judgement, aoi_judgement_copy, aoi_judgement_free)

/* As databases have them. */
static const gchar *const words[] = {
  [AOI_JUDGEMENT_DEFECT] = "defect",
  [AOI_JUDGEMENT_FALSE_CALL] = "false call",
  [AOI_JUDGEMENT_UNSURE] = "unsure",
};

/**
 * aoi_judgement_kind_to_string:
 * @kind: what somebody says
 *
 * Returns: `defect`, `false call` or `unsure`
 *
 * Since: 0.2
 */
const gchar *
aoi_judgement_kind_to_string (AoiJudgementKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (words), NULL);
  return words[kind];
}

/**
 * aoi_judgement_kind_from_string:
 * @text: a word
 * @kind: (out): what it says; unset with %FALSE
 *
 * Returns: whether it is one of aoi_judgement_kind_to_string()
 *
 * Since: 0.2
 */
gboolean
aoi_judgement_kind_from_string (const gchar *text, AoiJudgementKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (text, words[i]) == 0) {
      *kind = (AoiJudgementKind) i;
      return TRUE;
    }
  return FALSE;
}

/**
 * aoi_judgement_copy:
 * @self: a judgement
 *
 * Returns: (transfer full): another one that says the same
 *
 * Since: 0.2
 */
AoiJudgement *
aoi_judgement_copy (const AoiJudgement *self)
{
  AoiJudgement *copy = g_memdup2 (self, sizeof *self);

  copy->person = g_strdup (self->person);
  copy->revision = g_strdup (self->revision);
  copy->note = g_strdup (self->note);
  return copy;
}

/**
 * aoi_judgement_free:
 * @self: (transfer full): a judgement
 *
 * Frees a judgement, with its texts.
 *
 * Since: 0.2
 */
void
aoi_judgement_free (AoiJudgement *self)
{
  g_free (self->person);
  g_free (self->revision);
  g_free (self->note);
  g_free (self);
}
