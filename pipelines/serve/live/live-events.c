/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "live/live-events.h"

#include <string.h>

#include "http/http-stream.h"
#include "live/live-board.h"
#include "station/station-boards.h"
#include "station/station-news.h"

/* How often everybody is told that the line is up, s: so it is found out who is gone. Who reads nothing for as long
 * is cut off. */
#define ALIVE_S 10

#define TYPE "text/event-stream"
#define GREETING "retry: 2000\n: the newest boards of the station\n\n"

/* Somebody who listens. */
typedef struct {
  LiveEvents *events;
  HttpStream *stream;
  guint64 next; /* the event that he is to get next */
} Listener;

struct _LiveEvents {
  Station *station; /* borrowed */
  LivePictures *pictures;
  GMainContext *context;
  gint64 epoch; /* what distinguishes the numbers of this run from those of others */
  GQueue listeners; /* main loop: Listener */
  guint64 n_cut; /* main loop */
  guint alive; /* main loop: source id while somebody listens */

  GMutex lock;
  GBytes *ring[LIVE_MAX_EVENTS]; /* lock: event n at n % LIVE_MAX_EVENTS */
  guint64 n; /* lock: events so far */
  gboolean told; /* lock: the main loop is about to look */
};

/* Holds the lock. */
static guint64
get_oldest (const LiveEvents *self)
{
  return self->n > LIVE_MAX_EVENTS ? self->n - LIVE_MAX_EVENTS : 0;
}

static GBytes *
dup_event (LiveEvents *self, guint64 number)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (number >= self->n || number < get_oldest (self))
    return NULL;
  return g_bytes_ref (self->ring[number % LIVE_MAX_EVENTS]);
}

/* @missed: how many; negative: nobody knows */
static void
send_gap (Listener *listener, gint64 missed)
{
  gchar *text = missed >= 0
      ? g_strdup_printf ("event: gap\ndata: {\"missed\":%" G_GINT64_FORMAT "}\n\n", missed)
      : g_strdup ("event: gap\ndata: {\"missed\":null}\n\n");
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  http_stream_send (listener->stream, bytes);
}

static void
skip_lost (LiveEvents *self, Listener *listener)
{
  guint64 oldest, missed;

  g_mutex_lock (&self->lock);
  oldest = get_oldest (self);
  g_mutex_unlock (&self->lock);
  if (listener->next >= oldest)
    return;
  missed = oldest - listener->next;
  listener->next = oldest;
  send_gap (listener, (gint64) missed);
}

/* As many as he takes; the others wait in the ring. */
static void
send_events (LiveEvents *self, Listener *listener)
{
  while (http_stream_is_ready (listener->stream)) {
    g_autoptr (GBytes) event = NULL;

    skip_lost (self, listener);
    event = dup_event (self, listener->next);
    if (event == NULL)
      return;
    http_stream_send (listener->stream, event);
    listener->next++;
  }
}

/* Main loop. */
static gboolean
send_all (gpointer data)
{
  LiveEvents *self = data;

  g_mutex_lock (&self->lock);
  self->told = FALSE;
  g_mutex_unlock (&self->lock);
  for (GList *link = self->listeners.head; link != NULL; link = link->next)
    send_events (self, link->data);
  return G_SOURCE_REMOVE;
}

static void
tell_main_loop (LiveEvents *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, send_all, self, NULL);
  g_source_attach (source, self->context);
}

/* @text: JSON on one line */
static void
on_event (const gchar *event, const gchar *text, gpointer data)
{
  LiveEvents *self = data;
  gboolean tell;
  GBytes **place;
  gchar *whole;

  g_mutex_lock (&self->lock);
  whole = g_strdup_printf ("id: %" G_GINT64_FORMAT "-%" G_GUINT64_FORMAT
                           "\nevent: %s\ndata: %s\n\n",
      self->epoch, self->n, event, text);
  place = &self->ring[self->n++ % LIVE_MAX_EVENTS];
  g_clear_pointer (place, g_bytes_unref);
  *place = g_bytes_new_take (whole, strlen (whole));
  tell = !self->told;
  self->told = TRUE;
  g_mutex_unlock (&self->lock);
  if (tell)
    tell_main_loop (self);
}

static void
on_board (AoiReport *report, gpointer data)
{
  LiveEvents *self = data;
  const gchar *id = aoi_report_get_info (report)->id;
  g_autoptr (Frame) frame = frame_shelf_find_board (self->station->frames, id);
  g_autofree gchar *board = live_board_write (report, frame != NULL ? frame->id : NULL);

  on_event ("board", board, self);
  if (frame != NULL)
    live_pictures_offer (self->pictures, frame);
}

/**
 * live_events_new:
 * @station: whose boards and events are told of; inspects nothing yet
 *
 * Returns: (transfer full): events of the thread's main loop
 */
