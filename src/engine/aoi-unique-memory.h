/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/aoi-unique.h"

G_BEGIN_DECLS

/**
 * AoiSighting:
 * @text: digest of the text, which is its key
 * @count: which board of the run, in the order in which they were judged
 * @at: when it was judged, monotonic, nanoseconds
 * @number: of the board, or of the frame if it has no others
 * @grouped: that @number is a board's
 * @timestamp_us: wall clock, microseconds since 1970
 * @roi: which ROI has read it
 *
 * When a text was read last.
 */
typedef struct {
  gchar *text;
  guint64 count;
  gint64 at;
  guint64 number;
  gboolean grouped;
  gint64 timestamp_us;
  gint roi;
} AoiSighting;

void aoi_unique_memory_begin (AoiUniqueMemory *self, gint64 now);
gboolean aoi_unique_memory_reaches (const AoiUniqueMemory *self, const AoiUnique *unique);
const AoiSighting *
aoi_unique_memory_find (const AoiUniqueMemory *self, const AoiUnique *unique, const gchar *text);
guint64 aoi_unique_memory_get_age (const AoiUniqueMemory *self, const AoiSighting *sighting);
void aoi_unique_memory_add (
    AoiUniqueMemory *self, const AoiReportInfo *info, gint roi, const gchar *text);

G_END_DECLS
