/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GigE Vision camera in the test's own process that does what the fake camera of Aravis cannot: take a frame
 * on an edge of its input Line1, append chunk data to frames, send packets again, and do all of this wrong.
 *
 * It speaks GVCP and GVSP as GigE Vision 2.0 has them, chapters 15 to 19 and 24; its registers are those of
 * ArvFakeCamera, its description is pipelines/fake-camera.xml with line-camera.xml added. Pixels are
 * (x + y + frame id) mod 255. It takes frames on triggers, and one at once when these are switched off while it
 * runs. */
#pragma once

#include <arv.h>

typedef struct {
  gboolean no_chunks; /* frames without chunk data, switched on or not */
  gboolean empty_chunks; /* they hold no value */
  gint focus; /* by so much another one than it was */
  gint exposure; /* likewise, µs */
  guint lost; /* that many packets of data of each frame are lost on their way */
  gboolean no_resend; /* and not sent again */
  gboolean once; /* all above but no_resend: of the next frame alone */
  gboolean early; /* data of a frame comes whenever a trigger is set before it runs */
  gboolean locked; /* what triggers frames is not changed while it runs */
  gboolean mute; /* it does not say what it can do */
} LineCameraFaults;

/* A frame that is exposed, under the setting of that moment, and not sent yet. */
typedef struct {
  guint16 id;
  guint64 time; /* ns */
  guint32 focus;
  guint32 exposure; /* µs */
} LineCameraShot;

typedef struct {
  ArvFakeCamera *registers; /* lock */
  GSocket *control;
  GSocket *stream;
  GThread *thread;
  GCancellable *cancellable;

  GMutex lock;
  GCond changed; /* a register was written, or a frame waits */
  guint16 last_id; /* lock */
  LineCameraFaults faults; /* lock */
  guint n_begun; /* lock: packets of a frame that is begun and not ended; 0: none is */
  gboolean waits; /* lock: `next` is exposed and waits for its end */
  LineCameraShot next; /* lock */
  LineCameraShot sent; /* lock: the last frame that was sent */
  GByteArray *payload; /* lock: of that frame */
} LineCamera;

/* Without `chunks` it does not know of chunk data. */
LineCamera *line_camera_new (const gchar *address, gboolean chunks);
void line_camera_free (LineCamera *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LineCamera, line_camera_free)

void line_camera_set_faults (LineCamera *self, LineCameraFaults faults);
/* Until an edge has it take a frame, or has not, by the registers as they are written. */
void line_camera_wait_armed (LineCamera *self);
void line_camera_wait_disarmed (LineCamera *self);
/* An edge on Line1. Returns whether a frame is exposed for it. */
gboolean line_camera_expose (LineCamera *self, LineCameraShot *shot);
void line_camera_send (LineCamera *self, const LineCameraShot *shot);
/* The same for a frame that takes long: its leader, a packet of data a call, and the rest. What is triggered
 * meanwhile is sent after it. */
void line_camera_begin (LineCamera *self, const LineCameraShot *shot);
void line_camera_go_on (LineCamera *self);
void line_camera_end (LineCamera *self);
/* Whether a frame waits for that, or does within this time. */
gboolean line_camera_wait_waiting (LineCamera *self, gint64 us);
/* Both in one. */
gboolean line_camera_edge (LineCamera *self);

/* line-camera-stream.c; with the lock held. */
void line_camera_fill_payload (LineCamera *self);
void line_camera_send_packets (LineCamera *self, guint first, guint last);
guint line_camera_count_packets (LineCamera *self);
guint32 line_camera_get (LineCamera *self, guint32 address);
