/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "station/station.h"

G_BEGIN_DECLS

/**
 * StationWork:
 * @item: what to work on
 *
 * A piece of work that computes and waits for nothing. Any thread.
 */
typedef void (*StationWork) (gpointer item);

void station_work (Station *self, StationWork work, gpointer items, gsize item_size, guint n_items);

G_END_DECLS
