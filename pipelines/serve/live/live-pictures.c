/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "live/live-pictures.h"

#include "base/aoi-clock.h"
#include "frames/frame-show.h"
#include "station/station-news.h"

/* Time from one to the next at least, ns. */
#define EVERY_NS ((gint64) 500 * 1000 * 1000)
/* How many are kept. */
#define KEPT 16

typedef struct {
  gchar *frame;
  GBytes *bytes;
} Picture;

struct _LivePictures {
  Station *station; /* borrowed */
  GThreadPool *maker; /* one thread, which no inspection waits for */
  GMutex lock;
  gboolean wanted; /* lock: somebody listens */
  gint64 last; /* lock: when the last one was begun; 0: none */
  Picture kept[KEPT]; /* lock: picture n at n % KEPT */
  guint64 n; /* lock: pictures so far */
};

static void
tell (LivePictures *self, const Frame *frame)
{
  g_autofree gchar *path = g_strdup_printf (
      "/v1/frames/%s/picture?width=%d", frame->id, LIVE_PICTURE_WIDTH);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "frame", frame->id);
  json_object_set_string_member (object, "board", frame_get_board (frame));
  json_object_set_int_member (object, "width", frame->image.width);
  json_object_set_int_member (object, "height", frame->image.height);
  json_object_set_string_member (object, "picture", path);
  station_tell (self->station, "picture", object);
}

/* @bytes: (transfer full) */
static void
keep (LivePictures *self, const Frame *frame, GBytes *bytes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Picture *place = &self->kept[self->n++ % KEPT];

  g_free (place->frame);
  g_clear_pointer (&place->bytes, g_bytes_unref);
  *place = (Picture){ g_strdup (frame->id), bytes };
}

/* The maker's thread. @data: (transfer full): a Frame */
static void
make (gpointer data, gpointer user_data)
{
  g_autoptr (Frame) frame = data;
  g_autoptr (GError) error = NULL;
  GBytes *bytes = frame_encode_picture (frame, LIVE_PICTURE_WIDTH, &error);

  if (bytes == NULL) {
    g_warning ("a live picture cannot be made: %s", error->message);
    return;
  }
  keep (user_data, frame, bytes);
  tell (user_data, frame);
}

/**
 * live_pictures_new:
 * @station: which tells of them
 *
 * Returns: (transfer full): no pictures yet
 */
LivePictures *
live_pictures_new (Station *station)
{
  LivePictures *self = g_new0 (LivePictures, 1);

  self->station = station;
  g_mutex_init (&self->lock);
  self->maker = g_thread_pool_new (make, self, 1, FALSE, NULL);
  return self;
}

/**
 * live_pictures_free:
 * @self: (transfer full): pictures that nobody is offered any more
 */
void
live_pictures_free (LivePictures *self)
{
  g_thread_pool_free (self->maker, FALSE, TRUE);
  for (guint i = 0; i < KEPT; i++) {
    g_free (self->kept[i].frame);
    g_clear_pointer (&self->kept[i].bytes, g_bytes_unref);
  }
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * live_pictures_set_wanted:
 * @self: pictures
 * @wanted: whether somebody listens
 */
void
live_pictures_set_wanted (LivePictures *self, gboolean wanted)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->wanted = wanted;
}

/* Whether it is time for another one, since somebody listens. */
static gboolean
begin (LivePictures *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const gint64 now = aoi_clock_now ();

  if (!self->wanted || (self->last != 0 && now - self->last < EVERY_NS)
      || g_thread_pool_unprocessed (self->maker) > 0)
    return FALSE;
  self->last = now;
  return TRUE;
}

/**
 * live_pictures_offer:
 * @self: pictures
 * @frame: of the source, with a board
 *
 * Has a picture made of it, if it is time for one. Any thread, which waits for nothing.
 */
void
live_pictures_offer (LivePictures *self, Frame *frame)
{
  if (begin (self))
    g_thread_pool_push (self->maker, frame_ref (frame), NULL);
}

/**
 * live_pictures_find:
 * @self: pictures
 * @frame: id of a frame
 *
 * Returns: (transfer full) (nullable): its live picture, a JPEG file of %LIVE_PICTURE_WIDTH or the frame's width
 */
GBytes *
live_pictures_find (LivePictures *self, const gchar *frame)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < KEPT; i++)
    if (g_strcmp0 (self->kept[i].frame, frame) == 0)
      return g_bytes_ref (self->kept[i].bytes);
  return NULL;
}
