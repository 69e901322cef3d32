/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * StationLink:
 *
 * Asks a server what the codes of boards are linked to. Thread-safe.
 */
typedef struct _StationLink StationLink;

StationLink *station_link_new (const gchar *address, GError **error);
void station_link_free (StationLink *self);
AoiReport *station_link_apply (StationLink *self, AoiReport *report);

G_END_DECLS
