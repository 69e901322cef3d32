/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi judge: says of a ROI of a board whether its verdict was right. */
#include "store/aoi-store-judge.h"

#include <string.h>

#include "common/aoi.h"
#include "store/store.h"

typedef struct {
  gchar *person, *note;
  gchar **words;
} Arguments;

static int
refuse (const gchar *message)
{
  g_printerr ("aoi judge: %s\n", message);
  return AOI_EXIT_BAD;
}

static int
judge (const Arguments *arguments, AoiStoreJudgement *judgement)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiStore) store = aoi_store_open_to_judge (arguments->words[0], &error);

  if (store == NULL || !aoi_store_judge (store, judgement, g_get_real_time (), &error))
    return store_fail ("judge", error);
  return AOI_EXIT_GOOD;
}

static int
parse (const Arguments *arguments)
{
  g_autofree gchar *word = NULL;
  AoiStoreJudgement judgement = { .person = arguments->person, .note = arguments->note };
  gint64 roi;

  if (arguments->words == NULL || g_strv_length (arguments->words) != 4)
    return refuse ("takes DATABASE BOARD ROI JUDGEMENT; 'aoi judge --help' tells more");
  if (arguments->person == NULL || arguments->person[0] == '\0')
    return refuse ("--by NAME is missing: a judgement is somebody's");
  judgement.board = arguments->words[1];
  if (!g_ascii_string_to_signed (arguments->words[2], 10, 0, G_MAXINT, &roi, NULL))
    return refuse ("the third word must be the number of a ROI");
  judgement.roi = (gint) roi;
  word = g_strdelimit (g_strdup (arguments->words[3]), "-", ' ');
  if (!aoi_store_judgement_is_known (word))
    return refuse ("the judgement must be defect, false-call or unsure");
  judgement.judgement = word;
  return judge (arguments, &judgement);
}

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
      "Says of a ROI of a board whether its verdict was right: defect, false-call or unsure. A later judgement\n"
      "replaces an earlier one; none is ever deleted.\n"
      "BOARD is the id that 'aoi boards' lists.\n"
      "Exits 0 if the judgement is in the database, else 2.");
  return context;
}

int
aoi_judge_main (int argc, char **argv)
{
  Arguments arguments = { 0 };
  const GOptionEntry entries[] = {
    { "by", 0, 0, G_OPTION_ARG_STRING, &arguments.person, "Who says so", "NAME" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &arguments.note, "What else there is to say", "TEXT" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments.words, NULL,
        "DATABASE BOARD ROI JUDGEMENT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = make_context ();
  g_autoptr (GError) error = NULL;
  int code;

  g_set_prgname ("aoi judge");
  g_option_context_add_main_entries (context, entries, NULL);
  code = g_option_context_parse (context, &argc, &argv, &error) ? parse (&arguments)
                                                                : store_fail ("judge", error);
  g_free (arguments.person);
  g_free (arguments.note);
  g_strfreev (arguments.words);
  return code;
}
