/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "station/station-products.h"

G_BEGIN_DECLS

/**
 * StationProblem:
 * @file: where it is
 * @path: (nullable): JSON path in @file, such as `rois[3].coords`
 * @message: what is wrong, and what would be right
 * @is_error: the product does not load for it; else it is doubtful only
 *
 * What the loader has against a product.
 */
typedef struct {
  gchar *file;
  gchar *path;
  gchar *message;
  gboolean is_error;
} StationProblem;

/**
 * StationTrial:
 * @revision: (nullable): ready to inspect; %NULL: it does not load
 * @problems: (element-type StationProblem): what the loader has against it; errors first
 * @more: problems beyond those that are kept
 *
 * A product that is not saved, with the goldens of the one that is.
 */
typedef struct {
  AoiRevision *revision;
  GPtrArray *problems;
  guint more;
} StationTrial;

gboolean station_trial_init (StationTrial *self, StationProducts *products, const gchar *name,
    const gchar *text, GError **error);
void station_trial_clear (StationTrial *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StationTrial, station_trial_clear)

G_END_DECLS
