/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* judge-board DATABASE BOARD [ROI KIND PERSON [NOTE]]: says of a ROI of a board whether its verdict was right (defect, "false call"
 * or unsure), and lists all that people have said of that board. Exits 0 if that could be done, else 2.
 *
 *   cc -o judge-board judge-board.c $(pkg-config --cflags --libs aoistore-1.0)
 */
#include <aoi-database.h>
#include <stdlib.h>

static int
fail (const gchar *message)
{
  g_printerr ("%s\n", message);
  return 2;
}

static void
show (const AoiJudgement *judgement)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (judgement->time_us / G_USEC_PER_SEC);
  g_autofree gchar *shown = g_date_time_format_iso8601 (time);

  g_print ("%s ROI %d: %s, says %s: %s\n", shown, judgement->roi,
      aoi_judgement_kind_to_string (judgement->kind), judgement->person,
      judgement->note != NULL ? judgement->note : "-");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiDatabase) database = NULL;
  g_autoptr (GPtrArray) judgements = NULL;
  AoiJudgementKind kind = AOI_JUDGEMENT_UNSURE;

  if ((argc != 3 && argc != 6 && argc != 7)
      || (argc > 3 && !aoi_judgement_kind_from_string (argv[4], &kind)))
    return fail (
        "Usage: judge-board DATABASE BOARD [ROI defect|\"false call\"|unsure PERSON [NOTE]]");
  database = aoi_database_open (argv[1], &error);
  if (database == NULL)
    return fail (error->message);
  /* argv ends with NULL: no note. */
  if (argc > 3
      && !aoi_database_judge (database, argv[2], atoi (argv[3]), kind, argv[5], argv[6], &error))
    return fail (error->message);
  judgements = aoi_database_list_judgements (database, argv[2], &error);
  if (judgements == NULL)
    return fail (error->message);
  for (guint i = 0; i < judgements->len; i++)
    show (g_ptr_array_index (judgements, i));
  return 0;
}
