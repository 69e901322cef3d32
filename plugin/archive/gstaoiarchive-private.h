/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "archive/aoi-archiver.h"
#include "archive/gstaoiarchive.h"
#include "archive/gstaoiarchiveshot.h"
#include "engine/aoi-board-tracker.h"

G_BEGIN_DECLS

/**
 * GstAoiArchiveKeep:
 * @good_every: of boards that passed, each how manyth is kept; 0: none
 *
 * Which boards are archived. Those that are not known to have passed always are.
 */
typedef struct {
  guint64 good_every;
} GstAoiArchiveKeep;

/**
 * GstAoiArchiveBoard:
 * @crops: (element-type AoiArchiveCrop): of its frames so far
 * @reserved: bytes that are reserved in the queue for it, 0: nothing is
 * @lost: whether it found no room and is counted as lost
 *
 * What is held of the board of several frames that is open. Belongs to the streaming thread.
 */
typedef struct {
  GPtrArray *crops;
  gsize reserved;
  gboolean lost;
} GstAoiArchiveBoard;

struct _GstAoiArchive {
  GstAoiSpoolSink parent;

  /* Object lock. */
  gchar *keep_text;
  gchar *keep_problem; /* why keep_text cannot be used, or NULL */
  GstAoiArchiveKeep keep;
  guint overview_width;
  guint64 max_bytes, max_age, min_free;
  AoiArchive *archive; /* the spool's, while there is one */
  AoiArchiveUsage usage; /* of the last run, while there is no spool */

  /* Streaming thread, and state changes while there is none. */
  AoiBoardTracker boards; /* a board ends with its report */
  GstAoiArchiveBoard board;
  guint64 n_good;
};

void gst_aoi_archive_install_properties (GstAoiSpoolSinkClass *klass);

void gst_aoi_archive_board_init (GstAoiArchive *self);
void gst_aoi_archive_board_clear (GstAoiArchive *self);
void gst_aoi_archive_board_end (GstAoiArchive *self);
void gst_aoi_archive_begin_run (GstAoiArchive *self);
GstFlowReturn gst_aoi_archive_board_hold (GstAoiArchive *self, const GstAoiArchiveShot *shot);
GstFlowReturn gst_aoi_archive_board_take (GstAoiArchive *self, const GstAoiArchiveShot *shot);

G_END_DECLS
