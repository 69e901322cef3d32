/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "archive/aoi-archive.h"
#include "storage/aoi-spool.h"

G_BEGIN_DECLS

/**
 * AoiArchiverNews:
 * @receipt: (nullable): a record that is on the disk
 * @unlisted: (nullable): why the page that lists records lacks some
 *
 * What the listener of an archiver's spool is notified of: one of both.
 */
typedef struct {
  const AoiArchiveReceipt *receipt;
  const gchar *unlisted;
} AoiArchiverNews;

AoiSpool *aoi_archiver_new (
    AoiArchive *archive, const AoiSpoolLimits *limits, const AoiSpoolListener *listener);
void aoi_archiver_push (AoiSpool *spool, AoiArchiveRecord *record, gsize reserved);

G_END_DECLS
