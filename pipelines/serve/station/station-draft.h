/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "station/station-products.h"

G_BEGIN_DECLS

/**
 * StationDraft:
 * @text: (nullable): what its ROI file might say; %NULL: what it says
 * @only: (nullable): (element-type gint): ROIs that it is to have; %NULL: all
 * @roi: whose goldens are to be others; 0: none
 * @add: (nullable): (element-type GBytes): files of goldens that it might have, too
 * @remove: (nullable): names of goldens that it might have no more
 *
 * A product as it might be: what the guard of teaching asks about. Nothing of it is saved.
 */
typedef struct {
  const gchar *text;
  const GArray *only;
  gint roi;
  GPtrArray *add;
  gchar **remove;
} StationDraft;

gchar *station_draft_write (const StationDraft *self, StationProducts *products, const gchar *name,
    const gchar *folder, GError **error);
gboolean station_draft_link_goldens (
    StationProducts *products, const gchar *name, const AoiFolder *copy, GError **error);

G_END_DECLS
