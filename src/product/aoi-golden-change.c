/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-golden-change.h"

#include "json/aoi-json-writer.h"

#define TRASH ".trash"

/**
 * aoi_golden_change_init:
 * @self: (out): uninitialised memory
 * @journal: a folder opened for writing; has to live as long
 * @action: what is done, for the log
 * @id: of the ROI whose goldens change; 0: several
 */
void
aoi_golden_change_init (
    AoiGoldenChange *self, AoiGoldenJournal *journal, const gchar *action, gint id)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree gchar *time = g_date_time_format_iso8601 (now);

  self->journal = journal;
  self->moves = g_variant_builder_new (AOI_GOLDEN_MOVES_TYPE);
  self->line = json_builder_new_immutable ();
  json_builder_begin_object (self->line);
  aoi_golden_change_say (self, "time", time);
  aoi_golden_change_say (self, "user", g_get_user_name ());
  aoi_golden_change_say (self, "action", action);
  if (id == 0)
    return;
  json_builder_set_member_name (self->line, "roi");
  json_builder_add_int_value (self->line, id);
}

/**
 * aoi_golden_change_clear:
 * @self: a change, done or not
 */
void
aoi_golden_change_clear (AoiGoldenChange *self)
{
  g_clear_pointer (&self->moves, g_variant_builder_unref);
  g_clear_object (&self->line);
}

/**
 * aoi_golden_change_say:
 * @self: a change
 * @key: of a member of the log's line
 * @text: (nullable): what it says; what is not there is not logged
 */
void
aoi_golden_change_say (AoiGoldenChange *self, const gchar *key, const gchar *text)
{
  g_autofree gchar *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (valid == NULL)
    return;
  json_builder_set_member_name (self->line, key);
  json_builder_add_string_value (self->line, valid);
}

/**
 * aoi_golden_change_move:
 * @self: a change
 * @from: (type filename): a name in the folder
 * @to: (type filename): its new name, which nothing has when the moves before this one are done, and which no
 *   later move takes from it: then a change that was stopped can be ended
 */
void
aoi_golden_change_move (AoiGoldenChange *self, const gchar *from, const gchar *to)
{
  g_variant_builder_add (self->moves, "(^ay^ay)", from, to);
}

/**
 * aoi_golden_change_find_name:
 * @self: a change
 * @head: how the name begins
 * @stamp: a time
 * @tail: how it ends
 *
 * Returns: (transfer full) (type filename): a name that nothing has yet: @head, a time no earlier than @stamp, and
 *   @tail
 */
gchar *
aoi_golden_change_find_name (
    const AoiGoldenChange *self, const gchar *head, gint64 stamp, const gchar *tail)
{
  for (;; stamp++) {
    g_autofree gchar *name = g_strdup_printf ("%s%" G_GINT64_FORMAT "%s", head, stamp, tail);

    if (!aoi_golden_journal_has (self->journal, name))
      return g_steal_pointer (&name);
  }
}

/**
 * aoi_golden_change_trash:
 * @self: a change
 * @id: of an ROI
 * @name: (nullable) (type filename): of a golden of it; %NULL: its whole folder
 *
 * Moves it to the trash.
 *
 * Returns: (transfer full) (type filename): its new name in the folder
 */
gchar *
aoi_golden_change_trash (AoiGoldenChange *self, gint id, const gchar *name)
{
  g_autofree gchar *folder = g_strdup_printf ("roi_%d", id);
  g_autofree gchar *from = name != NULL ? g_build_filename (folder, name, NULL) : g_strdup (folder);
  g_autofree gchar *head = g_strdup_printf (TRASH "/roi_%d/", id);
  g_autofree gchar *tail = name != NULL ? g_strconcat ("/", name, NULL) : g_strdup ("");
  gchar *to = aoi_golden_change_find_name (self, head, g_get_real_time () / 1000, tail);

  aoi_golden_change_move (self, from, to);
  return to;
}

/**
 * aoi_golden_change_commit:
 * @self: a change, which cannot be done twice
 * @note: (nullable): why, for the log
 * @error: return location for an %AOI_ERROR_IO that names the file
 *
 * Returns: whether it was done; if not, the folder is as it was
 */
gboolean
aoi_golden_change_commit (AoiGoldenChange *self, const gchar *note, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree gchar *text = NULL;

  aoi_golden_change_say (self, "note", note);
  json_builder_end_object (self->line);
  root = json_builder_get_root (self->line);
  text = aoi_json_write (root);
  return aoi_golden_journal_commit (
      self->journal, g_variant_builder_end (self->moves), text, error);
}
