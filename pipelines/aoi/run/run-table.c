/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/terminal.h"
#include "run/run.h"

#define MAX_LABEL 40
#define TICK_US (200 * 1000)

/* A source and the number of its first frame, so that reports find the file that they are of. */
typedef struct {
  const RunSource *source;
  guint first;
} Span;

struct _RunTable {
  const RunOptions *options;
  gboolean prints; /* rows, not only what could not be done */
  gboolean several; /* sources: rows name theirs */
  gint label_width;
  GArray *spans;
  gboolean has_header, has_devices;
  RunCounts counts;
  gboolean has_open; /* the last frame's board is not reported yet */
  guint64 open_board;
  guint n_frames, total;
  gchar *product; /* of the first report */
  gint64 begun;
  RunProgress *progress;
};

/* Characters, not bytes. */
static gint
get_length (const gchar *text)
{
  return (gint) g_utf8_strlen (text, -1);
}

/* The end of a name distinguishes frames. */
static gchar *
shorten (const gchar *text)
{
  g_autofree gchar *shown = terminal_show (text);
  const gint length = get_length (shown);

  if (length <= MAX_LABEL)
    return g_steal_pointer (&shown);
  return g_strconcat ("...", g_utf8_offset_to_pointer (shown, length - MAX_LABEL + 3), NULL);
}

static gint
find_label_width (const GPtrArray *sources)
{
  gint width = get_length ("frame");

  for (guint i = 0; i < sources->len; i++) {
    const RunSource *source = g_ptr_array_index (sources, i);
    g_autofree gchar *base = g_path_get_basename (source->name);

    if (sources->len > 1)
      width = MAX (width, get_length (base) + 6);
    for (guint k = 0; source->files != NULL && k < source->files->len; k++) {
      const RunFile *file = g_ptr_array_index (source->files, k);

      width = MAX (width, get_length (file->label));
    }
  }
  return MIN (width, MAX_LABEL);
}

static guint
count_all_frames (const RunOptions *options, const GPtrArray *sources)
{
  guint total = 0;

  if (options->boards > 0)
    return (guint) options->boards;
  for (guint i = 0; i < sources->len; i++) {
    const guint n = run_source_count_frames (g_ptr_array_index (sources, i));

    if (n == 0)
      return 0;
    total += n;
  }
  return total;
}

RunTable *
run_table_new (const RunOptions *options, const GPtrArray *sources)
{
  RunTable *self = g_new0 (RunTable, 1);

  self->options = options;
  self->prints = !options->quiet && options->listen == NULL && g_strcmp0 (options->json, "-") != 0;
  self->several = sources->len > 1;
  self->label_width = find_label_width (sources);
  self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  self->begun = g_get_monotonic_time ();
  self->total = count_all_frames (options, sources);
  if (!options->quiet)
    self->progress = run_progress_new (self->total, options->boards > 0 ? "boards" : "frames");
  return self;
}

void
run_table_free (RunTable *self)
{
  g_clear_pointer (&self->progress, run_progress_free);
  g_array_unref (self->spans);
  g_free (self->product);
  g_free (self);
}

const RunCounts *
run_table_get_counts (const RunTable *self)
{
  return &self->counts;
}

static const Span *
find_span (const RunTable *self, guint64 frame)
{
  for (guint i = self->spans->len; i-- > 0;)
    if (g_array_index (self->spans, Span, i).first <= frame)
      return &g_array_index (self->spans, Span, i);
  return NULL;
}

/* (nullable): the file that a frame is of. */
static const RunFile *
find_file (const Span *span, guint64 frame)
{
  if (span == NULL || span->source->files == NULL
      || frame - span->first >= span->source->files->len)
    return NULL;
  return g_ptr_array_index (span->source->files, frame - span->first);
}

static gchar *
make_label (const RunTable *self, const AoiReport *report)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  const Span *span = find_span (self, info->frame);
  const RunFile *file = find_file (span, info->frame);
  g_autofree gchar *number = NULL, *base = NULL;

  if (file != NULL)
    return g_strdup (file->label);
  number = g_strdup_printf ("%" G_GUINT64_FORMAT,
      info->groups > 0 ? info->board : info->frame - (span != NULL ? span->first : 0));
  if (!self->several || span == NULL)
    return g_steal_pointer (&number);
  base = g_path_get_basename (span->source->name);
  return g_strdup_printf ("%s %s", base, number);
}

static void
hide_progress (RunTable *self)
{
  if (self->progress != NULL)
    run_progress_hide (self->progress);
}

