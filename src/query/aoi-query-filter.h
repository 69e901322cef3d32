/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiQueryFilter:
 * @since: how long ago, such as `8h`, or from which time on
 * @until: (nullable): likewise, where it ends
 * @product: (nullable): of boards
 * @station: (nullable): likewise
 * @code: (nullable): what names a device of the board
 * @failed: only boards that did not pass
 * @from_us: of @since, microseconds since 1970
 * @to_us: of @until, likewise; %G_MAXINT64 if there is none
 * @from: (nullable): the least id of boards that count, of @since
 * @to: (nullable): the least id of boards that do not any more, of @until
 *
 * Which boards are asked for. The first ones are what the user says; aoi_query_filter_prepare() makes the last four.
 */
typedef struct {
  gchar *since, *until, *product, *station, *code;
  gboolean failed;
  gint64 from_us, to_us;
  gchar *from, *to;
} AoiQueryFilter;

gboolean
aoi_query_filter_prepare (AoiQueryFilter *self, const gchar *prefix, gint64 now_us, GError **error);
void aoi_query_filter_clear (AoiQueryFilter *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiQueryFilter, aoi_query_filter_clear)

G_END_DECLS
