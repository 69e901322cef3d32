/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi report: how did the ROIs do, and which are close to a false call? */
#include "report/report.h"

#include "common/aoi.h"

typedef struct {
  gboolean as_json;
  gchar *html_path;
  gchar **paths;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->html_path);
  g_strfreev (self->paths);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static int
fail (const GError *error)
{
  g_printerr ("aoi report: %s\n", error->message);
  return AOI_EXIT_BAD;
}

static int
report (const Options *options)
{
  g_auto (Report) self = { 0 };
  g_autoptr (GError) error = NULL;

  report_init (&self);
  for (guint i = 0; options->paths[i] != NULL; i++)
    if (!report_read (&self, options->paths[i], &error))
      return fail (error);
  report_finish (&self);
  if (self.n_boards + self.n_incomplete == 0) {
    g_printerr ("aoi report: there is no result\n");
    return AOI_EXIT_BAD;
  }
  if (options->as_json)
    report_print_json (&self);
  else
    report_print (&self);
  if (options->html_path != NULL && !report_write_html (&self, options->html_path, &error))
    return fail (error);
  return self.n_broken == 0 ? AOI_EXIT_GOOD : AOI_EXIT_BAD;
}

int
aoi_report_main (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &options.html_path, "Write a page with plots too",
        "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, "Print one JSON object", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.paths, NULL,
        "RUN.ndjson..." },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_set_prgname ("aoi report");
  g_option_context_set_summary (context,
      "Shows how the ROIs did in the results of runs, as aoijson writes them: boards by status, scores\n"
      "against the threshold, ROIs whose passing boards come closest to it, times, and the most frequent\n"
      "reasons. - is standard input. Lines that are not results are reported and left out. Exits 0 if\n"
      "everything was read, else 2.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error);
  if (options.paths == NULL) {
    g_printerr ("aoi report: takes files of results; see 'aoi report --help'\n");
    return AOI_EXIT_BAD;
  }
  return report (&options);
}
