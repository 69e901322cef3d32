/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const gchar *http_head_check (const gchar *text, gsize length);

G_END_DECLS
