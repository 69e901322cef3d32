/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many stations in one process: each has what aoistore and aoipublish have, a queue and a connection to the database and an outbox
 * and a connection to the broker, and is given boards at a rate. Prints what became of them. */
#include "plant.h"

#include <stdlib.h>
#include <sys/resource.h>

typedef struct {
  gint lines, rois, seconds;
  gdouble rate;
  gchar *database, *folder, *results;
  gchar **uris;
} Arguments;

static gdouble
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
      + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
make_stations (Plant *plant, const Arguments *arguments, GPtrArray *stations, GError **error)
{
  for (gint i = 0; i < arguments->lines; i++) {
    PlantStation *station = plant_station_new (
        plant, (guint) i, arguments->database, arguments->uris, arguments->folder, error);

    if (station == NULL)
      return FALSE;
    g_ptr_array_add (stations, station);
  }
  return TRUE;
}

/* Each station gets boards at the same pace, one station after the other. Returns how many. @rows: (out): of their ROIs */
static guint64
run (Plant *plant, const Arguments *arguments, GPtrArray *stations, guint64 *rows)
{
  const gdouble pace_us = 1e6 / (arguments->lines * arguments->rate);
  const guint64 n = (guint64) (arguments->seconds * 1e6 / pace_us);
  const gint64 begin = g_get_monotonic_time ();

  for (guint64 i = 0; i < n; i++) {
    plant_wait_until (plant, begin + (gint64) ((gdouble) i * pace_us));
    *rows += plant_station_inspect (g_ptr_array_index (stations, i % stations->len),
        i / stations->len, (guint) arguments->rois);
  }
  return n;
}

/* Until all that was inspected is stored and delivered. Returns ms. */
static gdouble
settle (GPtrArray *stations)
{
  const gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < stations->len; i++)
    plant_station_drain (g_ptr_array_index (stations, i));
  return (gdouble) (g_get_monotonic_time () - begin) / 1e3;
}

/* A board for each, so that all have their connections, and the database its tables, before time is measured. */
static void
warm_up (Plant *plant, const Arguments *arguments, GPtrArray *stations)
{
  for (guint i = 0; i < stations->len; i++)
    plant_station_inspect (g_ptr_array_index (stations, i), 0, (guint) arguments->rois);
  settle (stations);
  g_mutex_lock (&plant->lock);
  g_array_set_size (plant->delays, 0);
  g_mutex_unlock (&plant->lock);
}

static void
print (const Arguments *arguments, Plant *plant, guint64 boards, guint64 rows, gdouble wall,
    gdouble cpu, gdouble lag_ms)
{
  gchar delay[2][G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (delay[0], sizeof delay[0], "%.1f", plant_get_delay (plant, 0.5));
  g_ascii_formatd (delay[1], sizeof delay[1], "%.1f", plant_get_delay (plant, 0.99));
  g_print ("plant lines=%d rois=%.0f seconds=%d boards=%" G_GUINT64_FORMAT
           " stored=%" G_GUINT64_FORMAT " delivered=%" G_GUINT64_FORMAT " lost=%" G_GUINT64_FORMAT
           " median-ms=%s p99-ms=%s lag-ms=%.0f rows/s=%.0f cpus=%.4f\n",
      arguments->lines, (gdouble) rows / (gdouble) (boards - (guint64) arguments->lines),
      arguments->seconds, boards, plant->stored, plant->delivered, plant->lost, delay[0], delay[1],
      lag_ms, (gdouble) rows / wall, cpu / wall);
}

static int
measure (const Arguments *arguments)
{
  g_autoptr (GPtrArray)
      stations = g_ptr_array_new_with_free_func ((GDestroyNotify) plant_station_free);
  g_autoptr (GError) error = NULL;
  Plant plant;
  guint64 boards, rows = 0;
  gdouble wall, cpu, lag_ms;
  int code = EXIT_SUCCESS;

  plant_init (&plant);
  if (arguments->results != NULL)
    plant.results = plant_results_read (arguments->results, &error);
  if (error == NULL && make_stations (&plant, arguments, stations, &error)) {
    warm_up (&plant, arguments, stations);
    wall = (gdouble) g_get_monotonic_time ();
    cpu = get_cpu_seconds ();
    boards = run (&plant, arguments, stations, &rows);
    wall = ((gdouble) g_get_monotonic_time () - wall) / 1e6;
    cpu = get_cpu_seconds () - cpu;
    lag_ms = settle (stations);
    boards += stations->len;
    g_ptr_array_set_size (stations, 0);
    print (arguments, &plant, boards, rows, wall, cpu, lag_ms);
  } else {
    g_printerr ("plant: %s\n", error->message);
    code = EXIT_FAILURE;
  }
  g_ptr_array_set_size (stations, 0);
  plant_clear (&plant);
  return code;
}

int
main (int argc, char **argv)
{
  Arguments arguments = { .lines = 10, .rois = 40, .seconds = 60, .rate = 1.0 };
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &arguments.database, "Where boards are stored",
        "ADDRESS" },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &arguments.folder, "For outboxes", "FOLDER" },
    { "lines", 0, 0, G_OPTION_ARG_INT, &arguments.lines, "Stations (10)", "N" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.rate, "Boards a second of each station (1)",
        "R" },
    { "results", 0, 0, G_OPTION_ARG_FILENAME, &arguments.results,
        "Results of boards, as aoijson writes them, that stations repeat instead of drawing their own",
        "FILE" },
    { "rois", 0, 0, G_OPTION_ARG_INT, &arguments.rois, "ROIs of a board (40)", "N" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &arguments.seconds, "How long (60)", "S" },
    { "uri", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.uris,
        "Where boards are delivered; may be given again", "ADDRESS" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  int code = EXIT_FAILURE;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_printerr ("plant: %s\n", error->message);
  else if (arguments.database == NULL || arguments.folder == NULL || arguments.uris == NULL
      || arguments.lines < 1 || arguments.rois < 1 || arguments.seconds < 1
      || !(arguments.rate > 0.0))
    g_printerr ("plant: --database, --folder and --uri are needed, and numbers above 0\n");
  else
    code = measure (&arguments);
  g_free (arguments.database);
  g_free (arguments.folder);
  g_free (arguments.results);
  g_strfreev (arguments.uris);
  return code;
}
