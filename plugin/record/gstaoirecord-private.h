/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "record/gstaoirecord.h"
#include "record/gstaoirecordboard.h"
#include "record/gstaoirecordframe.h"

G_BEGIN_DECLS

typedef enum {
  GST_AOI_RECORD_KEEP_ALL,
  GST_AOI_RECORD_KEEP_FAILED,
} GstAoiRecordKeep;

struct _GstAoiRecord {
  GstAoiSpoolSink parent;

  /* Object lock. */
  GstAoiRecordKeep keep;
  gboolean append;
  AoiChecksumType checksum;

  /* Streaming thread, and state changes while there is none. */
  GstAoiArena *arena;
  GstAoiRecordBoard board;
  gchar *caps; /* as text */
  GPtrArray *missing; /* AoiRecordingMissing: given up by the source since the last frame */
  guint64 run; /* of this segment's frames */
  gboolean run_has_frames;
};

void gst_aoi_record_install_properties (GstAoiSpoolSinkClass *klass);

G_END_DECLS
