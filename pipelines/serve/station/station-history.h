/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "station/station-products.h"

G_BEGIN_DECLS

/* What a product's ROI file said before: a folder in the product's, with a file for each text that was saved. A text
 * that somebody wrote without the station is kept as soon as it is about to be replaced. Folders in it have the same
 * for the goldens of an ROI, whose text is a list of them. */

/**
 * StationPast:
 * @revision: of @text
 * @time_us: wall clock: when it was saved, or found
 * @person: (nullable): who saved it; %NULL: nobody knows
 * @note: (nullable): what there is to say
 * @text: of the ROI file, or a list of goldens
 *
 * A revision of a product that was.
 */
typedef struct {
  gchar *revision;
  gint64 time_us;
  gchar *person;
  gchar *note;
  gchar *text;
} StationPast;

gchar *station_text_get_revision (const gchar *text);
gboolean station_products_save (
    StationProducts *self, const gchar *name, const StationPast *change, GError **error);
gboolean station_history_keep (
    StationProducts *self, const gchar *name, gint roi, const StationPast *past, GError **error);
GPtrArray *station_history_list (
    StationProducts *self, const gchar *name, gint roi, guint max, GError **error);
StationPast *station_history_find (
    StationProducts *self, const gchar *name, gint roi, const gchar *revision, GError **error);
void station_past_free (StationPast *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StationPast, station_past_free)

G_END_DECLS
