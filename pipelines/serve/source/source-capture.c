/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames that somebody asks for. Who asks while another one is waited for, or soon after, gets the same: people who are
 * impatient press a button several times. Frames are copied on the source's thread, not on the frame path. */
#include "source/source-capture.h"

#include "base/aoi-clock.h"
#include "source/source-private.h"

/* How long a frame is waited for, s. */
#define WAIT_S 10
/* Who asks without a key within so long after another one, means the same, ns. */
#define SAME_NS ((gint64) 1000 * 1000 * 1000)
/* How many keys are remembered. */
#define KEYS 32

typedef struct {
  SourceCaptured captured;
  gpointer data;
} Waiter;

/* One frame, and all who want it. */
typedef struct {
  gchar *key; /* NULL: none was given */
  gint64 asked;
  Frame *frame; /* NULL: it has not come */
  GArray *waiters; /* Waiter */
} Capture;

struct _SourceCaptures {
  GQueue
      captures; /* the source's lock: Capture, the newest at the head; only the newest may be waited for */
};

static void
capture_free (gpointer data)
{
  Capture *self = data;

  g_clear_pointer (&self->frame, frame_unref);
  g_array_unref (self->waiters);
  g_free (self->key);
  g_free (self);
}

SourceCaptures *
source_captures_new (void)
{
  return g_new0 (SourceCaptures, 1);
}

void
source_captures_free (SourceCaptures *self)
{
  g_queue_clear_full (&self->captures, capture_free);
  g_free (self);
}

/* Holds the lock. Returns: (nullable): the one that is waited for */
static Capture *
get_pending (Source *self)
{
  Capture *newest = g_queue_peek_head (&self->captures->captures);

  return newest != NULL && newest->frame == NULL ? newest : NULL;
}

/* Holds the lock. @key: (nullable). Returns: (nullable): the one that is meant */
static Capture *
find (Source *self, const gchar *key)
{
  Capture *pending = get_pending (self);
  Capture *newest = g_queue_peek_head (&self->captures->captures);

  if (pending != NULL)
    return pending;
  if (key == NULL)
    return newest != NULL && aoi_clock_now () - newest->asked < SAME_NS ? newest : NULL;
  for (GList *link = self->captures->captures.head; link != NULL; link = link->next)
    if (g_strcmp0 (((const Capture *) link->data)->key, key) == 0)
      return link->data;
  return NULL;
}

/* Holds the lock. */
static Capture *
add (Source *self, const gchar *key)
{
  Capture *capture = g_new0 (Capture, 1);

  capture->key = g_strdup (key);
  capture->asked = aoi_clock_now ();
  capture->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  g_queue_push_head (&self->captures->captures, capture);
  if (self->captures->captures.length > KEYS)
    capture_free (g_queue_pop_tail (&self->captures->captures));
  return capture;
}

/* Gives all who wait what has come. @frame: (nullable): nothing; then that capture is forgotten */
static void
settle (Source *self, Frame *frame, const gchar *reason)
{
  g_autoptr (GArray) waiters = NULL;
  Capture *capture;

  g_mutex_lock (&self->lock);
  capture = get_pending (self);
  if (capture != NULL) {
    waiters = g_steal_pointer (&capture->waiters);
    capture->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
    capture->frame = frame != NULL ? frame_ref (frame) : NULL;
    if (frame == NULL)
      capture_free (g_queue_pop_head (&self->captures->captures));
  }
  g_mutex_unlock (&self->lock);
  for (guint i = 0; waiters != NULL && i < waiters->len; i++) {
    const Waiter *waiter = &g_array_index (waiters, Waiter, i);

    waiter->captured (frame, reason, waiter->data);
  }
}

typedef struct {
  Source *source;
  Frame *frame;
} Arrival;

/* Also of one that nobody takes, since the source has ended. */
static void
arrival_free (gpointer data)
{
  Arrival *self = data;

  frame_unref (self->frame);
  g_free (self);
}

static gboolean
take (gpointer data)
{
  const Arrival *arrival = data;
  g_autoptr (Frame) copy = frame_copy (arrival->frame, FRAME_CAPTURED);

  frame_shelf_keep (arrival->source->station->frames, copy);
  settle (arrival->source, copy, NULL);
  return G_SOURCE_REMOVE;
}

/* The streaming thread: a frame that shows a whole board, or none. */
void
source_captures_offer (Source *self, Frame *frame)
{
  Arrival arrival = { self, frame };
  gboolean wanted;

  if (frame->report != NULL && aoi_report_get_info (frame->report)->partial)
    return;
  g_mutex_lock (&self->lock);
  wanted = get_pending (self) != NULL && !self->capture_taken;
  self->capture_taken |= wanted;
  g_mutex_unlock (&self->lock);
  if (!wanted)
    return;
  frame_ref (frame);
  g_main_context_invoke_full (
      self->context, G_PRIORITY_DEFAULT, take, g_memdup2 (&arrival, sizeof arrival), arrival_free);
}

/* The source's thread: no frame will come. */
void
source_captures_end (Source *self, const gchar *reason)
{
  settle (self, NULL, reason);
}

static gboolean
on_late (gpointer data)
{
  Source *self = data;

  g_clear_pointer (&self->late, g_source_unref);
  settle (self, NULL, "no frame came");
  return G_SOURCE_REMOVE;
}

/* The source's thread. What a trigger of software waits for is triggered; all else gives frames by itself. */
static gboolean
ask_source (gpointer data)
{
  Source *self = data;
  g_autofree gchar *trigger = NULL;
  gboolean taken = TRUE;

  if (self->late != NULL) {
    g_source_destroy (self->late);
    g_source_unref (self->late);
  }
  self->late = g_timeout_source_new_seconds (WAIT_S);
  g_source_set_callback (self->late, on_late, self, NULL);
  g_source_attach (self->late, self->context);
  if (self->pipeline == NULL) {
    settle (self, NULL, "the source does not run");
    return G_SOURCE_REMOVE;
  }
  if (self->camera == NULL)
    return G_SOURCE_REMOVE;
  g_object_get (self->camera, "trigger", &trigger, NULL);
  if (g_strcmp0 (trigger, "software") == 0)
    g_signal_emit_by_name (self->camera, "capture", &taken);
  if (!taken)
    settle (self, NULL, "the camera does not take a picture now");
  return G_SOURCE_REMOVE;
}

/**
 * source_capture:
 * @self: a source
 * @key: (nullable): what names the wish: who asks again with it means the same frame
 * @captured: told of the next frame
 * @data: what @captured is given
 *
 * Has the next frame kept. Any thread; returns at once.
 */
void
source_capture (Source *self, const gchar *key, SourceCaptured captured, gpointer data)
{
  const Waiter waiter = { captured, data };
  g_autoptr (Frame) frame = NULL;
  gboolean closed, asks = FALSE;
  Capture *capture;

  g_mutex_lock (&self->lock);
  closed = self->facts.state == SOURCE_CLOSED;
  capture = closed ? NULL : find (self, key);
  if (capture == NULL && !closed) {
    capture = add (self, key);
    self->capture_taken = FALSE;
    asks = TRUE;
  }
  if (capture != NULL && capture->frame != NULL)
    frame = frame_ref (capture->frame);
  else if (capture != NULL)
    g_array_append_val (capture->waiters, waiter);
  g_mutex_unlock (&self->lock);
  if (closed)
    captured (NULL, "the station ends", data);
  else if (frame != NULL)
    captured (frame, NULL, data);
  if (asks)
    g_main_context_invoke (self->context, ask_source, self);
}
