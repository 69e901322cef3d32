/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gchar *aoi_reason_without_numbers (const gchar *reason);

G_END_DECLS
