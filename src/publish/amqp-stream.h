/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "publish/aoi-publisher.h"

G_BEGIN_DECLS

GSocketConnection *aoi_amqp_stream_open (const AoiPublishSettings *settings, gboolean tls,
    const gchar *host, guint16 port, GCancellable *cancellable, GError **error);

G_END_DECLS
