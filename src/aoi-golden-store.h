/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi.h"

G_BEGIN_DECLS

/**
 * AoiGoldenStore:
 *
 * The golden samples of a product, locked while it exists. Every change is whole: whenever the process
 * or the machine stops, the product loads, and each sample is either there or not. Changes are logged
 * in `golden_rois/golden_log.ndjson`. Belongs to one thread.
 */
typedef struct _AoiGoldenStore AoiGoldenStore;

/**
 * AoiGoldenSample:
 * @bytes: a PNG or JPEG file
 * @extension: `jpg`, `jpeg` or `png`
 * @source: (nullable): where it comes from, UTF-8, for the log
 *
 * A sample to add.
 */
typedef struct {
  GBytes *bytes;
  const gchar *extension;
  const gchar *source;
} AoiGoldenSample;

/**
 * AoiGoldenRenumber:
 * @from: number of an ROI
 * @to: of the one that gets its samples
 *
 * Samples that get another number.
 *
 * Since: 0.2
 */
typedef struct {
  gint from, to;
} AoiGoldenRenumber;

/**
 * AoiGoldenPast:
 * @name: (type filename): of a sample's file
 * @hash: SHA-256 of its bytes, in lower-case digits
 *
 * A sample as it was.
 *
 * Since: 0.2
 */
typedef struct {
  const gchar *name;
  const gchar *hash;
} AoiGoldenPast;

AoiGoldenStore *aoi_golden_store_open (const gchar *path, gboolean writable, GError **error);
void aoi_golden_store_close (AoiGoldenStore *self);
GPtrArray *aoi_golden_store_load (AoiGoldenStore *self, gint id, GError **error);
gchar *aoi_golden_store_add (AoiGoldenStore *self, const AoiRoi *roi, const AoiGoldenSample *sample,
    const gchar *note, GError **error);
gchar *aoi_golden_store_remove (
    AoiGoldenStore *self, gint id, const gchar *name, const gchar *note, GError **error);
gchar *aoi_golden_store_promote (
    AoiGoldenStore *self, gint id, const gchar *name, const gchar *note, GError **error);
gchar *aoi_golden_store_promote_with (AoiGoldenStore *self, gint id, const gchar *name,
    const gchar *note, gchar **demoted, GError **error);
gchar *aoi_golden_store_teach (AoiGoldenStore *self, gint id, const AoiRoi *roi,
    const AoiGoldenSample *sample, const gchar *note, gchar **demoted, GError **error);
gchar *aoi_golden_store_withdraw (
    AoiGoldenStore *self, gint id, const gchar *name, const gchar *note, GError **error);
gboolean aoi_golden_store_renumber (AoiGoldenStore *self, const AoiGoldenRenumber *list, guint n,
    const gchar *note, guint *n_moved, GError **error);
gboolean aoi_golden_store_restore (AoiGoldenStore *self, gint id, const AoiGoldenPast *list,
    guint n, const gchar *note, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiGoldenStore, aoi_golden_store_close)

G_END_DECLS
