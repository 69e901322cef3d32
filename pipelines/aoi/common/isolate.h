/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The option --isolate: where decoders run. */
#define ISOLATE_PROCESS "process"

gboolean isolate_check (const gchar *value, GError **error);
const gchar *isolate_choose (const gchar *value);
void isolate_pictures (const gchar *value);

G_END_DECLS
