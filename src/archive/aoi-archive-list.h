/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/* What an archive holds, for readers: nobody has to wait for who writes. */

/**
 * AoiArchiveVerdicts:
 * @AOI_ARCHIVE_ANY: boards that passed, and those that did not
 * @AOI_ARCHIVE_FAILED: those that did not
 * @AOI_ARCHIVE_PASSED: those that did
 *
 * Which records are asked for.
 */
typedef enum {
  AOI_ARCHIVE_ANY,
  AOI_ARCHIVE_FAILED,
  AOI_ARCHIVE_PASSED,
} AoiArchiveVerdicts;

/**
 * AoiArchiveQuery:
 * @day: (nullable): such as `2026-11-27`; %NULL: any
 * @product: (nullable): name of a product; %NULL: any
 * @verdicts: which
 * @before: (nullable): place of a record: older ones only
 * @around_us: if not 0, only those of this millisecond
 *
 * Which records are asked for.
 */
typedef struct {
  const gchar *day;
  const gchar *product;
  AoiArchiveVerdicts verdicts;
  const gchar *before;
  gint64 around_us;
} AoiArchiveQuery;

gboolean aoi_archive_is_place (const gchar *place);
GPtrArray *aoi_archive_list (
    const AoiFolder *archive, const AoiArchiveQuery *query, guint max, GError **error);

G_END_DECLS
