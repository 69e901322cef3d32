/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "runs/serve-run.h"

#include <errno.h>
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <sys/stat.h>

#include "base/aoi-uuid.h"
#include "json/aoi-json-root.h"
#include "storage/aoi-file.h"
#include "storage/aoi-folder-tree.h"

/* What a run may say in the end, and of an error. */
#define MAX_RESULT ((gsize) 8 << 20)
#define MAX_SAID ((gsize) 64 << 10)

static const gchar *const kinds[] = {
  [SERVE_RUN_RUN] = "run",
  [SERVE_RUN_COMPARE] = "compare",
  [SERVE_RUN_CHALLENGE] = "challenge",
  [SERVE_RUN_TUNE] = "tune",
  [SERVE_RUN_AUDIT] = "audit",
};

static const gchar *const states[] = {
  [SERVE_RUN_WAITING] = "waiting",
  [SERVE_RUN_RUNNING] = "running",
  [SERVE_RUN_DONE] = "done",
  [SERVE_RUN_FAILED] = "failed",
  [SERVE_RUN_CANCELLED] = "cancelled",
};

const gchar *
serve_run_kind_to_string (ServeRunKind kind)
{
  return kinds[kind];
}

/* @text: (nullable) */
gboolean
serve_run_kind_parse (const gchar *text, ServeRunKind *kind)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i], text)) {
      *kind = i;
      return TRUE;
    }
  return FALSE;
}

const gchar *
serve_run_state_to_string (ServeRunState state)
{
  return states[state];
}

static void
step_free (gpointer data)
{
  ServeRunStep *step = data;

  g_strfreev (step->arguments);
  g_free (step->output);
  g_free (step->key);
  g_free (step);
}

static void
measure (ServeRun *self)
{
  const AoiFolder here = { AT_FDCWD, (gchar *) "", FALSE };
  const guint64 bytes = aoi_folder_measure_tree (&here, self->folder);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->bytes = bytes;
}

/**
 * serve_run_new:
 * @station: a station
 * @folder: where runs have their files
 * @order: what is asked for
 * @error: return location for an %AOI_ERROR_INVALID or %AOI_ERROR_IMAGE if that cannot be, or an %AOI_ERROR_IO
 *
 * Writes the products that it needs. Slow, for a worker.
 *
 * Returns: (transfer full): a run that waits
 */
ServeRun *
serve_run_new (Station *station, const gchar *folder, const ServeRunOrder *order, GError **error)
{
  g_autoptr (ServeRun) self = g_new0 (ServeRun, 1);
  const AoiFolder failed = { -1, (gchar *) folder, FALSE };

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->created_us = g_get_real_time ();
  self->id = aoi_uuid_new (self->created_us);
  self->kind = order->kind;
  self->product = g_strdup (order->product);
  self->person = g_strdup (order->person);
  self->nice = station->settings.runs_nice;
  self->max_bytes = station->settings.runs_max_bytes;
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->folder = g_build_filename (folder, self->id, NULL);
  if (mkdir (self->folder, 0700) != 0) {
    aoi_folder_fail (&failed, self->id, error);
    return NULL;
  }
  if (!serve_run_plan (self, station, order, error))
    return NULL;
  measure (self);
  return g_steal_pointer (&self);
}

ServeRun *
serve_run_ref (ServeRun *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * serve_run_unref:
 * @self: (transfer full): a run
 *
 * The last one removes its files.
 */
void
serve_run_unref (ServeRun *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  serve_run_remove_files (self);
  g_ptr_array_unref (self->steps);
  g_mutex_clear (&self->lock);
  g_free (self->id);
  g_free (self->product);
  g_free (self->person);
  g_free (self->folder);
  g_free (self->what);
  g_free (self->error);
  g_free (self->result);
  g_free (self);
}

gboolean
serve_run_has_ended (ServeRun *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->state >= SERVE_RUN_DONE;
}

guint64
serve_run_get_bytes (ServeRun *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->bytes;
}

/* Nobody asks for them any more. Waits for the disk: never in the main loop while a station works. */
void
serve_run_remove_files (ServeRun *self)
{
  const AoiFolder here = { AT_FDCWD, (gchar *) "", FALSE };

  aoi_folder_remove_tree (&here, self->folder, NULL);
}

/* @reason: (nullable): why it failed */
void
serve_run_end (ServeRun *self, ServeRunState state, const gchar *reason)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->state = state;
  self->ended_us = g_get_real_time ();
  self->error = g_strdup (reason);
}

/* Whether a step has written one JSON object. */
static gboolean
check_output (const ServeRunStep *step, const gchar *text, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;

  if (json_parser_load_from_data (parser, text, -1, &local) && aoi_json_root_is_object (parser))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX, "what aoi %s has written is no JSON object%s%s",
      step->arguments[0], local != NULL ? ": " : "", local != NULL ? local->message : "");
  return FALSE;
}

/* Adds what a step has written. */
static gboolean
add_output (const ServeRunStep *step, const Station *station, GString *result, GError **error)
{
  g_autoptr (GBytes) bytes = aoi_file_read (step->output, MAX_RESULT, AOI_ERROR_IO, error);
  g_autofree gchar *text = NULL, *shown = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  shown = station_hide_folders (station, g_strchomp (text));
  if (!check_output (step, shown, error))
    return FALSE;
  if (step->key != NULL)
    g_string_append_printf (result, "%s\"%s\":", result->len > 1 ? "," : "", step->key);
  g_string_append (result, shown);
  return TRUE;
}

/* Makes the result of what the steps have written. Returns whether there is one. */
static gboolean
collect (ServeRun *self, const Station *station, GError **error)
{
  g_autoptr (GString) result = g_string_new (NULL);
  gboolean is_object = FALSE;

  for (guint i = 0; i < self->steps->len; i++) {
    const ServeRunStep *step = g_ptr_array_index (self->steps, i);

    if (step->output == NULL)
      continue;
    if (step->key != NULL && !is_object)
      g_string_append_c (result, '{');
    is_object |= step->key != NULL;
    if (!add_output (step, station, result, error))
      return FALSE;
  }
  if (is_object)
    g_string_append_c (result, '}');
  g_mutex_lock (&self->lock);
  self->result = g_strdup (result->str);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* What the command said is its error. */
static gchar *
dup_said (const ServeRun *self)
{
  g_autofree gchar *path = g_build_filename (self->folder, SERVE_RUN_SAID, NULL);
  g_autoptr (GBytes) bytes = aoi_file_read (path, MAX_SAID, AOI_ERROR_IO, NULL);
  g_autofree gchar *text = bytes != NULL && g_bytes_get_size (bytes) > 0
      ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
      : g_strdup ("it has ended without a word");

  return g_utf8_make_valid (g_strchomp (text), -1);
}

/**
 * serve_run_finish:
 * @self: a run whose processes have ended
 * @station: its station
 * @state: how they have
 * @reason: (nullable): why it failed; %NULL: its files say that
 *
 * Reads what they have written, measures it, and ends the run: it has failed, too, if there is no good result. Waits for
 * the disk.
 */
void
serve_run_finish (ServeRun *self, const Station *station, ServeRunState state, const gchar *reason)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *said = NULL, *shown = NULL;

  if (state == SERVE_RUN_DONE && !collect (self, station, &error)) {
    state = SERVE_RUN_FAILED;
    reason = error->message;
  } else if (state == SERVE_RUN_FAILED && reason == NULL) {
    reason = said = dup_said (self);
  }
  if (reason != NULL)
    shown = station_hide_folders (station, reason);
  measure (self);
  serve_run_end (self, state, shown);
}
