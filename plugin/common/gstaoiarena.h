/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GstAoiArena:
 *
 * Blocks of memory that are used again from frame to frame, so that copying ROIs allocates nothing in
 * the steady state. Thread-safe and atomically reference counted: a worker may give its block back
 * after the element is freed.
 */
typedef struct _GstAoiArena GstAoiArena;

GstAoiArena *gst_aoi_arena_new (void);
GstAoiArena *gst_aoi_arena_ref (GstAoiArena *self);
void gst_aoi_arena_unref (GstAoiArena *self);
gpointer gst_aoi_arena_take (GstAoiArena *self, gsize size);
void gst_aoi_arena_give (GstAoiArena *self, gpointer block);

G_END_DECLS
