/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the outbox to the target, whatever is away: a courier's thread. */
#include <errno.h>
#include <unistd.h>

#include "publish/aoi-courier-private.h"

/* Messages that are on their way at once. */
#define BATCH 64

/* How long nothing is looked for that nobody tells of: rows of other processes, a courier that has ended; us. */
#define LOOK_US (200 * G_TIME_SPAN_MILLISECOND)
#define CLAIM_US G_TIME_SPAN_SECOND

/* Pauses after failures: each twice as long as the one before, us. */
#define MAX_PAUSE_US (30 * G_TIME_SPAN_SECOND)

/* The longest pause that a target may ask for. */
#define MAX_ASKED_US G_TIME_SPAN_HOUR

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
  const guint trouble = error->domain == AOI_PUBLISH_ERROR ? (guint) error->code
                                                           : AOI_COURIER_OUTBOX_TROUBLE;

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

  self->pause = AOI_COURIER_MIN_PAUSE_US;
  for (guint i = 0; i < AOI_COURIER_N_TROUBLES; i++) {
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
  AoiOutboxState state = { 0 };
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
  AoiOutboxState state = { 0 };

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
  if (self->publisher == NULL && aoi_publish_settings_check_files (self->settings, error))
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
  if (g_strcmp0 (self->refusal, delivery->reason) == 0) {
    notify (self, AOI_COURIER_REFUSED_AGAIN, reason);
    return TRUE;
  }
  g_free (self->refusal);
  self->refusal = g_strdup (delivery->reason);
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
work_once (AoiCourier *self, GError **error)
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

/**
 * aoi_courier_work:
 * @self: a courier
 *
 * Delivers until it is finished, in its thread.
 */
void
aoi_courier_work (AoiCourier *self)
{
  while (!is_finished (self)) {
    g_autoptr (GError) error = NULL;
    gint64 asked = 0;

    if (work_once (self, &error))
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
}
