/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiWorkersRun:
 * @token: what aoi_workers_push() was given
 *
 * What a thread does with a token.
 */
typedef void (*AoiWorkersRun) (gpointer token);

void aoi_workers_set_size (guint size, AoiWorkersRun run);
guint aoi_workers_get_size (void);
void aoi_workers_push (gpointer token);
gboolean aoi_workers_are_wanted (void);
void aoi_workers_begin_child (void);

G_END_DECLS
