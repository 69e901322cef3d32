/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plays one source after the other into aoiinspect and watches what comes of it. All of it runs in the
 * main thread. */
#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#include "common/aoi.h"
#include "lib/gstaoimessage.h"
#include "run/run.h"

#define TICK_MS 200

typedef struct {
  const RunOptions *options;
  const GPtrArray *sources;
  guint next; /* of the sources */
  RunPipeline *pipeline;
  RunFlow *flow;
  RunTable *table;
  RunBranch *branch; /* the source that plays, if any */
  GMainLoop *loop;
  gboolean ending; /* no further source is started */
  gchar *problem; /* why not all could be inspected */
  gchar *missing_plugin; /* what a decoder would have been for */
  gboolean incomplete; /* an output warned that it lacks something */
  guint n_reports;
  gint signal; /* that interrupted, 0: none */
  guint handlers[2];
} Inspection;

/* The first cause counts: others follow from it. */
static void
fail (Inspection *self, gchar *problem)
{
  if (self->problem == NULL)
    self->problem = problem;
  else
    g_free (problem);
}

/* No frame goes in any more; those that did are inspected to their end. */
static void
end (Inspection *self)
{
  if (self->ending)
    return;
  self->ending = TRUE;
  run_flow_close (self->flow);
  g_clear_pointer (&self->branch, run_branch_free);
  run_flow_end (self->flow);
}

static void
start_next (Inspection *self)
{
  const RunSource *source = g_ptr_array_index (self->sources, self->next++);
  g_autoptr (GError) error = NULL;

  self->branch = run_branch_new (source, self->options, &error);
  if (self->branch == NULL) {
    fail (self, g_strdup (error->message));
    end (self);
    return;
  }
  g_clear_pointer (&self->missing_plugin, g_free);
  self->branch->first = run_flow_get_frames (self->flow);
  run_flow_begin_source (self->flow, self->next);
  run_table_begin_source (self->table, source, self->branch->first);
  /* An earlier message says what went wrong, where that is known. */
  if (!run_branch_start (self->branch, self->pipeline->pipeline, self->pipeline->inspect))
    GST_ELEMENT_ERROR (self->branch->bin, CORE, STATE_CHANGE, ("It cannot be started"), (NULL));
}

static void
go_on (Inspection *self)
{
  g_clear_pointer (&self->branch, run_branch_free);
  if (self->next < self->sources->len)
    start_next (self);
  else
    end (self);
}

static const gchar *
get_source_name (const RunSource *source)
{
  if (source->kind == RUN_CAMERA)
    return *source->name != '\0' ? source->name : "camera";
  return source->name;
}

/* A source that cannot go on. @reason: without its name. */
static void
lose_source (Inspection *self, const gchar *reason)
{
  const RunSource *source = self->branch->source;

  if (self->options->keep_going && source->kind != RUN_CAMERA) {
    run_table_add_missing (self->table, source->name, reason);
    go_on (self);
    return;
  }
  /* Files are named by their own reason. */
  fail (self,
      source->kind == RUN_FILES ? g_strdup (reason)
                                : g_strdup_printf ("%s: %s", get_source_name (source), reason));
  end (self);
}

/* A source that was lost by an error often ends as well: that is not the end of the one after it. */
static gboolean
has_ended (const Inspection *self, GstMessage *message)
{
  guint number = 0;

  gst_structure_get_uint (gst_message_get_structure (message), "source", &number);
  return !self->ending && self->branch != NULL && number == self->next;
}

static void
on_source_ended (Inspection *self, GstMessage *message)
{
  g_autofree gchar *lost = NULL;
  const gchar *problem;
  guint n_frames, n_lost;

  if (!has_ended (self, message))
    return;
  n_frames = run_flow_get_frames (self->flow) - self->branch->first;
  n_lost = run_branch_count_lost (self->branch, n_frames);
  problem = self->branch->feeder != NULL ? run_feeder_get_problem (self->branch->feeder) : NULL;
  if (problem != NULL && self->branch->source->kind == RUN_FILES) {
    fail (self, g_strdup (problem));
    end (self);
  } else if (problem != NULL) {
    lose_source (self, problem);
  } else if (n_frames == 0) {
    lose_source (self, "no frame came from it");
  } else if (n_lost > 0) {
    lost = g_strdup_printf (
        "%u of its %u pictures could not be decoded", n_lost, n_lost + n_frames);
    lose_source (self, lost);
  } else {
    go_on (self);
  }
}

static gboolean
is_of_branch (const Inspection *self, GstMessage *message)
{
  return self->branch != NULL
      && gst_object_has_as_ancestor (GST_MESSAGE_SRC (message), GST_OBJECT (self->branch->bin));
}

