/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "runs/serve-run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/aoi-uuid.h"
#include "storage/aoi-file.h"
#include "storage/aoi-folder-tree.h"

/* What a run may say in the end. */
#define MAX_RESULT ((gsize) 8 << 20)

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
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->folder = g_build_filename (folder, self->id, NULL);
  if (mkdir (self->folder, 0700) != 0) {
    aoi_folder_fail (&failed, self->id, error);
    return NULL;
  }
  return serve_run_plan (self, station, order, error) ? g_steal_pointer (&self) : NULL;
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
  const AoiFolder here = { AT_FDCWD, (gchar *) "", FALSE };

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  aoi_folder_remove_tree (&here, self->folder, NULL);
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

/* @reason: (nullable): why it failed */
void
serve_run_end (ServeRun *self, ServeRunState state, const gchar *reason)
{
  const AoiFolder here = { AT_FDCWD, (gchar *) "", FALSE };
  const guint64 bytes = aoi_folder_measure_tree (&here, self->folder);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->bytes = bytes;
  self->state = state;
  self->ended_us = g_get_real_time ();
  self->error = g_strdup (reason);
}

/* Adds what a step has written: one JSON object. */
static gboolean
add_output (const ServeRunStep *step, GString *result, GError **error)
{
  g_autoptr (GBytes) bytes = aoi_file_read (step->output, MAX_RESULT, AOI_ERROR_IO, error);
  g_autofree gchar *text = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_strchomp (text);
  if (step->key != NULL)
    g_string_append_printf (result, "%s\"%s\":", result->len > 1 ? "," : "", step->key);
  g_string_append (result, *text != '\0' ? text : "null");
  return TRUE;
}

/**
 * serve_run_collect:
 * @self: a run all of whose steps are done
 * @error: why there is no result
 *
 * Makes its result of what its steps have written.
 *
 * Returns: whether it has one
 */
gboolean
serve_run_collect (ServeRun *self, GError **error)
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
    if (!add_output (step, result, error))
      return FALSE;
  }
  if (is_object)
    g_string_append_c (result, '}');
  g_mutex_lock (&self->lock);
  self->result = g_strdup (result->str);
  g_mutex_unlock (&self->lock);
  return TRUE;
}
