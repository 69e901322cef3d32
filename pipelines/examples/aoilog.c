/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoilog [OPTION...] LAUNCH-LINE: runs a pipeline and logs the messages on its bus.
 *
 *   aoilog --csv boards.csv v4l2src ! videoconvert ! aoiinspect product=PRODUCT ! fakesink
 *
 * A CSV file gets a row for each board, each of its devices and each of its ROIs; syslog, which is the journal
 * where systemd runs, gets a line for each board (info: passed, notice: did not pass) and for other events
 * of the line (info, warning, err). Boards of several frames are logged when they are complete.
 *
 * Exit code: 0 all boards passed, 1 one did not, 2 the pipeline could not be run to its end, no board was
 * inspected, or the CSV file could not be written. Ctrl-C ends the stream; what is in flight is still logged.
 *
 * aoilog.py is the same in Python.
 *
 *   cc -o aoilog aoilog.c $(pkg-config --cflags --libs gstaoi-1.0)
 */
#include <errno.h>
#include <glib-unix.h>
#include <gstaoimessage.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>

#define COLUMNS \
  "time,row,product,revision,frame,board,device,roi,type,status,reason,score,threshold,barcode,text\n"

typedef struct {
  GstElement *pipeline;
  GMainLoop *loop;
  FILE *csv; /* NULL: none */
  guint n_boards;
  guint n_failed;
  gboolean broken; /* the exit code is 2 */
} Log;

static void
print_error (Log *log, const gchar *what, const gchar *why)
{
  syslog (LOG_ERR, "%s: %s", what, why);
  log->broken = TRUE;
}

/* Barcodes and texts come from outside: they must not begin a line of their own. */
static gchar *
escape_controls (const gchar *text)
{
  GString *escaped = g_string_new (NULL);

  for (; *text != '\0'; text++) {
    if ((guchar) *text < 0x20 || *text == 0x7f)
      g_string_append_printf (escaped, "\\x%02x", (guint) *text);
    else
      g_string_append_c (escaped, *text);
  }
  return g_string_free (escaped, FALSE);
}

/* Appends a field, quoted where RFC 4180 asks for it. What a spreadsheet would take for a formula gets an
 * apostrophe, which makes it a text there. */
static void
put (GString *row, const gchar *text)
{
  g_autofree gchar *escaped = escape_controls (text != NULL ? text : "");
  g_autoptr (GString) field = g_string_new (escaped);

  if (*escaped != '\0' && strchr ("=+-@", *escaped) != NULL)
    g_string_prepend_c (field, '\'');
  if (strpbrk (escaped, ",\"") != NULL) {
    g_string_replace (field, "\"", "\"\"", 0);
    g_string_prepend_c (field, '"');
    g_string_append_c (field, '"');
  }
  if (row->len > 0)
    g_string_append_c (row, ',');
  g_string_append (row, field->str);
}

/* Numbers are no texts: a minus is one. */
static void
put_double (GString *row, gdouble number)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (row, ",%s", g_ascii_formatd (text, sizeof text, "%.6g", number));
}

static void
put_time (GString *row)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree gchar *seconds = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S");

  g_string_append_printf (row, "%s.%03dZ", seconds, g_date_time_get_microsecond (now) / 1000);
}

/* The columns that all rows of a board share. */
static GString *
begin_row (const AoiReport *report, const gchar *kind)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  GString *row = g_string_new (NULL);

  put_time (row);
  put (row, kind);
  put (row, info->product);
  put (row, info->revision);
  g_string_append_printf (row, ",%" G_GUINT64_FORMAT, info->frame);
  if (info->groups > 0)
    g_string_append_printf (row, ",%" G_GUINT64_FORMAT, info->board);
  else
    put (row, NULL);
  return row;
}

/* Takes the row. */
static void
end_row (Log *log, GString *row)
{
  g_string_append_c (row, '\n');
  fputs (row->str, log->csv);
  g_string_free (row, TRUE);
}

static void
write_board_row (Log *log, const AoiReport *report)
{
  GString *row = begin_row (report, "board");

  g_string_append (row, ",,,");
  put (row, aoi_report_get_passed (report) ? "pass" : "fail");
  put (row, aoi_report_get_reason (report));
  g_string_append (row, ",,,,");
  end_row (log, row);
}

