/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspect/gstaoiflight.h"

G_BEGIN_DECLS

/* What the files of GstAoiFlight share. */

struct _GstAoiFlight {
  gatomicrefcount refs;
  GstAoiFlightPrepare prepare;
  gpointer prepare_data;
  GMutex lock;
  /* The head may have become ready, what is waited for have happened, or the queue stopped. */
  GCond ready;
  GCond space; /* a frame left, or the queue stopped */
  GQueue items; /* lock: GstAoiItem, oldest first */
  guint n_frames; /* lock: frames among them */
  guint limit; /* lock: frames at once */
  gboolean outputting; /* lock: an item was popped and is not pushed yet */
  GstFlowReturn result; /* lock: what goes back upstream */
  gboolean ended; /* lock: downstream wants no more frames until the next segment */
  guint64 n_late; /* lock: results of ROIs that came after their deadline */
};

G_END_DECLS
