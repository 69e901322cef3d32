/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-image.h"
#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * RunListen:
 * @label: what people call the board
 * @report: the verdict on a whole board
 * @data: the caller's
 *
 * Gets verdicts in place of the table. Main thread.
 */
typedef void (*RunListen) (const gchar *label, const AoiReport *report, gpointer data);

/**
 * RunOptions:
 * @product: what is inspected by
 * @sources: what is inspected, as the user wrote it
 * @json: (nullable): file for a JSON object a board, "-" for standard output
 * @archive: (nullable): folder for aoiarchive
 * @store: (nullable): database for aoistore
 * @overlay: (nullable): folder for a picture a frame
 * @overlay_width: of these pictures in pixels at most, 0: as the frames
 * @format: of raw frames, mosaics in image files and cameras, or %AOI_FORMAT_UNKNOWN
 * @width: of raw frames and cameras in pixels, or 0
 * @height: likewise
 * @jobs: ROIs inspected at once, 0: as many as CPUs
 * @inflight: frames inspected at once
 * @boards: how many are inspected at most, 0: all
 * @timing: whether to print what differs from run to run
 * @strict: whether a product with unknown keys, or ROIs that can never pass, is refused
 * @isolate: (nullable): where decoders run, as the property of aoiinspect has it; %NULL: in processes of their own
 * @keep_going: whether a file that cannot be read is a failed board, not the end
 * @quiet: whether to print errors only
 * @settings: (nullable): NAME=VALUE for the source's element
 * @listen: (nullable): gets verdicts in place of the table; a board that fails is no failure of the run then
 * @listen_data: for @listen
 *
 * What the command line asks for.
 */
typedef struct {
  gchar *product;
  gchar **sources;
  gchar *json, *archive, *store, *overlay;
  gint overlay_width;
  AoiFormat format;
  gint width, height;
  gint jobs, inflight, boards;
  gboolean timing, keep_going, quiet, strict;
  gchar *isolate;
  gchar **settings;
  RunListen listen;
  gpointer listen_data;
} RunOptions;

/* Of options that have no default of 0. */
#define RUN_DEFAULT_INFLIGHT 2

/**
 * RunFile:
 * @path: where it is
 * @label: its name for the table
 * @is_raw: nothing but pixels, without a header
 * @problem: (nullable): why it could not be read; set before the frame that stands for it is pushed
 *
 * A file that holds one frame.
 */
typedef struct {
  gchar *path, *label;
  gboolean is_raw;
  gchar *problem;
} RunFile;

typedef enum {
  RUN_FILES,
  RUN_STREAM,
  RUN_RECORDING,
  RUN_VIDEO,
  RUN_CAMERA,
  RUN_DEVICE,
} RunKind;

/**
 * RunStream:
 *
 * Frames that come one behind the other, through a pipe or in one file.
 */
typedef struct _RunStream RunStream;

/**
 * RunSource:
 * @kind: what it is
 * @name: as the user wrote it; of a camera or device without its prefix
 * @files: (nullable): of %RUN_FILES: #RunFile
 * @skipped: #RunFile: what lies in its folders and is no frame, with its problem
 * @stream: (nullable): of %RUN_STREAM; its reader's thread, except for run_stream_cancel()
 *
 * What frames come from, one after the other. Neighbours of %RUN_FILES are one source.
 */
typedef struct {
  RunKind kind;
  gchar *name;
  GPtrArray *files;
  GPtrArray *skipped;
  RunStream *stream;
} RunSource;

gboolean
run_options_check (RunOptions *self, const gchar *format, const gchar *size, GError **error);

void run_file_free (gpointer file);
GPtrArray *run_sources_find (const RunOptions *options, GError **error);
gboolean run_source_is_live (const RunSource *self);
guint run_source_count_frames (const RunSource *self);

gboolean run_gst_init (GError **error);
GstElement *
run_gst_add (GstBin *bin, const gchar *factory, const gchar *wanted_for, GError **error);
const gchar *run_gst_find_missing_package (const GstStructure *message);
gboolean run_gst_set (GstElement *element, const gchar *setting, GError **error);

GstSample *
run_raw_read (GstBufferPool **pool, const RunFile *file, const RunOptions *options, GError **error);
GstSample *run_image_read (const RunFile *file, const RunOptions *options, GError **error);

/**
 * RunFeeder:
 *
 * A thread that reads files or a stream and gives their frames to an appsrc.
 */
typedef struct _RunFeeder RunFeeder;

