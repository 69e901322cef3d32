/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

/* Gives the test a network of its own with the addresses 127.0.0.1 and 127.0.0.2, so that its cameras are
 * nobody else's, takes arguments, and starts GStreamer. Call first: no thread may run yet. */
void camera_test_init (int *argc, char ***argv);
/* Runs the tests, skipped if there is no fake camera, waits for threads that still close one, and takes
 * GStreamer down. */
int camera_test_run (void);
/* For one test: what Aravis logs of a camera that falls silent while it is opened does not end the program. rig_new() does
 * it. */
void camera_log_begin (void);
/* Whether there is a network of its own. */
gboolean camera_test_is_isolated (void);

/* The fake camera of Aravis. */
typedef struct {
  gchar *address;
  gchar *xml;
  guint loss; /* packets per thousand */
  GPid pid; /* 0: it does not run */
} FakeCamera;

/* `edit` is a program of sed for the description of pipelines/fake-camera.xml, or NULL. */
FakeCamera *fake_camera_new (const gchar *address, guint loss, const gchar *edit);
void fake_camera_start (FakeCamera *self);
void fake_camera_kill (FakeCamera *self);
void fake_camera_signal (FakeCamera *self, int number);
void fake_camera_free (FakeCamera *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeCamera, fake_camera_free)

/* A pipeline with a source named `src`, whose frames end in a fakesink. */
typedef struct _Rig Rig;
typedef void (*RigFrame) (GstBuffer *buffer, gpointer data);

struct _Rig {
  GstElement *pipeline;
  GstElement *src;
  RigFrame on_frame; /* in the streaming thread */
  gpointer data;

  GMutex lock;
  GCond cond;
  guint frames; /* lock */
  gint64 last_frame; /* lock: monotonic µs */
  GPtrArray *events; /* lock: GstStructure: all aoi-camera messages */
  GPtrArray *custom; /* lock: GstStructure: events downstream that stand for missing groups */
  guint gaps; /* lock: GAP events */
  GstClockTime time; /* the streaming thread's: of the last frame or GAP */
  gboolean after_gap; /* the streaming thread's */
  gchar *error; /* lock: text of the first ERROR */
};

/* `launch` goes from the source to before the sink. */
Rig *rig_new (const gchar *launch);
void rig_play (Rig *self);
/* Stops it, within a second. */
void rig_stop (Rig *self);
void rig_free (Rig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rig, rig_free)

guint rig_count_frames (Rig *self);
guint rig_count_gaps (Rig *self);
/* Wait for all frames, events of a kind, or an error since the start; a minute at most. */
void rig_wait_frames (Rig *self, guint n);
void rig_wait_event (Rig *self, const gchar *event, guint n);
gchar *rig_wait_error (Rig *self);
/* Frames that came and those that are missing together are this many. */
void rig_wait_accounted (Rig *self, guint n);
/* No ERROR comes within this time, with any fault of the camera. */
void rig_outlast (Rig *self, gint64 us);
/* No more than these frames come within this time. */
void rig_assert_at_most (Rig *self, guint n_frames, gint64 us);
guint rig_count_events (Rig *self, const gchar *event);
/* The last one of a kind. */
GstStructure *rig_get_event (Rig *self, const gchar *event);
guint64 rig_stat (Rig *self, const gchar *name);
/* Each frame that the camera sent is exactly one of those. */
void rig_check_account (Rig *self);
gboolean rig_capture (Rig *self);

/* Of the fake camera's picture at an exposure of 10 ms: pixels are (x + y + id) mod 255. */
gboolean fake_picture_is_whole (const guint8 *pixels, guint width, guint height, guint first);
