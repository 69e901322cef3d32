/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "jail/aoi-wire.h"

G_BEGIN_DECLS

pid_t aoi_keeper_start (const gchar *program, const gint fds[AOI_WIRE_N_FDS], GError **error);
guint aoi_keeper_get_generation (void);

G_END_DECLS
