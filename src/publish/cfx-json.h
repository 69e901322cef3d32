/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AOI_CFX_UNITS_INSPECTED "CFX.Production.TestAndInspection.UnitsInspected"
#define AOI_CFX_ENDPOINT_CONNECTED "CFX.EndpointConnected"
#define AOI_CFX_ENDPOINT_SHUTTING_DOWN "CFX.EndpointShuttingDown"
#define AOI_CFX_STATION_STATE_CHANGED "CFX.ResourcePerformance.StationStateChanged"

gchar *aoi_cfx_write_board (const gchar *handle, const gchar *payload, GError **error);
gchar *aoi_cfx_write_endpoint (const gchar *name, const gchar *id, const gchar *handle,
    const gchar *uri, const gchar *address);
gchar *aoi_cfx_write_state (
    const gchar *id, const gchar *handle, const gchar *old_state, const gchar *new_state);

G_END_DECLS