LiveEvents *
live_events_new (Station *station)
{
  LiveEvents *self = g_new0 (LiveEvents, 1);

  self->station = station;
  self->pictures = live_pictures_new (station);
  self->context = g_main_context_ref_thread_default ();
  self->epoch = g_get_real_time ();
  g_mutex_init (&self->lock);
  station_listen (station, on_board, self);
  station_hear (station, on_event, self);
  return self;
}

/**
 * live_events_free:
 * @self: (transfer full): events of a station that inspects no more, to which nobody listens
 */
void
live_events_free (LiveEvents *self)
{
  live_pictures_free (self->pictures);
  while (g_source_remove_by_user_data (self))
    continue;
  for (guint i = 0; i < LIVE_MAX_EVENTS; i++)
    g_clear_pointer (&self->ring[i], g_bytes_unref);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
send_alive (gpointer data)
{
  LiveEvents *self = data;
  g_autoptr (GBytes) bytes = g_bytes_new_static (":\n\n", 3);

  for (GList *link = self->listeners.head; link != NULL; link = link->next) {
    Listener *listener = link->data;

    if (http_stream_is_stuck (listener->stream)) {
      self->n_cut++;
      http_stream_cut (listener->stream);
    } else if (http_stream_is_ready (listener->stream)) {
      http_stream_send (listener->stream, bytes);
    }
  }
  return G_SOURCE_CONTINUE;
}

static void
on_ready (HttpStream *stream, gpointer data)
{
  Listener *listener = data;

  send_events (listener->events, listener);
}

static void
on_gone (HttpStream *stream, gpointer data)
{
  Listener *listener = data;
  LiveEvents *self = listener->events;

  g_queue_remove (&self->listeners, listener);
  live_pictures_set_wanted (self->pictures, self->listeners.length > 0);
  if (self->listeners.length == 0)
    g_clear_handle_id (&self->alive, g_source_remove);
  g_free (listener);
}

static const HttpStreamClass stream_class = { on_ready, on_gone };

/* Reads `EPOCH-NUMBER`. Returns whether it is of this run. */
static gboolean
parse_id (const LiveEvents *self, const gchar *text, guint64 *number)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", 2);
  gint64 epoch;

  return g_strv_length (parts) == 2
      && g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT64, &epoch, NULL)
      && epoch == self->epoch
      && g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXINT64, number, NULL);
}

/* Who comes anew gets what comes. Who was there gets what he has missed, or learns that it cannot be known.
 * @last: (nullable) */
static void
begin (LiveEvents *self, Listener *listener, const gchar *last)
{
  g_autoptr (GBytes) greeting = g_bytes_new_static (GREETING, strlen (GREETING));
  guint64 n, oldest, number;
  gboolean known;

  g_mutex_lock (&self->lock);
  n = self->n;
  oldest = get_oldest (self);
  g_mutex_unlock (&self->lock);
  http_stream_send (listener->stream, greeting);
  known = last != NULL && parse_id (self, last, &number) && number < n;
  listener->next = known ? number + 1 : last != NULL ? oldest : n;
  if (last != NULL && !known)
    send_gap (listener, -1);
  send_events (self, listener);
}

/**
 * live_events_join:
 * @self: events
 * @call: (transfer full): a call of somebody who wants to listen; main loop
 *
 * Tells him of what happens from now on, and before that of what he has missed since the event that `Last-Event-ID`
 * names.
 */
void
live_events_join (LiveEvents *self, HttpCall *call)
{
  const gchar *header = http_call_get_header (call, "Last-Event-ID");
  const gchar *query = http_call_get_query (call, "last_event_id");
  g_autofree gchar *last = g_strdup (header != NULL ? header : query);
  Listener *listener;

  if (self->listeners.length >= LIVE_MAX_LISTENERS) {
    http_call_fail (call, HTTP_BUSY, "%u listen already", self->listeners.length);
    return;
  }
  listener = g_new0 (Listener, 1);
  listener->events = self;
  listener->stream = http_call_begin_stream (call, TYPE, &stream_class, listener);
  if (listener->stream == NULL) {
    g_free (listener);
    return;
  }
  g_queue_push_tail (&self->listeners, listener);
  live_pictures_set_wanted (self->pictures, TRUE);
  if (self->alive == 0)
    self->alive = g_timeout_add_seconds (ALIVE_S, send_alive, self);
  begin (self, listener, last);
}

/**
 * live_events_get_pictures:
 * @self: events
 *
 * Returns: (transfer none): the pictures that listeners were told of
 */
LivePictures *
live_events_get_pictures (LiveEvents *self)
{
  return self->pictures;
}

/**
 * live_events_get_facts:
 * @self: events
 * @facts: (out): how they fare
 *
 * Main loop.
 */
void
live_events_get_facts (LiveEvents *self, LiveFacts *facts)
{
  facts->listeners = self->listeners.length;
  facts->cut = self->n_cut;
  g_mutex_lock (&self->lock);
  facts->events = self->n;
  g_mutex_unlock (&self->lock);
}
