/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a source begins, fails, begins anew, and ends. */
#include "source/source-private.h"

/* Until a source is tried again that failed: twice as long each time, ms. */
#define FIRST_WAIT_MS 500
#define LAST_WAIT_MS 30000
/* How long frames have to be inspected when the station ends, ms. */
#define DRAIN_MS 20000
/* A source that is begun again at its end: not without pause, were it empty. */
#define LOOP_MS 100

/**
 * source_new:
 * @settings: (transfer full): complete, of a source
 * @station: has to live as long
 * @error: why there can be none
 *
 * Returns: (transfer full): a source that was not started
 */
Source *
source_new (SourceSettings *settings, Station *station, GError **error)
{
  g_autoptr (Source) self = g_new0 (Source, 1);

  self->settings = *settings;
  *settings = (SourceSettings){ NULL };
  self->station = station;
  self->facts.product = g_strdup (self->settings.product);
  self->wait_ms = FIRST_WAIT_MS;
  self->context = g_main_context_new ();
  g_mutex_init (&self->lock);
  self->features = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->captures = source_captures_new ();
  if (!source_gst_init (error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * source_free:
 * @self: (transfer full): a source that was closed, or never started
 */
void
source_free (Source *self)
{
  if (self->thread != NULL)
    g_thread_join (self->thread);
  g_main_context_unref (self->context);
  source_facts_clear (&self->facts);
  source_settings_clear (&self->settings);
  g_hash_table_unref (self->features);
  source_captures_free (self->captures);
  g_mutex_clear (&self->lock);
  g_free (self->print);
  g_free (self->failure);
  g_free (self);
}

/**
 * source_listen:
 * @self: a source that was not started
 * @listen: told of changes
 * @data: what @listen is given
 */
void
source_listen (Source *self, SourceListen listen, gpointer data)
{
  self->listen = listen;
  self->listen_data = data;
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_timer (Source *self, GSource **source, guint ms, GSourceFunc func)
{
  clear_source (source);
  *source = g_timeout_source_new (ms);
  g_source_set_callback (*source, func, self, NULL);
  g_source_attach (*source, self->context);
}

static gboolean
on_retry (gpointer data)
{
  Source *self = data;

  clear_source (&self->retry);
  source_begin (self);
  return G_SOURCE_REMOVE;
}

/* The source's thread: begins it, if it is not at work. */
void
source_begin (Source *self)
{
  g_autoptr (GError) error = NULL;

  if (self->closing || self->pipeline != NULL)
    return;
  clear_source (&self->retry);
  source_product_watch (self);
  source_note_product (self, NULL);
  if (source_pipeline_open (self, &error))
    return;
  g_warning ("source: %s", error->message);
  source_fail (self, error->message);
}

/* The source's thread: drops the pipeline, and tries again after a while. A source that gave frames since is tried soon. */
void
source_fail (Source *self, const gchar *reason)
{
  g_autofree gchar *shown = station_hide_folders (self->station, reason);

  if (self->frame_came)
    self->wait_ms = FIRST_WAIT_MS;
  source_pipeline_close (self);
  source_captures_end (self, shown);
  g_mutex_lock (&self->lock);
  self->facts.failures++;
  g_mutex_unlock (&self->lock);
  source_set_state (self, SOURCE_WAITING, shown);
  set_timer (self, &self->retry, self->wait_ms, on_retry);
  self->wait_ms = MIN (2 * self->wait_ms, LAST_WAIT_MS);
}

static gboolean
tell_closed (gpointer data)
{
  Source *self = data;

  self->closed (self->closed_data);
  return G_SOURCE_REMOVE;
}

static void
finish (Source *self)
{
  source_pipeline_close (self);
  clear_source (&self->retry);
  clear_source (&self->watch);
  clear_source (&self->late);
  source_set_state (self, SOURCE_CLOSED, NULL);
  source_captures_end (self, "the station ends");
  self->ended = TRUE;
  g_main_context_invoke (NULL, tell_closed, self);
}

/* The source's thread: no frame is in the pipeline any more, or none is waited for. */
void
source_end (Source *self)
{
  g_autofree gchar *failure = g_steal_pointer (&self->failure);
  const gboolean restarts = self->restarts;

  self->restarts = FALSE;
  clear_source (&self->drain);
  if (self->closing) {
    finish (self);
  } else if (failure != NULL) {
    source_fail (self, failure);
  } else if (restarts) {
    source_pipeline_close (self);
    source_begin (self);
  } else {
    source_pipeline_close (self);
    source_set_state (self, SOURCE_ENDED, NULL);
    if (self->settings.loop)
      set_timer (self, &self->retry, LOOP_MS, on_retry);
  }
}

static gboolean
on_late (gpointer data)
{
  Source *self = data;

  g_warning ("source: its pipeline does not end; frames in it are not inspected");
  source_end (self);
  return G_SOURCE_REMOVE;
}

/* The source's thread: waits until all frames that came are inspected, for so long. */
void
source_drain (Source *self, guint ms)
{
  if (self->drain == NULL || self->closing)
    set_timer (self, &self->drain, ms, on_late);
}

/* The source's thread: begins anew when all that came is inspected. */
void
source_restart (Source *self)
{
  if (self->drain != NULL)
    return;
  self->restarts = TRUE;
  gst_element_send_event (self->pipeline, gst_event_new_eos ());
  source_drain (self, DRAIN_MS);
}

static gpointer
run (gpointer data)
{
  Source *self = data;

  g_main_context_push_thread_default (self->context);
  source_begin (self);
  while (!self->ended)
    g_main_context_iteration (self->context, TRUE);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/**
 * source_start:
 * @self: a source
 */
void
source_start (Source *self)
{
  self->thread = g_thread_new ("aoi-source", run, self);
}

static gboolean
begin_close (gpointer data)
{
  Source *self = data;

  self->closing = TRUE;
  if (self->pipeline == NULL) {
    finish (self);
    return G_SOURCE_REMOVE;
  }
  if (self->failure == NULL)
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
  source_drain (self, DRAIN_MS);
  return G_SOURCE_REMOVE;
}

/**
 * source_close:
 * @self: a source that was started
 * @closed: called from the main loop when all frames that came are inspected and announced
 * @data: what @closed is given
 *
 * Takes no more frames.
 */
void
source_close (Source *self, void (*closed) (gpointer data), gpointer data)
{
  self->closed_data = data;
  self->closed = closed;
  g_main_context_invoke (self->context, begin_close, self);
}
