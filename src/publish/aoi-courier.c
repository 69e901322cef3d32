/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the outbox to the target, whatever is away. */
#include "publish/aoi-courier.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Messages that are on their way at once. */
#define BATCH 64

/* How long nothing is looked for that nobody tells of: rows of other processes, a courier that has ended; us. */
#define LOOK_US (200 * G_TIME_SPAN_MILLISECOND)
#define CLAIM_US G_TIME_SPAN_SECOND

/* Pauses after failures: each twice as long as the one before, us. */
#define MIN_PAUSE_US (100 * G_TIME_SPAN_MILLISECOND)
#define MAX_PAUSE_US (30 * G_TIME_SPAN_SECOND)

/* The longest pause that a target may ask for. */
#define MAX_ASKED_US G_TIME_SPAN_HOUR

/* What is told once until it has worked again: the errors of delivery, and the outbox. */
#define OUTBOX_TROUBLE AOI_PUBLISH_N_ERRORS
#define N_TROUBLES (AOI_PUBLISH_N_ERRORS + 1)

/* Has two references: the user's and the thread's, which may hang in a call of some library. */
struct _AoiCourier {
  gatomicrefcount refs;
  GThread *thread;
  gchar *path, *target;
  AoiOutboxLimits limits;
  AoiPublishSettings *settings;
  const AoiPublisherClass *klass;
  GCancellable *cancellable; /* by aoi_courier_finish() */
  gint wake; /* eventfd */

  /* The thread's. */
  AoiOutbox *outbox;
  AoiPublisher *publisher;
  GPtrArray *messages; /* of the outbox, on their way */
  GArray *deliveries; /* of them */
  GRand *rand;
  gint64 pause; /* us: the next */
  gboolean told[N_TROUBLES];
  guint64 known_lost;
  gboolean told_lost;

  GMutex lock; /* for all below */
  GCond changed;
  AoiCourierListener listener; /* of NULLs once finished */
  guint reporting; /* calls of it that have not returned */
  gboolean ended; /* the thread */
  guint64 n_looks, last_look; /* at the outbox: begun, and the last that has ended */
  guint64 n_wakes;
  gboolean troubled; /* nothing was delivered when it was tried last */
  AoiCourierState state;
};

/**
 * aoi_courier_state_clear:
 * @self: a state
 */
void
aoi_courier_state_clear (AoiCourierState *self)
{
  g_clear_pointer (&self->last_error, g_free);
}

static void
clear_delivery (gpointer delivery)
{
  g_free (((AoiDelivery *) delivery)->reason);
}

/**
 * aoi_courier_unref:
 * @self: (transfer full): a courier that is finished
 */
void
aoi_courier_unref (AoiCourier *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  aoi_publish_settings_free (self->settings);
  aoi_courier_state_clear (&self->state);
  g_object_unref (self->cancellable);
  g_array_unref (self->deliveries);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_rand_free (self->rand);
  close (self->wake);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->path);
  g_free (self->target);
  g_free (self);
}