RunFeeder *run_feeder_new (GstElement *appsrc, const RunSource *source, const RunOptions *options);
void run_feeder_start (RunFeeder *self);
const gchar *run_feeder_get_problem (const RunFeeder *self);
void run_feeder_free (RunFeeder *self);

/**
 * RunBranch:
 * @source: what it plays
 * @bin: its elements, in the pipeline; its pad "src" gives the frames
 * @feeder: (nullable): of %RUN_FILES and %RUN_STREAM
 * @first: how many frames came before its own
 * @n_streams: of a video: how many there are in its file; atomic
 * @n_pictures: how many pictures they held so far; atomic
 *
 * The part of the pipeline before aoiinspect, while a source plays.
 */
typedef struct {
  const RunSource *source;
  GstElement *bin;
  RunFeeder *feeder;
  guint first;
  gint n_streams, n_pictures;
} RunBranch;

RunBranch *run_branch_new (const RunSource *source, const RunOptions *options, GError **error);
gboolean run_branch_start (RunBranch *self, GstElement *pipeline, GstElement *next);
void run_branch_free (RunBranch *self);
guint run_branch_count_lost (const RunBranch *self, guint n_frames);
gboolean run_gst_expose (GstBin *bin, GstElement *last);
gboolean run_branch_decode (RunBranch *self, GstElement *source, GError **error);

/**
 * RunFlow:
 *
 * Counts what goes into aoiinspect and what comes out, and shuts the way in.
 */
typedef struct _RunFlow RunFlow;

/* Names of application messages that it posts; their uint `source` is the number of the one that played. */
#define RUN_FLOW_SOURCE_ENDED "aoi-run-source-ended"
#define RUN_FLOW_ENOUGH "aoi-run-enough"

RunFlow *run_flow_new (GstElement *inspect, guint max_boards);
void run_flow_free (RunFlow *self);
void run_flow_begin_source (RunFlow *self, guint number);
void run_flow_close (RunFlow *self);
void run_flow_end (RunFlow *self);
gboolean run_flow_is_balanced (const RunFlow *self);
guint run_flow_get_frames (const RunFlow *self);
guint run_flow_get_reports (const RunFlow *self);

/**
 * RunPipeline:
 * @pipeline: all of it
 * @inspect: its aoiinspect, before which sources are put
 * @json_sink: (nullable): where JSON leaves
 *
 * The part that stays while sources come and go.
 */
typedef struct {
  GstElement *pipeline, *inspect, *json_sink;
} RunPipeline;

RunPipeline *run_pipeline_new (const RunOptions *options, GError **error);
gboolean run_pipeline_start (RunPipeline *self, const RunOptions *options, GError **error);
void run_pipeline_free (RunPipeline *self);

gchar *run_message_describe (GstMessage *message);
gboolean run_message_is_of_settings (GstMessage *message);
gchar *run_message_find_part (GstMessage *message, GstElement *pipeline);

/**
 * RunCounts:
 * @passed: boards
 * @failed: boards
 * @strays: frames that belong to no board that is reported
 * @missing: files and frames that could not be read
 *
 * What became of all that was to be inspected.
 */
typedef struct {
  guint passed, failed, strays, missing;
} RunCounts;

/**
 * RunTable:
 *
 * The report for people. Main thread.
 */
typedef struct _RunTable RunTable;

RunTable *run_table_new (const RunOptions *options, const GPtrArray *sources);
void run_table_free (RunTable *self);
void run_table_begin_source (RunTable *self, const RunSource *source, guint first);
void run_table_add (RunTable *self, const AoiReport *report);
void run_table_add_missing (RunTable *self, const gchar *name, const gchar *reason);
void run_table_warn (RunTable *self, const gchar *text);
void run_table_tick (RunTable *self);
void run_table_end (RunTable *self);
const RunCounts *run_table_get_counts (const RunTable *self);

/**
 * RunProgress:
 *
 * A line on a terminal that shows the progress. Main thread.
 */
typedef struct _RunProgress RunProgress;

RunProgress *run_progress_new (guint total, const gchar *unit);
void run_progress_free (RunProgress *self);
void run_progress_show (RunProgress *self, guint done, gdouble rate, guint failed);
void run_progress_hide (RunProgress *self);

int run_inspect (const RunOptions *options, const GPtrArray *sources);
int run_sources (const RunOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunBranch, run_branch_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunPipeline, run_pipeline_free)

G_END_DECLS
