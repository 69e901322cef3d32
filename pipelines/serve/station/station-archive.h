/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards that the station inspects, kept as aoiarchive keeps them: what failed, with its pictures. No inspection waits
 * for the disk: what finds no room is lost, counted and reported. */
#pragma once

#include "archive/aoi-archive.h"
#include "station/station-beneath.h"
#include "station/station-settings.h"
#include "storage/aoi-spool.h"

G_BEGIN_DECLS

/**
 * StationArchive:
 *
 * An archive that is open for writing. Thread-safe.
 */
typedef struct _StationArchive StationArchive;

/**
 * StationShots:
 * @archive: (nullable): where they go; %NULL: nowhere
 * @crops: (element-type AoiArchiveCrop): of ROIs that failed
 * @reserved: bytes that are reserved for them; 0: nothing is
 * @lost: they found no room, and are counted as lost
 *
 * What is held of a board's pictures until its report is there. One thread.
 */
typedef struct {
  StationArchive *archive;
  GPtrArray *crops;
  gsize reserved;
  gboolean lost;
} StationShots;

/**
 * StationShown:
 * @frame: the last frame of a board
 * @file: (nullable): an image file that has its pixels; %NULL: @frame has them
 *
 * What a small picture can be made of.
 */
typedef struct {
  AoiImage frame;
  GBytes *file;
} StationShown;

/**
 * StationShotsFind:
 * @result: of an ROI that did not pass
 * @data: what station_shots_add_found() was given
 *
 * Returns: (transfer none) (nullable): the image in which it was inspected; %NULL: it was in another one
 */
typedef const AoiImage *(*StationShotsFind) (const AoiRoiResult *result, gconstpointer data);

StationArchive *station_archive_new (const StationSettings *settings, GError **error);
void station_archive_free (StationArchive *self);
const AoiFolder *station_archive_get_folder (const StationArchive *self);
gchar *station_archive_dup_problem (StationArchive *self);
void
station_archive_get_counts (StationArchive *self, AoiSpoolCounts *counts, AoiArchiveUsage *usage);

void station_shots_init (StationShots *self, StationArchive *archive);
void station_shots_clear (StationShots *self);
void station_shots_add_found (
    StationShots *self, const AoiReport *report, StationShotsFind find, gconstpointer data);
void station_shots_keep (StationShots *self, AoiReport *report, const StationShown *shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StationArchive, station_archive_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StationShots, station_shots_clear)

G_END_DECLS
