/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "outbox/aoi-outbox-message.h"

G_BEGIN_DECLS

gboolean aoi_topic_check (const gchar *template, GError **error);
gchar *aoi_topic_expand (const gchar *template, const AoiOutboxMessage *message);
gchar *aoi_topic_get_state (const gchar *template, const gchar *station);

G_END_DECLS
