/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <mosquitto.h>

#include "publish/aoi-publisher-private.h"

G_BEGIN_DECLS

gboolean aoi_mqtt_set_up_trust (struct mosquitto *client, const AoiPublishSettings *settings,
    const AoiPublishUri *uri, GError **error);

G_END_DECLS