/* The reason is why its code is not linked, see the property barcode-link of aoiinspect. */
static void
write_device_row (Log *log, const AoiReport *report, const AoiDeviceSummary *device)
{
  const gboolean refused = aoi_report_get_info (report)->reason != NULL;
  GString *row = begin_row (report, "device");

  g_string_append_printf (row, ",%d,,", device->device);
  put (row, !refused && device->passed == device->total ? "pass" : "fail");
  put (row, device->link_error);
  g_string_append (row, ",,");
  put (row, device->barcode);
  put (row, NULL);
  end_row (log, row);
}

static void
write_roi_row (Log *log, const AoiReport *report, const AoiRoiResult *roi)
{
  g_autoptr (GVariant)
      codes = aoi_roi_result_get_value (roi, AOI_VALUE_BARCODES, G_VARIANT_TYPE_STRING_ARRAY);
  g_autofree const gchar **texts = codes != NULL ? g_variant_get_strv (codes, NULL) : NULL;
  g_autofree gchar *joined = texts != NULL ? g_strjoinv (" ", (gchar **) texts) : NULL;
  GString *row = begin_row (report, "roi");

  g_string_append_printf (row, ",%d,%d", roi->device, roi->id);
  put (row, roi->type);
  put (row, aoi_status_to_string (roi->status));
  put (row, roi->reason);
  put_double (row, roi->score);
  put_double (row, roi->threshold);
  put (row, joined);
  put (row, aoi_roi_result_get_string (roi, AOI_VALUE_TEXT));
  end_row (log, row);
}

/* All rows of a board are on their way to the file before the next message is handled. */
static void
write_rows (Log *log, const AoiReport *report)
{
  if (log->csv == NULL)
    return;
  write_board_row (log, report);
  for (guint i = 0; i < aoi_report_get_n_devices (report); i++)
    write_device_row (log, report, aoi_report_get_device (report, i));
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++)
    write_roi_row (log, report, aoi_report_get_roi (report, i));
  if (fflush (log->csv) == 0 && !ferror (log->csv))
    return;
  print_error (log, "The CSV file is not written any more", g_strerror (errno));
  fclose (log->csv);
  log->csv = NULL;
}

static gchar *
describe (const AoiReport *report)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  const gchar *reason = aoi_report_get_reason (report);
  GString *text = g_string_new (info->product != NULL ? info->product : "no product");

  g_string_append_printf (text, " frame %" G_GUINT64_FORMAT, info->frame);
  for (guint i = 0; i < aoi_report_get_n_devices (report); i++) {
    const AoiDeviceSummary *device = aoi_report_get_device (report, i);

    g_string_append_printf (text, ", device %d %s", device->device, device->barcode);
  }
  g_string_append (text, aoi_report_get_passed (report) ? ": passed" : ": did not pass: ");
  if (reason != NULL)
    g_string_append (text, reason);
  return g_string_free (text, FALSE);
}

static void
log_board (Log *log, const AoiReport *report)
{
  const gboolean passed = aoi_report_get_passed (report);
  g_autofree gchar *text = NULL, *escaped = NULL;

  if (!aoi_report_get_complete (report))
    return;
  text = describe (report);
  escaped = escape_controls (text);
  log->n_boards++;
  log->n_failed += !passed;
  syslog (passed ? LOG_INFO : LOG_NOTICE, "%s", escaped);
  write_rows (log, report);
}

/* Messages about frames or records that were lost, or a product that was not taken. */
static gboolean
is_bad (const GstStructure *structure)
{
  static const gchar *const events[] = { "lost", "incomplete", "dropped", "refused", "retake",
    "missing", NULL };
  const gchar *event = gst_structure_get_string (structure, "event");
  gboolean accepted = TRUE;

  gst_structure_get_boolean (structure, "accepted", &accepted);
  return !accepted || gst_structure_has_name (structure, "aoi-replay")
      || (event != NULL && g_strv_contains (events, event));
}

