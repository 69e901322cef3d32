/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process in which code runs that may do anything: see src/jail. It is started by libaoi alone. */
#include <gio/gio.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/helper-limits.h"
#include "helper/helper-picture.h"
#include "helper/helper-work.h"
#include "jail/aoi-futex.h"
#include "jail/aoi-helper-private.h"

/* Statuses of the end. */
#define NOT_STARTED_BY_US 2
#define CANNOT_WORK 3

typedef struct {
  AoiWireHead *head;
  gsize size;
  GMutex lock;
  guint32 serial; /* lock: of the request in work */
  GCancellable *cancellable; /* lock: of the request in work, or NULL */
} Helper;

static guint8 *
get_reply (const Helper *self)
{
  return (guint8 *) self->head + AOI_WIRE_HEAD_BYTES;
}

static gsize
get_size (gint fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 && S_ISREG (status.st_mode) ? (gsize) status.st_size : 0;
}

/* FALSE if this is no process of ours: somebody has started the program by hand. */
static gboolean
map_memory (Helper *self)
{
  self->size = get_size (AOI_WIRE_MEMORY_FD);
  if (self->size < AOI_WIRE_PIXELS_AT)
    return FALSE;
  self->head = mmap (NULL, self->size, PROT_READ | PROT_WRITE, MAP_SHARED, AOI_WIRE_MEMORY_FD, 0);
  return self->head != MAP_FAILED && self->head->magic == AOI_WIRE_MAGIC;
}

static GBytes *
read_plan (void)
{
  const gsize size = get_size (AOI_WIRE_PLAN_FD);
  guint8 *data = mmap (NULL, MAX (size, 1), PROT_READ, MAP_PRIVATE, AOI_WIRE_PLAN_FD, 0);

  return data != MAP_FAILED ? g_bytes_new_static (data, size) : g_bytes_new (NULL, 0);
}

/* Holds the lock. */
static gboolean
is_cancelled (const Helper *self)
{
  return self->cancellable != NULL
      && (guint32) g_atomic_int_get (&self->head->cancelled) == self->serial;
}

static void
cancel_current (Helper *self)
{
  g_autoptr (GCancellable) cancelled = NULL;

  g_mutex_lock (&self->lock);
  if (is_cancelled (self))
    cancelled = g_object_ref (self->cancellable);
  g_mutex_unlock (&self->lock);
  if (cancelled != NULL)
    g_cancellable_cancel (cancelled);
}

/* A thread of its own: the other one is at work. */
static gpointer
watch_cancels (gpointer data)
{
  Helper *self = data;
  const guint32 *cancelled = &self->head->cancelled;

  for (;;) {
    const guint32 seen = (guint32) g_atomic_int_get (cancelled);

    cancel_current (self);
    aoi_futex_wait (cancelled, seen);
  }
  return NULL;
}

/* Returns whether the request was cancelled before this thread looked at it. */
static gboolean
set_current (Helper *self, guint32 serial, GCancellable *cancellable)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->serial = serial;
  self->cancellable = cancellable;
  return is_cancelled (self);
}

/* @work: (nullable): without, pictures are decoded */
static gsize
answer (Helper *self, HelperWork *work, GCancellable *cancellable)
{
  guint8 *pixels = (guint8 *) self->head + AOI_WIRE_PIXELS_AT;

  if (work == NULL)
    return helper_picture_decode (
        self->head, self->size - AOI_WIRE_PIXELS_AT, pixels, get_reply (self));
  return helper_work_inspect (work, self->head, pixels, cancellable, get_reply (self));
}

static guint32
await_request (const Helper *self, guint32 before)
{
  guint32 serial;

  while ((serial = (guint32) g_atomic_int_get (&self->head->serial)) == before)
    aoi_futex_wait (&self->head->serial, before);
  return serial;
}

/* The process ends this one when it needs it no more. */
static void
serve (Helper *self, HelperWork *work)
{
  guint32 serial = 0;

  for (;;) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();

    serial = await_request (self, serial);
    g_atomic_int_set (&self->head->begun, serial);
    if (set_current (self, serial, cancellable))
      g_cancellable_cancel (cancellable);
    self->head->reply_size = (guint32) answer (self, work, cancellable);
    set_current (self, serial, NULL);
    self->head->cpu = (guint32) sched_getcpu ();
    g_atomic_int_set (&self->head->answered, serial);
    aoi_helper_signal (AOI_WIRE_REPLY_FD);
  }
}

static gint
refuse (Helper *self, const GError *error)
{
  self->head->reply_size = (guint32) aoi_wire_refusal_write (error->message, get_reply (self));
  aoi_helper_signal (AOI_WIRE_REPLY_FD);
  return CANNOT_WORK;
}

/* FALSE if it cannot be used. @work: (out) (nullable): %NULL where pictures are decoded */
static gboolean
load (const AoiWirePlan *plan, HelperWork **work, GError **error)
{
  *work = NULL;
  if (plan->text == NULL) {
    helper_picture_load ();
    return TRUE;
  }
  *work = helper_work_new (plan, error);
  return *work != NULL;
}

/* Order matters: what is loaded is loaded before no file can be opened, and the thread starts before none can. */
static gint
run (Helper *self, const AoiWirePlan *plan)
{
  guint lacks = helper_files_allow_libraries (plan->modules);
  g_autoptr (GError) error = NULL;
  HelperWork *work;

  if (!load (plan, &work, &error))
    return refuse (self, error);
  lacks |= helper_files_forbid ();
  g_thread_unref (g_thread_new ("aoi-cancels", watch_cancels, self));
  lacks |= helper_limits_set (work != NULL ? self->size : HELPER_PICTURE_BYTES);
  lacks |= helper_calls_limit ();
  self->head->lacks = lacks;
  g_atomic_int_set (&self->head->ready, 1);
  aoi_helper_signal (AOI_WIRE_REPLY_FD);
  serve (self, work);
  g_assert_not_reached ();
}

int
main (void)
{
  g_auto (AoiWirePlan) plan = { NULL };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  Helper self = { NULL };

  if (!map_memory (&self) || !helper_limits_begin (self.head->parent))
    return NOT_STARTED_BY_US;
  g_mutex_init (&self.lock);
  bytes = read_plan ();
  _exit (aoi_wire_plan_read (bytes, &plan, &error) ? run (&self, &plan) : refuse (&self, error));
}
