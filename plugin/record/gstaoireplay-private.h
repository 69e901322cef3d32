/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoisegmenter.h"
#include "record/gstaoirecordframe.h"
#include "record/gstaoireplay.h"
#include "record/gstaoireplaywait.h"
#include "recording/aoi-recording-reader.h"

G_BEGIN_DECLS

typedef enum {
  GST_AOI_REPLAY_ERROR,
  GST_AOI_REPLAY_SKIP,
} GstAoiReplayOnError;

struct _GstAoiReplay {
  GstPushSrc parent;

  /* Object lock. */
  gchar *location;
  gdouble speed;
  gboolean loop;
  GstAoiReplayOnError on_error;
  GstClockTime duration; /* of all runs, NONE while there is no recording */

  GstAoiReplayWait wait; /* any thread */

  /* Streaming thread, and start and stop, while there is none. */
  GstAoiSegmenter segmenter;
  AoiRecordingReader *reader;
  GstBuffer *waiting; /* for its time, or NULL */
  GstAoiFrameFormat format;
  GstCaps *caps; /* of the frame to come */
  gchar *caps_text; /* as its line has it */
  guint next; /* number of the frame to come */
  guint run; /* in which it is */
  GstClockTime elapsed; /* lengths of the runs before this one */
  GstClockTime base; /* running time at which this run begins */
  guint64 skipped;
  gboolean gap; /* frames before the one to come were skipped */
  gboolean any; /* a frame was read since the first one */
};

void gst_aoi_replay_install_properties (GObjectClass *object_class);

G_END_DECLS
