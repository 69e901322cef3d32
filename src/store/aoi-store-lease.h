/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "store/aoi-store.h"

G_BEGIN_DECLS

/* No lease is longer, s: if one seems to be, the clock was set back since. */
#define AOI_STORE_MAX_LEASE_S 3600

/**
 * AoiStoreLease:
 * @board: (nullable): id of the board; %NULL: there is no lease
 * @person: who judges it
 * @expires_us: until when, microseconds since 1970
 *
 * Somebody is at a board, so that nobody else judges it.
 */
typedef struct {
  gchar *board, *person;
  gint64 expires_us;
} AoiStoreLease;

/**
 * AoiStoreWish:
 * @person: who wants a board to judge
 * @length_us: for how long
 * @product: (nullable): whose boards
 * @station: (nullable): likewise
 * @after: (nullable): id of a board; he wants none that is older, nor that one
 *
 * Which board somebody wants next.
 */
typedef struct {
  const gchar *person;
  gint64 length_us;
  const gchar *product, *station, *after;
} AoiStoreWish;

void aoi_store_lease_clear (AoiStoreLease *self);
gboolean aoi_store_take_next (
    AoiStore *self, const AoiStoreWish *wish, AoiStoreLease *lease, GError **error);
gboolean aoi_store_hold (AoiStore *self, const gchar *board, const gchar *person, gint64 length_us,
    AoiStoreLease *lease, GError **error);
gboolean aoi_store_release (
    AoiStore *self, const gchar *board, const gchar *person, AoiStoreLease *lease, GError **error);
gboolean
aoi_store_find_lease (AoiStore *self, const gchar *board, AoiStoreLease *lease, GError **error);
GArray *aoi_store_list_leases (AoiStore *self, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiStoreLease, aoi_store_lease_clear)

G_END_DECLS