static void
notify (AoiCourier *self, AoiCourierEvent event, const gchar *reason)
{
  AoiCourierListener listener;

  g_mutex_lock (&self->lock);
  listener = self->listener;
  self->reporting += listener.notify != NULL;
  g_mutex_unlock (&self->lock);
  if (listener.notify == NULL)
    return;
  listener.notify (event, reason, listener.data);
  g_mutex_lock (&self->lock);
  self->reporting--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gboolean
is_finished (AoiCourier *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

static void
pause_for (AoiCourier *self, gint64 us)
{
  const gint64 end = g_get_monotonic_time () + us;

  g_mutex_lock (&self->lock);
  while (!is_finished (self) && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  g_mutex_unlock (&self->lock);
}

static void
take_trouble (AoiCourier *self, const GError *error)
{
  const guint trouble = error->domain == AOI_PUBLISH_ERROR ? (guint) error->code : OUTBOX_TROUBLE;

  if (is_finished (self))
    return;
  g_mutex_lock (&self->lock);
  self->state.connected = FALSE;
  self->troubled = TRUE;
  g_free (self->state.last_error);
  self->state.last_error = g_strdup (error->message);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  if (!self->told[trouble])
    notify (self, AOI_COURIER_TROUBLE, error->message);
  self->told[trouble] = TRUE;
}

static void
take_success (AoiCourier *self, guint n_delivered)
{
  gboolean any = FALSE;

  self->pause = MIN_PAUSE_US;
  for (guint i = 0; i < N_TROUBLES; i++) {
    any = any || self->told[i];
    self->told[i] = FALSE;
  }
  g_mutex_lock (&self->lock);
  self->state.connected = TRUE;
  self->troubled = FALSE;
  self->state.delivered += n_delivered;
  g_mutex_unlock (&self->lock);
  if (any)
    notify (self, AOI_COURIER_RECOVERED, NULL);
}

static void
tell_lost (AoiCourier *self, const AoiOutboxState *state)
{
  g_autofree gchar *reason = NULL;

  if (state->lost <= self->known_lost) {
    self->known_lost = state->lost;
    self->told_lost = self->told_lost && state->waiting > 0;
    return;
  }
  reason = g_strdup_printf ("%" G_GUINT64_FORMAT
                            " were removed from the outbox, which max-bytes or max-age bounds: the "
                            "target is away for too long, or too slow",
      state->lost - self->known_lost);
  self->known_lost = state->lost;
  if (!self->told_lost)
    notify (self, AOI_COURIER_LOST, reason);
  self->told_lost = TRUE;
}

static gboolean
look_at_outbox (AoiCourier *self, GError **error)
{
  AoiOutboxState state;
  guint64 look, n_wakes;

  g_mutex_lock (&self->lock);
  look = ++self->n_looks;
  n_wakes = self->n_wakes;
  g_mutex_unlock (&self->lock);
  if (!aoi_outbox_get_state (self->outbox, self->target, &state, error))
    return FALSE;
  if (self->limits.age_us > 0 && state.oldest_us > 0
      && g_get_real_time () - state.oldest_us > self->limits.age_us
      && (!aoi_outbox_expire (self->outbox, self->target, &self->limits, error)
          || !aoi_outbox_get_state (self->outbox, self->target, &state, error)))
    return FALSE;
  g_mutex_lock (&self->lock);
  /* What was told meanwhile is newer. */
  if (self->n_wakes == n_wakes)
    self->state.outbox = state;
  self->last_look = look;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  tell_lost (self, &state);
  return TRUE;
}

/* Stations that lost their broker together do not come back together. What waits is looked at meanwhile. */
static void
back_off (AoiCourier *self, gint64 asked)
{
  const gint64 us = (gint64) (g_rand_double_range (self->rand, 0.5, 1) * (gdouble) self->pause);
  const gint64 end = g_get_monotonic_time () + MAX (us, MIN (asked, MAX_ASKED_US));
  gint64 left;

  self->pause = MIN (2 * self->pause, MAX_PAUSE_US);
  while (!is_finished (self) && (left = end - g_get_monotonic_time ()) > 0) {
    if (self->outbox != NULL)
      look_at_outbox (self, NULL);
    pause_for (self, MIN (left, CLAIM_US));
  }
}

static void
hear_damage (const gchar *sentence, gpointer data)
{
  notify (data, AOI_COURIER_DAMAGE, sentence);
}

static gboolean
ensure_outbox (AoiCourier *self, GError **error)
{
  const AoiOutboxListener listener = { hear_damage, self };
  AoiOutboxState state;

  if (self->outbox != NULL)
    return TRUE;
  self->outbox = aoi_outbox_open (self->path, AOI_OUTBOX_DELIVERS, &listener, error);
  if (self->outbox == NULL || !aoi_outbox_get_state (self->outbox, self->target, &state, error))
    return FALSE;
  self->known_lost = state.lost;
  return TRUE;
}

static gboolean
ensure_publisher (AoiCourier *self, GError **error)
{
  if (self->publisher == NULL)
    self->publisher = self->klass->open (self->settings, self->cancellable, error);
  return self->publisher != NULL;
}

static void
drop_publisher (AoiCourier *self)
{
  if (self->publisher != NULL)
    self->klass->close (self->publisher);
  self->publisher = NULL;
}

/* Returns FALSE if it is lost. */
static gboolean
idle (AoiCourier *self, GError **error)
{
  GPollFD fd = { self->wake, G_IO_IN, 0 };
  guint64 count;
  gboolean good = TRUE;

  if (self->klass->idle != NULL)
    good = self->klass->idle (self->publisher, self->wake, LOOK_US, error);
  else
    g_poll (&fd, 1, (gint) (LOOK_US / G_TIME_SPAN_MILLISECOND));
  if (read (self->wake, &count, sizeof count) < 0 && errno != EAGAIN)
    g_critical ("cannot read an eventfd: %s", g_strerror (errno));
  return good;
}

static void
take_messages (AoiCourier *self, GPtrArray *messages)
{
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  self->messages = messages;
  g_array_set_size (self->deliveries, 0);
  for (guint i = 0; i < messages->len; i++) {
    const AoiDelivery delivery = { .message = g_ptr_array_index (messages, i) };

    g_array_append_val (self->deliveries, delivery);
  }
}

static gboolean
refuse (AoiCourier *self, const AoiDelivery *delivery, GError **error)
{
  g_autofree gchar *reason = g_strdup_printf ("%s: %s", delivery->message->id, delivery->reason);

  if (!aoi_outbox_refuse (self->outbox, delivery->message, delivery->reason, error))
    return FALSE;
  notify (self, AOI_COURIER_REFUSED, reason);
  return TRUE;
}

/* What was delivered ends in the outbox, before anything else is delivered: else it would be sent again and again. Returns FALSE
 * if the outbox is away; what is left is settled the next time. */
static gboolean
settle (AoiCourier *self, GError **error)
{
  g_autoptr (GPtrArray) done = g_ptr_array_new ();

  for (guint i = 0; i < self->deliveries->len; i++) {
    AoiDelivery *delivery = &g_array_index (self->deliveries, AoiDelivery, i);

    if (delivery->outcome == AOI_DELIVERY_DONE)
      g_ptr_array_add (done, (gpointer) delivery->message);
    if (delivery->outcome != AOI_DELIVERY_REFUSED)
      continue;
    if (!refuse (self, delivery, error))
      return FALSE;
    delivery->outcome = AOI_DELIVERY_WAITS;
  }
  if (done->len > 0
      && !aoi_outbox_end (self->outbox, (AoiOutboxMessage **) done->pdata, done->len, error))
    return FALSE;
  g_array_set_size (self->deliveries, 0);
  return TRUE;
}

static guint
count_done (AoiCourier *self)
{
  guint n = 0;

  for (guint i = 0; i < self->deliveries->len; i++)
    n += g_array_index (self->deliveries, AoiDelivery, i).outcome == AOI_DELIVERY_DONE;
  return n;
}

static gboolean
has_refused (AoiCourier *self)
{
  for (guint i = 0; i < self->deliveries->len; i++)
    if (g_array_index (self->deliveries, AoiDelivery, i).outcome == AOI_DELIVERY_REFUSED)
      return TRUE;
  return FALSE;
}

static gboolean
deliver (AoiCourier *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean settled;
  guint n_done;

  self->klass->deliver (self->publisher, (AoiDelivery *) self->deliveries->data,
      self->deliveries->len, self->cancellable, &local);
  n_done = count_done (self);
  if (n_done == 0 && local == NULL && !has_refused (self))
    g_set_error_literal (&local, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_BUSY, "nothing was taken");
  settled = settle (self, local == NULL ? &local : NULL);
  if (n_done > 0 || local == NULL)
    take_success (self, n_done);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return settled && *error == NULL;
}

/* Delivers some messages, or waits a little for some. Returns FALSE if it did not work. */
static gboolean
work (AoiCourier *self, GError **error)
{
  GPtrArray *messages;

  if (!ensure_outbox (self, error))
    return FALSE;
  if (!aoi_outbox_claim (self->outbox, self->target)) {
    pause_for (self, CLAIM_US);
    return look_at_outbox (self, error);
  }
  if (!settle (self, error) || !look_at_outbox (self, error) || !ensure_publisher (self, error))
    return FALSE;
  messages = aoi_outbox_peek (self->outbox, self->target, BATCH, error);
  if (messages == NULL)
    return FALSE;
  take_messages (self, messages);
  if (messages->len > 0)
    return deliver (self, error) && look_at_outbox (self, error);
  if (self->klass->idle != NULL)
    take_success (self, 0);
  return idle (self, error);
}

static gpointer
run (gpointer data)
{
  AoiCourier *self = data;

  while (!is_finished (self)) {
    g_autoptr (GError) error = NULL;
    gint64 asked = 0;

    if (work (self, &error))
      continue;
    take_trouble (self, error);
    if (self->publisher != NULL)
      asked = self->publisher->pause_us;
    if (error->domain == AOI_PUBLISH_ERROR)
      drop_publisher (self);
    back_off (self, asked);
  }
  drop_publisher (self);
  g_clear_pointer (&self->outbox, aoi_outbox_close);
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  aoi_courier_unref (self);
  return NULL;
}

/**
 * aoi_courier_new:
 * @outbox: path of the outbox, which may be missing or away as yet
 * @target: name of the target in it
 * @limits: of what waits there
 * @settings: how to deliver
 * @listener: who is told
 * @error: return location for an %AOI_PUBLISH_ERROR_SETTINGS
 *
 * Returns: (transfer full): a courier that runs; aoi_courier_finish() ends it
 */
AoiCourier *
aoi_courier_new (const gchar *outbox, const gchar *target, const AoiOutboxLimits *limits,
    const AoiPublishSettings *settings, const AoiCourierListener *listener, GError **error)
{
  const AoiPublisherClass *klass = aoi_publisher_find (settings, error);
  AoiCourier *self;

  if (klass == NULL)
    return NULL;
  self = g_new0 (AoiCourier, 1);
  g_atomic_ref_count_init (&self->refs);
  g_atomic_ref_count_inc (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->klass = klass;
  self->path = g_strdup (outbox);
  self->target = g_strdup (target);
  self->limits = *limits;
  self->settings = aoi_publish_settings_copy (settings);
  self->listener = *listener;
  self->cancellable = g_cancellable_new ();
  self->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->deliveries = g_array_new (FALSE, TRUE, sizeof (AoiDelivery));
  g_array_set_clear_func (self->deliveries, clear_delivery);
  self->rand = g_rand_new ();
  self->pause = MIN_PAUSE_US;
  self->thread = g_thread_new ("aoipublish", run, self);
  return self;
}

static void
wake (AoiCourier *self)
{
  const guint64 one = 1;

  if (write (self->wake, &one, sizeof one) < 0 && errno != EAGAIN)
    g_critical ("cannot write to an eventfd: %s", g_strerror (errno));
}

/**
 * aoi_courier_wake:
 * @self: a courier
 * @state: what there is of its target in the outbox now
 *
 * Says that there are new messages in the outbox.
 */
void
aoi_courier_wake (AoiCourier *self, const AoiOutboxState *state)
{
  g_mutex_lock (&self->lock);
  self->state.outbox = *state;
  self->n_wakes++;
  g_mutex_unlock (&self->lock);
  wake (self);
}

/**
 * aoi_courier_drain:
 * @self: a courier
 * @timeout: us
 *
 * Waits until nothing waits in the outbox, as long as its target takes messages.
 */
void
aoi_courier_drain (AoiCourier *self, gint64 timeout)
{
  const gint64 end = g_get_monotonic_time () + timeout;
  guint64 look;

  wake (self);
  g_mutex_lock (&self->lock);
  look = self->n_looks + 1;
  while (!self->troubled && (self->last_look < look || self->state.outbox.waiting > 0)
      && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  g_mutex_unlock (&self->lock);
}

/**
 * aoi_courier_finish:
 * @self: a courier
 * @timeout: us to wait for its thread
 *
 * Ends the delivery; what waits in the outbox stays there. A thread that hangs in a call of some library is left behind, and ends
 * with it.
 */
void
aoi_courier_finish (AoiCourier *self, gint64 timeout)
{
  const gint64 end = g_get_monotonic_time () + timeout;
  gboolean ended;

  g_cancellable_cancel (self->cancellable);
  wake (self);
  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  while (!self->ended && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  self->listener = (AoiCourierListener){ 0 };
  while (self->reporting > 0)
    g_cond_wait (&self->changed, &self->lock);
  ended = self->ended;
  g_mutex_unlock (&self->lock);
  if (ended)
    g_thread_join (self->thread);
  else
    g_thread_unref (self->thread);
}

/**
 * aoi_courier_get_state:
 * @self: a courier
 * @state: (out): how it is, at one time
 */
void
aoi_courier_get_state (AoiCourier *self, AoiCourierState *state)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *state = self->state;
  state->last_error = g_strdup (self->state.last_error);
}
