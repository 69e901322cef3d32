/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-golden-store.h"
#include "station/station-products.h"

G_BEGIN_DECLS

/* The goldens of a product's ROIs, for whoever asks over HTTP. */

/**
 * StationGolden:
 * @name: of its file
 * @size: of it, in bytes
 * @time_us: wall clock: when it was written, microseconds since 1970
 * @is_best: whether it is the one that is tried first since it is the best
 * @hash: (nullable): SHA-256 of its bytes, in a set
 *
 * A golden in a list.
 */
typedef struct {
  gchar *name;
  gint64 size;
  gint64 time_us;
  gboolean is_best;
  gchar *hash;
} StationGolden;

/**
 * StationGoldenSet:
 * @goldens: (element-type StationGolden): in the order in which they are tried
 * @text: names and hashes as JSON: what the history keeps
 * @revision: what distinguishes it from other sets: SHA-256 of @text
 *
 * The goldens of an ROI as they are at one time.
 */
typedef struct {
  GPtrArray *goldens;
  gchar *text;
  gchar *revision;
} StationGoldenSet;

GPtrArray *
station_goldens_list (StationProducts *products, const gchar *product, gint id, GError **error);
StationGoldenSet *
station_golden_set_read (StationProducts *products, const gchar *product, gint id, GError **error);
void station_golden_set_free (StationGoldenSet *self);
gint64 station_golden_set_get_time (const StationGoldenSet *self);
GArray *station_golden_text_parse (JsonNode *root);
GBytes *station_goldens_read (
    StationProducts *products, const gchar *product, gint id, const gchar *name, GError **error);
AoiGoldenStore *
station_goldens_open (StationProducts *products, const gchar *product, GError **error);
gint station_goldens_share (StationProducts *products, const gchar *product, gint id);
void station_goldens_recover (StationProducts *products);
const gchar *station_golden_get_type (GBytes *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StationGoldenSet, station_golden_set_free)

G_END_DECLS
