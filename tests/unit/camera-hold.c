/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An object that emits on a thread of its own, and joins it when it is finalized, ends on the thread that releases it. */
#include "camera/gstaoicamerahold.h"
#include "support/test-repeat.h"
#include "support/test-wait.h"

/* As Aravis' devices are. */
typedef struct {
  GObject parent;
  GThread *thread;
  TestDoor *before; /* what its thread passes before it emits */
} TestEmitter;

typedef struct {
  GObjectClass parent;
} TestEmitterClass;

GType test_emitter_get_type (void);
G_DEFINE_TYPE (TestEmitter, test_emitter, G_TYPE_OBJECT)

static guint lost_signal;
static GThread *ended_on; /* the thread that finalized the last emitter */

static void
test_emitter_finalize (GObject *object)
{
  TestEmitter *self = (TestEmitter *) object;

  ended_on = g_thread_self ();
  g_assert_true (self->thread != ended_on);
  g_thread_join (self->thread);
  G_OBJECT_CLASS (test_emitter_parent_class)->finalize (object);
}

static void
test_emitter_class_init (TestEmitterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_emitter_finalize;
  lost_signal = g_signal_new (
      "lost", test_emitter_get_type (), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
test_emitter_init (TestEmitter *self)
{
}

/* The object's thread has no reference of its own, as those of Aravis have none. */
static gpointer
emit (gpointer data)
{
  TestEmitter *self = data;

  test_door_enter (self->before, NULL);
  g_signal_emit (self, lost_signal, 0);
  test_door_leave (self->before);
  return NULL;
}

static TestEmitter *
emitter_new (TestDoor *before)
{
  TestEmitter *self = g_object_new (test_emitter_get_type (), NULL);

  self->before = before;
  return self;
}

static void
emitter_start (TestEmitter *self)
{
  self->thread = g_thread_new ("emitter", emit, self);
}

/* What holds the emitter, as an ArvCamera its device: it opens a door as soon as it has let go. */
typedef struct {
  GObject parent;
  TestEmitter *emitter;
  TestDoor *then;
} TestOwner;

typedef struct {
  GObjectClass parent;
} TestOwnerClass;

GType test_owner_get_type (void);
G_DEFINE_TYPE (TestOwner, test_owner, G_TYPE_OBJECT)

static void
test_owner_finalize (GObject *object)
{
  TestOwner *self = (TestOwner *) object;

  g_object_unref (self->emitter);
  test_door_open (self->then);
  G_OBJECT_CLASS (test_owner_parent_class)->finalize (object);
}

static void
test_owner_class_init (TestOwnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_owner_finalize;
}

static void
test_owner_init (TestOwner *self)
{
}

static GObject *
owner_new (TestEmitter *emitter, TestDoor *then)
{
  TestOwner *self = g_object_new (test_owner_get_type (), NULL);

  self->emitter = emitter;
  self->then = then;
  return G_OBJECT (self);
}

static void
on_lost (gpointer data)
{
  test_count_add (data, 1);
}

static void
stay (TestEmitter *emitter, TestDoor *door)
{
  test_door_enter (door, NULL);
  test_door_leave (door);
}

static void
do_nothing (TestEmitter *emitter, gpointer data)
{
}

/* The emission goes on until the owner has released the emitter, so that its reference would be the last. */
static void
test_emission_under_way (void)
{
  TestDoor open = { 0 }, inside = { 0 };
  TestCount heard = { 0 };
  TestEmitter *emitter = emitter_new (&open);
  GstAoiCameraHold *hold = gst_aoi_camera_hold_new (G_OBJECT (emitter), "lost", on_lost, &heard);

  test_door_shut (&inside);
  /* An emission keeps the handler before the one that it is in, which must not be that of the hold. */
  g_signal_connect (emitter, "lost", G_CALLBACK (do_nothing), NULL);
  g_signal_connect (emitter, "lost", G_CALLBACK (stay), &inside);
  emitter_start (emitter);
  test_door_wait_inside (&inside, 1);
  g_assert_cmpuint (test_count_get (&heard), ==, 1);
  ended_on = NULL;
  gst_aoi_camera_hold_free (hold, owner_new (emitter, &inside));
  g_assert_true (ended_on == g_thread_self ());
}

/* What is emitted after the release is heard by nobody. */
static void
test_emission_after (void)
{
  TestDoor before = { 0 };
  TestCount heard = { 0 };
  TestEmitter *emitter = emitter_new (&before);
  GstAoiCameraHold *hold = gst_aoi_camera_hold_new (G_OBJECT (emitter), "lost", on_lost, &heard);

  test_door_shut (&before);
  emitter_start (emitter);
  test_door_wait_inside (&before, 1);
  ended_on = NULL;
  gst_aoi_camera_hold_free (hold, owner_new (emitter, &before));
  g_assert_true (ended_on == g_thread_self ());
  g_assert_cmpuint (test_count_get (&heard), ==, 0);
}

/* Emission and release at once, in whatever order. */
static void
test_race (void)
{
  const guint rounds = test_repeat (2000, 200000);

  for (guint i = 0; i < rounds; i++) {
    TestDoor open = { 0 };
    TestCount heard = { 0 };
    TestEmitter *emitter = emitter_new (&open);
    GstAoiCameraHold *hold = gst_aoi_camera_hold_new (G_OBJECT (emitter), "lost", on_lost, &heard);

    ended_on = NULL;
    emitter_start (emitter);
    if (i % 2 == 0)
      test_count_wait (&heard, 1);
    gst_aoi_camera_hold_free (hold, owner_new (emitter, &open));
    g_assert_true (ended_on == g_thread_self ());
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera-hold/emission-under-way", test_emission_under_way);
  g_test_add_func ("/camera-hold/emission-after", test_emission_after);
  g_test_add_func ("/camera-hold/race", test_race);
  return g_test_run ();
}
