/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "jail/aoi-helper-stack.h"

#include "base/aoi-clock.h"
#include "jail/aoi-keeper.h"

/* How long helpers may take to load what they need, ns. */
#define START (60 * G_GINT64_CONSTANT (1000000000))

/* So many are started for one that is needed, where somebody kills them. */
#define MAX_STARTS 3

struct _AoiHelperStack {
  GBytes *plan;
  gsize pixel_bytes;
  GMutex lock;
  GPtrArray
      *idle; /* lock: AoiHelper; the last was used last, and those still starting come first */
  guint made; /* lock: all helpers, also those that work */
  guint generation; /* lock: of the process that @made counts for */
};

static GMutex replaced_lock;
static guint64 replaced; /* replaced_lock */

/**
 * aoi_helper_stack_new:
 * @plan: what the helpers are for
 * @pixel_bytes: the largest part of a frame that they are given
 *
 * Returns: (transfer full): an empty stack
 */
AoiHelperStack *
aoi_helper_stack_new (const AoiWirePlan *plan, gsize pixel_bytes)
{
  AoiHelperStack *self = g_new0 (AoiHelperStack, 1);

  self->plan = aoi_wire_plan_write (plan);
  self->pixel_bytes = pixel_bytes;
  self->idle = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_helper_free);
  self->generation = aoi_keeper_get_generation ();
  g_mutex_init (&self->lock);
  return self;
}

/**
 * aoi_helper_stack_free:
 * @self: (transfer full): a stack all helpers of which were given back
 *
 * Ends them.
 */
void
aoi_helper_stack_free (AoiHelperStack *self)
{
  g_ptr_array_unref (self->idle);
  g_bytes_unref (self->plan);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Holds the lock. In a forked child the helpers are still its parent's. */
static void
disown (AoiHelperStack *self)
{
  if (self->generation == aoi_keeper_get_generation ())
    return;
  self->generation = aoi_keeper_get_generation ();
  self->made = 0;
  g_ptr_array_set_size (self->idle, 0);
}

/* Returns whether there is to be one more, which is counted already. */
static gboolean
count_one (AoiHelperStack *self, guint most)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  disown (self);
  if (self->made >= most)
    return FALSE;
  self->made++;
  return TRUE;
}

static void
uncount (AoiHelperStack *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->made--;
}

static AoiHelper *
start (AoiHelperStack *self, GError **error)
{
  AoiHelper *helper = aoi_helper_start (self->plan, self->pixel_bytes, error);

  if (helper == NULL)
    uncount (self);
  return helper;
}

static AoiHelper *
pop (AoiHelperStack *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  disown (self);
  return self->idle->len > 0 ? g_ptr_array_steal_index (self->idle, self->idle->len - 1) : NULL;
}

/* What still starts is taken last. */
static void
put_first (AoiHelperStack *self, AoiHelper *helper)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_insert (self->idle, 0, helper);
}

/**
 * aoi_helper_stack_give:
 * @self: a stack
 * @helper: (transfer full): a helper of it that can be used further
 */
void
aoi_helper_stack_give (AoiHelperStack *self, AoiHelper *helper)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (self->idle, helper);
}

static void
count_replaced (void)
{
  g_mutex_lock (&replaced_lock);
  replaced++;
  g_mutex_unlock (&replaced_lock);
}

/**
 * aoi_helper_stack_replace:
 * @self: a stack
 * @helper: (transfer full): a helper of it that ended
 *
 * Starts another in its place, for whoever needs one next. Where none can be started, the next tries.
 */
void
aoi_helper_stack_replace (AoiHelperStack *self, AoiHelper *helper)
{
  AoiHelper *other;

  aoi_helper_free (helper);
  count_replaced ();
  other = start (self, NULL);
  if (other != NULL)
    put_first (self, other);
}

/**
 * aoi_helper_stack_get_replaced:
 *
 * Thread-safe.
 *
 * Returns: how many helpers were replaced in this process
 */
guint64
aoi_helper_stack_get_replaced (void)
{
  guint64 n;

  g_mutex_lock (&replaced_lock);
  n = replaced;
  g_mutex_unlock (&replaced_lock);
  return n;
}

/* All start at the same time. */
static gboolean
start_all (AoiHelperStack *self, guint count, GPtrArray *started, GError **error)
{
  while (count_one (self, count)) {
    AoiHelper *helper = start (self, error);

    if (helper == NULL)
      return FALSE;
    g_ptr_array_add (started, helper);
  }
  return TRUE;
}

/* Has *@helper replaced if somebody kills it while it starts; it is %NULL if there is no other. */
static gboolean
await (AoiHelperStack *self, AoiHelper **helper, gint64 until, GError **error)
{
  for (guint i = 1;; i++) {
    g_autoptr (GError) local = NULL;

    if (aoi_helper_await (*helper, until, &local))
      return TRUE;
    if (i == MAX_STARTS || !aoi_helper_was_killed (*helper)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    aoi_helper_free (*helper);
    count_replaced ();
    *helper = aoi_helper_start (self->plan, self->pixel_bytes, error);
    if (*helper == NULL)
      return FALSE;
  }
}

static gboolean
await_all (AoiHelperStack *self, GPtrArray *started, GError **error)
{
  const gint64 until = aoi_clock_now () + START;

  for (guint i = 0; i < started->len; i++)
    if (!await (self, (AoiHelper **) &started->pdata[i], until, error))
      return FALSE;
  return TRUE;
}

/* @helper: (transfer full) (nullable): one that was counted */
static void
discard (AoiHelperStack *self, AoiHelper *helper)
{
  g_clear_pointer (&helper, aoi_helper_free);
  uncount (self);
}

/**
 * aoi_helper_stack_reserve:
 * @self: a stack
 * @count: how many may be needed at once
 * @error: return location for an %AOI_ERROR_FAILED: why helpers cannot work
 *
 * Starts helpers and waits until all are ready. Slow.
 *
 * Returns: %FALSE if they cannot be used
 */
gboolean
aoi_helper_stack_reserve (AoiHelperStack *self, guint count, GError **error)
{
  g_autoptr (GPtrArray) started = g_ptr_array_new ();
  const gboolean good = start_all (self, count, started, error) && await_all (self, started, error);

  for (guint i = 0; i < started->len; i++) {
    if (good)
      aoi_helper_stack_give (self, g_ptr_array_index (started, i));
    else
      discard (self, g_ptr_array_index (started, i));
  }
  return good;
}

/* One that somebody killed while it had nothing to do is no ROI's concern. */
static AoiHelper *
pop_usable (AoiHelperStack *self)
{
  AoiHelper *helper;

  while ((helper = pop (self)) != NULL && !aoi_helper_is_usable (helper))
    aoi_helper_stack_replace (self, helper);
  return helper;
}

/**
 * aoi_helper_stack_take:
 * @self: a stack
 * @until: monotonic, ns: how long it may take
 * @error: return location for an %AOI_ERROR_FAILED: why there is none
 *
 * Takes the helper that was used last, or starts one; waits for one that still starts.
 *
 * Returns: (transfer full) (nullable): a helper, ready; to be given back or replaced
 */
AoiHelper *
aoi_helper_stack_take (AoiHelperStack *self, gint64 until, GError **error)
{
  AoiHelper *helper = pop_usable (self);

  if (helper == NULL && count_one (self, G_MAXUINT))
    helper = start (self, error);
  if (helper == NULL || await (self, &helper, until, error))
    return helper;
  if (helper != NULL && aoi_helper_is_usable (helper))
    put_first (self, helper);
  else
    discard (self, helper);
  return NULL;
}
