/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi recheck: which verdicts of an archive would another product change? */
#include "recheck/recheck.h"

#include "common/aoi.h"

#define DEFAULT_RECORDS 200
#define MAX_RECORDS 1000000

static int
fail (const GError *error)
{
  g_printerr ("aoi recheck: %s\n", error->message);
  return AOI_EXIT_BAD;
}

static int
recheck (gchar *const *paths, gint id, gint records, gboolean as_json)
{
  g_auto (Recheck) self;
  g_autoptr (GError) error = NULL;

  recheck_init (&self);
  self.id = id;
  self.max_records = (guint) records;
  if (!recheck_open (&self, paths, &error) || !recheck_read (&self, &error))
    return fail (error);
  recheck_run (&self);
  if (as_json)
    recheck_print_json (&self);
  else
    recheck_print (&self);
  return recheck_count_changed (&self, TRUE) + recheck_count_changed (&self, FALSE) == 0
      ? AOI_EXIT_GOOD
      : AOI_EXIT_DIFFERENT;
}

int
aoi_recheck_main (int argc, char **argv)
{
  gint id = 0, records = DEFAULT_RECORDS;
  gboolean as_json = FALSE;
  g_auto (GStrv) paths = NULL;
  const GOptionEntry entries[] = {
    { "roi", 0, 0, G_OPTION_ARG_INT, &id, "Only this ROI", "N" },
    { "records", 0, 0, G_OPTION_ARG_INT, &records, "The newest so many (200)", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON object", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, "ARCHIVE OLD NEW" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_set_prgname ("aoi recheck");
  g_option_context_set_summary (context,
      "Judges the pictures of ROIs that an archive keeps, since they did not pass once, by two products: one\n"
      "as it is, and one as it might be. Shows which would pass now, and which would fail. Of boards that\n"
      "passed an archive keeps no such pictures: 'aoi run' and 'aoi compare' on a recording tell of those.\n"
      "Exits 0 if no verdict changes, 3 if one does, 2 after an error.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error);
  if (paths == NULL || g_strv_length (paths) != 3) {
    g_printerr ("aoi recheck: takes ARCHIVE OLD NEW; see 'aoi recheck --help'\n");
    return AOI_EXIT_BAD;
  }
  if (id < 0 || records < 1 || records > MAX_RECORDS) {
    g_printerr ("aoi recheck: %s: %d is out of range\n", id < 0 ? "--roi" : "--records",
        id < 0 ? id : records);
    return AOI_EXIT_BAD;
  }
  return recheck (paths, id, records, as_json);
}
