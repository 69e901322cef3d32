/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void aoi_jail_pictures (gboolean keep);

G_END_DECLS