/* The first report decides the columns. */
static void
print_header (RunTable *self, const AoiReport *report)
{
  const gboolean is_grouped = report != NULL && aoi_report_get_info (report)->groups > 0;

  if (self->has_header)
    return;
  self->has_header = TRUE;
  self->has_devices = report != NULL && aoi_report_get_n_devices (report) > 1;
  g_print ("%-*s  verdict   ROI  %stype     %-18s  reason\n", self->label_width,
      is_grouped ? "board" : "frame", self->has_devices ? "device  " : "", "value");
}

/* Numbers to the right, names to the left. */
static void
print_label (const RunTable *self, const gchar *label)
{
  g_autofree gchar *shown = shorten (label);
  const gint padding = MAX (0, self->label_width - get_length (shown));
  const gboolean is_number = g_ascii_isdigit (*shown) && self->label_width == 5;

  g_print ("%*s%s%*s", is_number ? padding : 0, "", shown, is_number ? 0 : padding, "");
}

static void
print_verdict (const RunTable *self, gboolean passed)
{
  const gboolean red = !passed && terminal_is_coloured ();

  g_print (
      "  %s%s%s", red ? TERMINAL_RED : "", passed ? "pass" : "FAIL   ", red ? TERMINAL_PLAIN : "");
}

/* What was measured against what it had to reach, with digits enough to differ. */
static gchar *
show_value (const AoiRoiResult *roi)
{
  const gchar *relation = roi->score < roi->threshold ? "<" : ">=";
  gchar score[G_ASCII_DTOSTR_BUF_SIZE], threshold[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (roi->score) || !isfinite (roi->threshold)
      || (roi->status != AOI_STATUS_FAIL && roi->status != AOI_STATUS_PASS))
    return g_strdup (aoi_status_to_string (roi->status));
  for (gint digits = 3; digits <= 9; digits += 2) {
    g_snprintf (score, sizeof score, "%.*g", digits, roi->score);
    g_snprintf (threshold, sizeof threshold, "%.*g", digits, roi->threshold);
    if (!g_str_equal (score, threshold) || roi->score == roi->threshold)
      break;
  }
  return g_strdup_printf ("%s %s %s", score, relation, threshold);
}

static void
print_roi (const RunTable *self, const AoiRoiResult *roi)
{
  g_autofree gchar *reason = terminal_show (roi->reason != NULL ? roi->reason : "");
  g_autofree gchar *type = terminal_show (roi->type);
  g_autofree gchar *value = show_value (roi);

  g_print ("  %4d  ", roi->id);
  if (self->has_devices)
    g_print ("%6d  ", roi->device);
  g_print ("%-7s  %-18s  %s\n", type, value, reason);
}

/* What concerns the board and none of its ROIs. */
static void
print_reason (const RunTable *self, const gchar *text)
{
  g_autofree gchar *reason = terminal_show (text);

  g_print ("  %4s  %s%-7s  %-18s  %s\n", "", self->has_devices ? "        " : "", "", "", reason);
}

/* Why the board as a whole does not pass; (nullable). A file that could not be read has its own reason. */
static const gchar *
find_reason (const RunTable *self, const AoiReport *report)
{
  const guint64 frame = aoi_report_get_info (report)->frame;
  const RunFile *file = find_file (find_span (self, frame), frame);

  return file != NULL && file->problem != NULL ? file->problem : aoi_report_get_reason (report);
}

/* A refused frame's ROIs all have the frame's reason, which stands once. */
static gboolean
is_shown (const AoiReport *report, const AoiRoiResult *roi)
{
  const gchar *reason = aoi_report_get_info (report)->reason;

  return aoi_roi_result_is_telling (roi)
      && (reason == NULL || g_strcmp0 (roi->reason, reason) != 0);
}

static void
print_failures (RunTable *self, const AoiReport *report)
{
  const gchar *reason = aoi_report_get_info (report)->reason != NULL ? find_reason (self, report)
                                                                     : NULL;
  const gint indent = self->label_width + (gint) strlen ("  FAIL   ");
  guint n = 0;

  if (reason != NULL && ++n > 0)
    print_reason (self, reason);
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);

    if (!is_shown (report, roi))
      continue;
    if (n++ > 0)
      g_print ("%*s", indent, "");
    print_roi (self, roi);
  }
  if (n == 0)
    print_reason (
        self, aoi_report_get_reason (report) != NULL ? aoi_report_get_reason (report) : "");
}

static void
print_report (RunTable *self, const gchar *label, const AoiReport *report, gboolean passed)
{
  g_autofree gchar *skipped = aoi_report_describe_skipped (report);

  hide_progress (self);
  print_header (self, report);
  print_label (self, label);
  print_verdict (self, passed);
  if (passed)
    g_print ("%s%s\n", skipped != NULL ? "   " : "", skipped != NULL ? skipped : "");
  else
    print_failures (self, report);
}

