/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "station/station.h"

G_BEGIN_DECLS

/* Boards that were inspected, and who wants to know of them. Those who inspect know one function. */

/**
 * StationListen:
 * @report: of a board, whatever its verdict
 * @data: what station_listen() was given
 *
 * Told of each board before its client is answered. In the thread that inspected it, several at once: it waits for
 * no client.
 */
typedef void (*StationListen) (AoiReport *report, gpointer data);

void station_listen (Station *self, StationListen listen, gpointer data);
void station_announce (Station *self, AoiReport *report);

G_END_DECLS
