/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gchar *trace_find_record (const gchar *archive, const gchar *id, gint64 number);

G_END_DECLS