/* An element's message: aoi-product, aoi-record, aoi-camera ... Statistics are no events. */
static void
log_element (Log *log, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);
  g_autoptr (AoiReport) report = gst_aoi_message_parse (message);
  g_autofree gchar *text = NULL, *escaped = NULL;

  if (report != NULL) {
    log_board (log, report);
    return;
  }
  if (!g_str_has_prefix (gst_structure_get_name (structure), "aoi-")
      || gst_structure_has_name (structure, "aoi-stats"))
    return;
  text = gst_structure_to_string (structure);
  escaped = escape_controls (text);
  syslog (is_bad (structure) ? LOG_WARNING : LOG_INFO, "%s", escaped);
}

static void
log_problem (Log *log, GstMessage *message)
{
  const gboolean is_error = GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR;
  g_autofree gchar *escaped = NULL;
  g_autoptr (GError) error = NULL;

  if (is_error)
    gst_message_parse_error (message, &error, NULL);
  else
    gst_message_parse_warning (message, &error, NULL);
  escaped = escape_controls (error->message);
  if (is_error)
    print_error (log, GST_MESSAGE_SRC_NAME (message), escaped);
  else
    syslog (LOG_WARNING, "%s: %s", GST_MESSAGE_SRC_NAME (message), escaped);
}

/* The bus watcher: runs in the main loop, one message after the other, while the pipeline's threads go on. */
static gboolean
watch (GstBus *bus, GstMessage *message, gpointer data)
{
  Log *log = data;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      log_element (log, message);
      break;
    case GST_MESSAGE_WARNING:
      log_problem (log, message);
      break;
    case GST_MESSAGE_ERROR:
      log_problem (log, message);
      g_main_loop_quit (log->loop);
      break;
    case GST_MESSAGE_EOS:
      g_main_loop_quit (log->loop);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (log->pipeline));
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

/* Only once: a second signal ends the program at once. */
static gboolean
end_stream (gpointer data)
{
  Log *log = data;

  gst_element_send_event (log->pipeline, gst_event_new_eos ());
  return G_SOURCE_REMOVE;
}

static void
run (Log *log)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (log->pipeline);

  log->loop = g_main_loop_new (NULL, FALSE);
  gst_bus_add_watch (bus, watch, log);
  g_unix_signal_add (SIGINT, end_stream, log);
  g_unix_signal_add (SIGTERM, end_stream, log);
  gst_element_set_state (log->pipeline, GST_STATE_PLAYING);
  g_main_loop_run (log->loop);
  gst_element_set_state (log->pipeline, GST_STATE_NULL);
  gst_bus_remove_watch (bus);
  g_main_loop_unref (log->loop);
}

/* An existing file is continued. */
static void
open_csv (Log *log, const gchar *path)
{
  struct stat status;

  log->csv = fopen (path, "a");
  if (log->csv == NULL) {
    print_error (log, path, g_strerror (errno));
    return;
  }
  if (fstat (fileno (log->csv), &status) == 0 && status.st_size == 0)
    fputs (COLUMNS, log->csv);
}

static int
finish (Log *log)
{
  if (log->csv != NULL && fclose (log->csv) != 0)
    print_error (log, "The CSV file is not complete", g_strerror (errno));
  if (!log->broken && log->n_boards == 0)
    print_error (log, "aoilog", "no board was inspected");
  closelog ();
  if (log->broken)
    return 2;
  return log->n_failed > 0 ? 1 : 0;
}

int
main (int argc, char **argv)
{
  g_autofree gchar *csv = NULL;
  gboolean quiet = FALSE;
  const GOptionEntry options[] = {
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, "Append rows to this file", "FILE" },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &quiet, "Write to syslog only, not to standard error too",
        NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("LAUNCH-LINE");
  g_autoptr (GError) error = NULL;
  Log log = { 0 };

  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  g_option_context_set_strict_posix (context, TRUE);
  if (g_option_context_parse (context, &argc, &argv, &error)) {
    openlog ("aoilog", quiet ? 0 : LOG_PERROR, LOG_USER);
    log.pipeline = gst_parse_launchv ((const gchar **) argv + 1, &error);
  }
  if (error != NULL) {
    g_printerr ("aoilog: %s\n", error->message);
    g_clear_pointer (&log.pipeline, gst_object_unref);
    return 2;
  }
  if (csv != NULL)
    open_csv (&log, csv);
  if (!log.broken)
    run (&log);
  gst_object_unref (log.pipeline);
  return finish (&log);
}
