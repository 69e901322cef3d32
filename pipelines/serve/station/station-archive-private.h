/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "station/station-archive.h"

G_BEGIN_DECLS

struct _StationArchive {
  AoiArchive *archive; /* the spool's */
  AoiSpool *spool;
  AoiFolder folder; /* for readers */
  guint64 good_every; /* as of aoi_archive_keep_parse() */
  gint overview_width; /* 0: there are none */
  GMutex lock;
  guint64 n_good; /* lock: boards that passed */
  gchar *problem; /* lock: why boards are lost; NULL: they are not */
};

gboolean station_archive_takes (StationArchive *self, const AoiReport *report);

G_END_DECLS
