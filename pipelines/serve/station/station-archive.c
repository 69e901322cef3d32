/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-archive.h"

#include "archive/aoi-archive-keep.h"
#include "archive/aoi-archiver.h"
#include "station/station-archive-private.h"

/* As of aoiarchive: some hundred crops of 800x500 pixels. */
#define QUEUE_ITEMS 64
#define QUEUE_BYTES ((guint64) 256 * 1000 * 1000)

/* How long the end waits for what is not written, us. */
#define STOP_US (30 * G_USEC_PER_SEC)

/* The spool's thread, or one that finds no room. @reason: (nullable): %NULL: all is well again */
static void
on_report (const gchar *reason, gpointer data)
{
  StationArchive *self = data;

  if (reason != NULL)
    g_warning ("archive: boards are not archived: %s", reason);
  else
    g_message ("archive: boards are archived again");
  g_mutex_lock (&self->lock);
  g_free (self->problem);
  self->problem = g_strdup (reason);
  g_mutex_unlock (&self->lock);
}

static void
on_news (gconstpointer what, gpointer data)
{
  const AoiArchiverNews *news = what;

  if (news->unlisted != NULL)
    g_warning ("archive: index.html does not show all records: %s", news->unlisted);
}

/**
 * station_archive_new:
 * @settings: that name one
 * @error: why it cannot be used
 *
 * Returns: (transfer full): an archive that nobody else writes to
 */
StationArchive *
station_archive_new (const StationSettings *settings, GError **error)
{
  const AoiArchiveLimits limits = { settings->archive_max_bytes,
    (gint64) settings->archive_max_age * G_USEC_PER_SEC, settings->archive_min_free };
  const AoiSpoolLimits queue = { QUEUE_ITEMS, QUEUE_BYTES };
  AoiArchive *archive = aoi_archive_open (settings->archive, &limits, error);
  StationArchive *self;

  if (archive == NULL)
    return NULL;
  self = g_new0 (StationArchive, 1);
  g_mutex_init (&self->lock);
  aoi_archive_keep_parse (settings->archive_keep, &self->good_every);
  self->overview_width = settings->archive_overview_width;
  self->folder = STATION_FOLDER_CLOSED;
  self->archive = archive;
  self->spool = aoi_archiver_new (archive, &queue, &(AoiSpoolListener){ on_report, on_news, self });
  if (station_folder_open (&self->folder, settings->archive, error))
    return self;
  station_archive_free (self);
  return NULL;
}

/**
 * station_archive_free:
 * @self: (transfer full): an archive to which nobody adds any more
 *
 * Waits until all is written.
 */
void
station_archive_free (StationArchive *self)
{
  aoi_spool_finish (self->spool, STOP_US);
  aoi_spool_unref (self->spool);
  station_folder_close (&self->folder);
  g_mutex_clear (&self->lock);
  g_free (self->problem);
  g_free (self);
}

/**
 * station_archive_get_folder:
 * @self: an archive
 *
 * Returns: (transfer none): it, for reading
 */
const AoiFolder *
station_archive_get_folder (const StationArchive *self)
{
  return &self->folder;
}

/**
 * station_archive_dup_problem:
 * @self: an archive
 *
 * Returns: (transfer full) (nullable): why boards are not archived; %NULL: they are
 */
gchar *
station_archive_dup_problem (StationArchive *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->problem);
}

/**
 * station_archive_get_counts:
 * @self: an archive
 * @counts: (out): what became of boards
 * @usage: (out): what it holds
 */
void
station_archive_get_counts (StationArchive *self, AoiSpoolCounts *counts, AoiArchiveUsage *usage)
{
  aoi_spool_get_counts (self->spool, counts);
  aoi_archive_get_usage (self->archive, usage);
}

/* Whether a board is archived. */
gboolean
station_archive_takes (StationArchive *self, const AoiReport *report)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (!aoi_report_get_passed (report))
    return TRUE;
  locker = g_mutex_locker_new (&self->lock);
  return self->good_every > 0 && self->n_good++ % self->good_every == 0;
}
