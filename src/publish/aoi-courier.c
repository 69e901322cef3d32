/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A courier, for those who use one. */
#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "publish/aoi-courier-private.h"

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
  g_free (self->refusal);
  g_free (self);
}

/* OpenSSL writes to sockets that the other side has closed: the signal for that, which goes to the thread that writes,
 * would end the process. Threads that libraries start from here inherit this. */
static void
block_pipe_signal (void)
{
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
}

static gpointer
run (gpointer data)
{
  AoiCourier *self = data;

  block_pipe_signal ();
  aoi_courier_work (self);
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
  self->pause = AOI_COURIER_MIN_PAUSE_US;
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

  g_mutex_lock (&self->lock);
  look = self->n_looks + 1;
  g_mutex_unlock (&self->lock);
  /* Not before: the look that this brings about must be the one that is waited for. */
  wake (self);
  g_mutex_lock (&self->lock);
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
