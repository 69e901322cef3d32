/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint name_order_compare (const gchar *a, const gchar *b);

G_END_DECLS