/* @part: a part of the pipeline: an option's name, or that of an element. */
static gchar *
name_part (const Inspection *self, const gchar *part, const gchar *text)
{
  const RunOptions *options = self->options;
  const struct {
    const gchar *part, *value;
  } outputs[] = {
    { "--json", options->json },
    { "--archive", options->archive },
    { "--store", options->store },
    { "--overlay", options->overlay },
  };

  for (guint i = 0; i < G_N_ELEMENTS (outputs); i++)
    if (g_str_equal (outputs[i].part, part))
      return g_strdup_printf ("%s %s: %s", part, outputs[i].value, text);
  return g_strdup (text);
}

/* What an output cannot do is the end: what was asked for will not be there. */
static void
on_error (Inspection *self, GstMessage *message)
{
  g_autofree gchar *part = run_message_find_part (message, self->pipeline->pipeline);
  g_autofree gchar *text = run_message_describe (message);

  if (is_of_branch (self, message)) {
    if (self->missing_plugin != NULL)
      lose_source (self, self->missing_plugin);
    else
      lose_source (self, text);
    return;
  }
  /* A source that was taken out may have complained on its way. */
  if (part == NULL)
    return;
  fail (self, name_part (self, part, text));
  self->ending = TRUE;
  g_main_loop_quit (self->loop);
}

/* What a decoder complains of is a frame that did not come, or not whole. */
static void
on_source_warning (Inspection *self, GstMessage *message, const gchar *text)
{
  const RunSource *source = self->branch->source;
  g_autofree gchar *line = g_strdup_printf ("%s: %s", get_source_name (source), text);
  g_autoptr (GError) error = NULL;

  gst_message_parse_warning (message, &error, NULL);
  if (error->domain == GST_STREAM_ERROR)
    run_table_add_missing (self->table, source->name, text);
  else
    run_table_warn (self->table, line);
}

static void
warn_lines (Inspection *self, const gchar *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    run_table_warn (self->table, lines[i]);
}

static void
on_warning (Inspection *self, GstMessage *message)
{
  g_autofree gchar *part = run_message_find_part (message, self->pipeline->pipeline);
  g_autofree gchar *text = run_message_describe (message);
  g_autofree gchar *line = NULL;

  /* aoiinspect's are about ROIs, which the table shows, or about what its product says in vain. */
  if (part == NULL)
    return;
  if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->pipeline->inspect)) {
    if (run_message_is_of_settings (message))
      warn_lines (self, text);
    return;
  }
  if (is_of_branch (self, message)) {
    on_source_warning (self, message, text);
    return;
  }
  line = name_part (self, part, text);
  self->incomplete = TRUE;
  run_table_warn (self->table, line);
}

/* Frames that the camera sent and that did not come. Those of a plan are taken again, or their board reports them
 * as missing. */
static void
on_camera (Inspection *self, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);
  const gchar *event = gst_structure_get_string (structure, "event");
  g_autofree gchar *plan = NULL, *text = NULL;
  guint64 count = 0;

  if (!is_of_branch (self, message))
    return;
  g_object_get (GST_MESSAGE_SRC (message), "plan", &plan, NULL);
  if (plan != NULL && !g_str_equal (plan, "off"))
    return;
  if (g_strcmp0 (event, "incomplete") == 0) {
    run_table_add_missing (self->table, get_source_name (self->branch->source),
        gst_structure_get_string (structure, "reason"));
  } else if (g_strcmp0 (event, "dropped") == 0) {
    gst_structure_get_uint64 (structure, "count", &count);
    text = g_strdup_printf ("%" G_GUINT64_FORMAT " frames were lost", count);
    run_table_add_missing (self->table, get_source_name (self->branch->source), text);
  }
}

/* Messages about frames of aoireplay that are not as recorded, about cameras, and about missing decoders. */
static void
on_element (Inspection *self, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);

  if (gst_structure_has_name (structure, "aoi-replay"))
    run_table_add_missing (self->table, gst_structure_get_string (structure, "file"),
        gst_structure_get_string (structure, "reason"));
  else if (gst_structure_has_name (structure, "aoi-camera"))
    on_camera (self, message);
  else if (gst_structure_has_name (structure, "missing-plugin") && self->missing_plugin == NULL)
    self->missing_plugin = g_strdup_printf (
        "it needs a plugin of GStreamer that is not installed: %s, in the package %s",
        gst_structure_get_string (structure, "name"), run_gst_find_missing_package (structure));
}