/* A frame whose board has ended before belongs to none that will be reported. */
static void
follow_board (RunTable *self, gboolean complete, gboolean is_grouped, guint64 board)
{
  if (self->has_open && (!is_grouped || self->open_board != board))
    self->counts.strays++;
  self->has_open = !complete;
  self->open_board = board;
}

/* A frame of a board that is not complete shows up in the board's report. */
void
run_table_add (RunTable *self, const AoiReport *report)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  const gboolean passed = aoi_report_get_passed (report);
  g_autofree gchar *label = NULL;

  self->n_frames++;
  if (self->product == NULL && info->product != NULL)
    self->product = g_strdup_printf ("%s, revision %.12s", info->product, info->revision);
  follow_board (self, aoi_report_get_complete (report), info->groups > 0, info->board);
  if (!aoi_report_get_complete (report))
    return;
  if (passed)
    self->counts.passed++;
  else
    self->counts.failed++;
  label = make_label (self, report);
  if (self->options->listen != NULL)
    self->options->listen (label, report, self->options->listen_data);
  else if (self->prints)
    print_report (self, label, report, passed);
}

/* To standard error, also where nothing else is printed. */
void
run_table_warn (RunTable *self, const gchar *text)
{
  g_autofree gchar *shown = terminal_show (text);

  hide_progress (self);
  g_printerr ("%s: %s\n", g_get_prgname (), shown);
}

/* What gave no frame at all; to standard error where there is no table. */
void
run_table_add_missing (RunTable *self, const gchar *name, const gchar *reason)
{
  g_autofree gchar *label = g_filename_display_basename (name);
  g_autofree gchar *line = NULL;

  self->counts.missing++;
  if (!self->prints) {
    line = g_strdup_printf ("%s: %s", name, reason);
    run_table_warn (self, line);
    return;
  }
  hide_progress (self);
  print_header (self, NULL);
  print_label (self, label);
  print_verdict (self, FALSE);
  print_reason (self, reason);
}

/* @first: number of the first frame that will come from @source. */
void
run_table_begin_source (RunTable *self, const RunSource *source, guint first)
{
  const Span span = { source, first };

  g_array_append_val (self->spans, span);
  for (guint i = 0; source->skipped != NULL && i < source->skipped->len; i++) {
    const RunFile *file = g_ptr_array_index (source->skipped, i);

    run_table_add_missing (self, file->path, file->problem);
  }
}

static gdouble
get_rate (const RunTable *self, guint n)
{
  const gint64 elapsed = g_get_monotonic_time () - self->begun;

  return elapsed > 0 ? n * (gdouble) G_USEC_PER_SEC / (gdouble) elapsed : 0.0;
}

static guint
count_failed (const RunTable *self)
{
  return self->counts.failed + self->counts.strays + self->counts.missing;
}

/* Shows how far it is. To be called a few times a second. */
void
run_table_tick (RunTable *self)
{
  const guint n_boards = self->counts.passed + self->counts.failed;
  const guint done = self->options->boards > 0 ? n_boards : self->n_frames;

  terminal_tell_progress (self->options->boards > 0 ? "boards" : "frames", done, self->total);
  if (self->progress != NULL)
    run_progress_show (self->progress, done, get_rate (self, done), count_failed (self));
}

/* The summary, on standard output unless that is JSON. */
void
run_table_end (RunTable *self)
{
  const RunCounts *counts = &self->counts;
  const guint n_boards = counts->passed + counts->failed;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree gchar *product = terminal_show (self->product != NULL ? self->product : "");

  self->counts.strays += self->has_open ? 1 : 0;
  self->has_open = FALSE;
  hide_progress (self);
  g_clear_pointer (&self->progress, run_progress_free);
  if (self->options->quiet || self->options->listen != NULL
      || n_boards + counts->strays + counts->missing == 0)
    return;
  g_string_append_printf (text, "%u board%s: %u passed, %u failed", n_boards,
      n_boards == 1 ? "" : "s", counts->passed, counts->failed);
  if (counts->strays > 0)
    g_string_append_printf (text, "; %u frames of no board", counts->strays);
  if (counts->missing > 0)
    g_string_append_printf (text, "; %u not inspected", counts->missing);
  if (*product != '\0')
    g_string_append_printf (text, "; product %s", product);
  if (self->options->timing && n_boards > 0)
    g_string_append_printf (text, "; %.1f boards/s", get_rate (self, n_boards));
  if (self->prints)
    g_print ("%s%s\n", self->has_header ? "\n" : "", text->str);
  else
    g_printerr ("%s\n", text->str);
}
