/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures that a station keeps for a while, so that people can look at them: frames of its source, which are borrowed
 * from there, and pictures that somebody sent. */
#pragma once

#include "aoi-image-file.h"
#include "aoi-report.h"
#include "image/aoi-picture.h"

G_BEGIN_DECLS

/**
 * FrameOrigin:
 * @FRAME_LIVE: the station's source
 * @FRAME_UPLOADED: a client
 * @FRAME_CAPTURED: the station's source, from which it was copied since somebody asked for it
 * @FRAME_RECORDED: a recording, of which somebody wants to see it
 *
 * Where a frame comes from.
 */
typedef enum {
  FRAME_LIVE,
  FRAME_UPLOADED,
  FRAME_CAPTURED,
  FRAME_RECORDED,
} FrameOrigin;

/**
 * FrameRecord:
 * @recording: its name
 * @number: of the frame in it, from 0
 * @file: name of its file, to be shown
 * @print: another text if the file is another one
 *
 * Where a recorded frame lies.
 */
typedef struct {
  gchar *recording;
  guint number;
  gchar *file;
  gchar *print;
} FrameRecord;

typedef struct _FrameLevels FrameLevels;

/**
 * Frame:
 * @id: names it in the world: an UUID, so that what is known by it never changes
 * @origin: where it comes from
 * @time_us: wall clock, when it came
 * @image: its pixels, which are @owner's
 * @bytes: of its pixels
 * @report: (nullable): what was found on it
 * @record: (nullable): where it lies
 *
 * A picture. Immutable but for what is behind @lock, atomically reference counted, any thread.
 */
typedef struct {
  gatomicrefcount refs;
  gchar *id;
  FrameOrigin origin;
  gint64 time_us;
  AoiImage image;
  gsize bytes;
  AoiReport *report;
  FrameRecord *record;
  void (*release) (gpointer owner);
  gpointer owner;
  GMutex lock; /* held while something is made of it, so that it is made once */
  FrameLevels *levels; /* lock; NULL: not made, or dropped */
  GBytes *shown; /* lock; NULL: nobody has asked */
  gint shown_width; /* lock */
} Frame;

Frame *frame_new (FrameOrigin origin, const AoiImage *image, gsize bytes,
    void (*release) (gpointer owner), gpointer owner);
Frame *frame_new_from_picture (FrameOrigin origin, AoiPicture *picture);
Frame *frame_copy (const Frame *self, FrameOrigin origin);
void frame_take_record (Frame *self, FrameRecord *record);
void frame_record_free (FrameRecord *self);
Frame *frame_ref (Frame *self);
void frame_unref (Frame *self);
const gchar *frame_get_board (const Frame *self);
const gchar *frame_origin_to_string (FrameOrigin origin);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Frame, frame_unref)

G_END_DECLS