static void
on_report (Inspection *self, const AoiReport *report)
{
  const RunCounts *counts = run_table_get_counts (self->table);

  self->n_reports++;
  run_table_add (self->table, report);
  if (self->options->boards > 0 && counts->passed + counts->failed == (guint) self->options->boards)
    end (self);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Inspection *self = data;
  g_autoptr (AoiReport) report = gst_aoi_message_parse (message);

  if (report != NULL) {
    on_report (self, report);
    return G_SOURCE_CONTINUE;
  }
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      on_error (self, message);
      break;
    case GST_MESSAGE_WARNING:
      on_warning (self, message);
      break;
    case GST_MESSAGE_ELEMENT:
      on_element (self, message);
      break;
    case GST_MESSAGE_APPLICATION:
      if (gst_message_has_name (message, RUN_FLOW_SOURCE_ENDED))
        on_source_ended (self, message);
      else if (gst_message_has_name (message, RUN_FLOW_ENOUGH))
        end (self);
      break;
    case GST_MESSAGE_EOS:
      g_main_loop_quit (self->loop);
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

/* The second time, the signal does what it does by default. */
static gboolean
interrupt (Inspection *self, gint number)
{
  self->signal = number;
  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    g_clear_handle_id (&self->handlers[i], g_source_remove);
  end (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_sigint (gpointer data)
{
  return interrupt (data, SIGINT);
}

static gboolean
on_sigterm (gpointer data)
{
  return interrupt (data, SIGTERM);
}

static gboolean
on_tick (gpointer data)
{
  run_table_tick (((Inspection *) data)->table);
  return G_SOURCE_CONTINUE;
}

/* Until EOS or an error, and then what is left on the bus. */
static void
watch (Inspection *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline->pipeline);
  const guint tick = g_timeout_add (TICK_MS, on_tick, self);
  GstMessage *message;

  gst_bus_add_watch (bus, on_message, self);
  self->handlers[0] = g_unix_signal_add (SIGINT, on_sigint, self);
  self->handlers[1] = g_unix_signal_add (SIGTERM, on_sigterm, self);
  g_main_loop_run (self->loop);
  while ((message = gst_bus_pop (bus)) != NULL) {
    on_message (bus, message, self);
    gst_message_unref (message);
  }
  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    g_clear_handle_id (&self->handlers[i], g_source_remove);
  gst_bus_remove_watch (bus);
  g_source_remove (tick);
}

/* A frame without a report is no board that passed. */
static gboolean
is_accounted (const Inspection *self)
{
  g_autofree gchar *line = NULL;

  if (run_flow_is_balanced (self->flow) && run_flow_get_reports (self->flow) == self->n_reports)
    return TRUE;
  line = g_strdup_printf ("%u frames went in, but %u reports came out",
      run_flow_get_frames (self->flow), self->n_reports);
  run_table_warn (self->table, line);
  return FALSE;
}

static int
judge (const Inspection *self)
{
  const RunCounts *counts = run_table_get_counts (self->table);
  /* A caller that is given reports judges the boards itself. */
  const gboolean is_good = self->options->listen != NULL
      ? counts->passed + counts->failed > 0
      : counts->passed > 0 && counts->failed == 0;

  if (self->problem != NULL) {
    run_table_warn (self->table, self->problem);
    return AOI_EXIT_BAD;
  }
  if (self->signal != 0 || self->incomplete)
    return AOI_EXIT_BAD;
  if (run_flow_get_frames (self->flow) == 0) {
    run_table_warn (self->table, "no frame was inspected");
    return AOI_EXIT_BAD;
  }
  if (!is_accounted (self) || counts->strays + counts->missing > 0)
    return AOI_EXIT_WEAK;
  return is_good ? AOI_EXIT_GOOD : AOI_EXIT_WEAK;
}

static int
finish (Inspection *self)
{
  int code;

  run_table_end (self->table);
  code = judge (self);
  g_clear_pointer (&self->branch, run_branch_free);
  g_clear_pointer (&self->pipeline, run_pipeline_free);
  run_flow_free (self->flow);
  run_table_free (self->table);
  g_main_loop_unref (self->loop);
  g_free (self->problem);
  g_free (self->missing_plugin);
  /* So that the shell knows, and ends a loop of its own. */
  if (self->signal != 0) {
    signal (self->signal, SIG_DFL);
    raise (self->signal);
  }
  return code;
}

/* Returns an exit code, or does not return where a signal interrupted. */
int
run_inspect (const RunOptions *options, const GPtrArray *sources)
{
  Inspection self = { .options = options, .sources = sources };
  g_autoptr (GError) error = NULL;

  self.pipeline = run_pipeline_new (options, &error);
  if (self.pipeline == NULL || !run_pipeline_start (self.pipeline, options, &error)) {
    g_printerr ("%s: %s\n", g_get_prgname (), error->message);
    g_clear_pointer (&self.pipeline, run_pipeline_free);
    return AOI_EXIT_BAD;
  }
  self.flow = run_flow_new (self.pipeline->inspect, (guint) options->boards);
  self.table = run_table_new (options, sources);
  self.loop = g_main_loop_new (NULL, FALSE);
  start_next (&self);
  watch (&self);
  return finish (&self);
}
