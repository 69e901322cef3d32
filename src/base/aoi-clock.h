/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 aoi_clock_now (void);
gboolean aoi_clock_wait_until (GCond *cond, GMutex *lock, gint64 end);
void aoi_clock_stop (void);
void aoi_clock_advance (gint64 ns);

G_END_DECLS
