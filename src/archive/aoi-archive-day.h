/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/**
 * AoiArchiveDay:
 * @archive: (not owned): the archive
 * @path: (not owned): its path
 * @name: such as `2026-11-27`, owned
 * @n_records: records that its lines are of; too many if one was added twice
 * @n_removed: lines that are of none: those of removed records, and what took these back
 * @stale: a change could not be written: the records have to be scanned again
 *
 * The lines of the records of a day.
 */
typedef struct {
  const AoiFolder *archive;
  const gchar *path;
  gchar *name;
  guint n_records;
  guint n_removed;
  gboolean stale;
} AoiArchiveDay;

AoiArchiveDay *aoi_archive_day_new (const AoiFolder *archive, const gchar *path, const gchar *name);
void aoi_archive_day_free (AoiArchiveDay *self);
gboolean aoi_archive_day_repair (AoiArchiveDay *self, GError **error);
gboolean aoi_archive_day_add (AoiArchiveDay *self, const gchar *record, GError **error);
gboolean aoi_archive_day_remove (AoiArchiveDay *self, const gchar *record, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiArchiveDay, aoi_archive_day_free)

G_END_DECLS
