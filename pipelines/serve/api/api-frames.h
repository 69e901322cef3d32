/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "api/api-private.h"

G_BEGIN_DECLS

/* api-frames.c: what several handlers do with frames. */
Frame *api_frame_find_id (HttpCall *call, Api *self, const gchar *key, const gchar *id);
Frame *api_frame_find (HttpCall *call, Api *self);
gboolean api_get_number (
    HttpCall *call, const gchar *key, guint fallback, guint min, guint max, guint *number);
JsonObject *api_frame_new_object (const Frame *frame);

G_END_DECLS
