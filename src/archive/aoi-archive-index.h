/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiArchiveIndex:
 *
 * What the page of an archive reads, open and locked for writing. Belongs to one thread at a time.
 *
 * |[
 * index.html              the page
 * days.js                 a line a day: day("2026-11-27");
 * 2026-11-27/index.js     a line a record: aoi('{"record":"2026-11-27/PRODUCT/NAME",...}','{...}');
 *                         and of one that was removed: gone('"2026-11-27/PRODUCT/NAME"');
 * ]|
 *
 * A record is a folder of that name with record.json and result.json, which somebody else writes and
 * moves there whole. Names that begin with a dot are ignored.
 */
typedef struct _AoiArchiveIndex AoiArchiveIndex;

AoiArchiveIndex *aoi_archive_index_open (const gchar *folder, GError **error);
gboolean aoi_archive_index_add (AoiArchiveIndex *self, const gchar *record, GError **error);
gboolean aoi_archive_index_remove (AoiArchiveIndex *self, const gchar *record, GError **error);
void aoi_archive_index_close (AoiArchiveIndex *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiArchiveIndex, aoi_archive_index_close)

G_END_DECLS
