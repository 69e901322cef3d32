/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "conf/conf-group.h"

G_BEGIN_DECLS

#define STATION_DEFAULT_LISTEN "127.0.0.1:5000" /* this machine only, unless told otherwise */
#define STATION_DEFAULT_MOUNT "/mnt/visual-aoi-shared" /* built into the old clients */
#define STATION_DEFAULT_SESSION_S 3600 /* how long a session lives without an inspection */
#define STATION_DEFAULT_LEASE_S 300
#define STATION_MAX_LEASE_S 3600
#define STATION_DEFAULT_RUNS_NICE 15 /* what inspections leave */
#define STATION_MAX_RUNS_NICE 19
#define STATION_DEFAULT_RUNS_BYTES ((guint64) 256 << 20)
#define STATION_MAX_WORKERS 1024
#define STATION_DEFAULT_FRAMES 4

/* Where decoders run. */
#define STATION_ISOLATE_NONE "none"
#define STATION_ISOLATE_PROCESS "process"
#define STATION_DEFAULT_ISOLATE STATION_ISOLATE_PROCESS

/**
 * StationSettings:
 * @listen: address and port
 * @products: folder of products
 * @shared: folder that clients share with the station
 * @mount: where clients have @shared
 * @name: (nullable): of the station, for results
 * @workers: ROIs that are inspected at once; 0: as many as CPUs
 * @barcode_link: (nullable): address of a server that is asked what codes are linked to
 * @isolate: where decoders run: `none` or `process`
 * @frames: of its source that are kept to be looked at; 0: %STATION_DEFAULT_FRAMES
 * @session_s: seconds after which a session that nobody uses ends
 * @store: (nullable): database that keeps its boards
 * @store_outbox: (nullable): file in which boards wait while that is away
 * @store_max_age_s: seconds that a board is kept; 0: for ever
 * @store_max_boards: boards that the database keeps; 0: any number
 * @store_max_overdue: boards that stay beyond these since they wait to be judged; 0: as many as is usual
 * @lease_s: seconds for which a verifier has a board to himself
 * @recordings: (nullable): folder of recordings and pictures that runs may inspect
 * @runs_nice: by how much the priority of runs is lower than that of inspections
 * @runs_max_bytes: that the files of all runs take on the disk; 0: %STATION_DEFAULT_RUNS_BYTES
 * @archive: (nullable): folder of an archive of boards
 * @archive_keep: which boards it gets: `failed`, `all` or `sample=N`
 * @archive_overview_width: pixels of a small picture of each board, at most; 0: none
 * @archive_max_bytes: that it takes on the disk at most; 0: any
 * @archive_max_age: seconds that a record is kept; 0: for ever
 * @archive_min_free: bytes of the disk that stay free; 0: none
 *
 * How a station is to be: what its command line and its file say. The command line counts.
 */
typedef struct {
  gchar *listen;
  gchar *products;
  gchar *shared;
  gchar *mount;
  gchar *name;
  gchar *barcode_link;
  gchar *isolate;
  gint workers;
  gint frames;
  gint session_s;
  gchar *store;
  gchar *store_outbox;
  gint store_max_age_s;
  gint store_max_boards;
  gint store_max_overdue;
  gint lease_s;
  gchar *recordings;
  gint runs_nice;
  guint64 runs_max_bytes;
  gchar *archive;
  gchar *archive_keep;
  gint archive_overview_width;
  guint64 archive_max_bytes;
  guint64 archive_max_age;
  guint64 archive_min_free;
} StationSettings;

extern const ConfGroup station_settings_group;

gboolean station_settings_complete (StationSettings *self, GError **error);
void station_settings_clear (StationSettings *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StationSettings, station_settings_clear)

G_END_DECLS
