/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "frames/frame.h"

G_BEGIN_DECLS

/* How many pictures are kept that came from clients, and how many of recordings; each of how many bytes, in all. */
#define FRAME_SHELF_MAX_KEPT 16
#define FRAME_SHELF_MAX_RECORDED 8
#define FRAME_SHELF_MAX_BYTES ((gsize) 512 << 20)
/* Of how many frames reduced levels are kept. */
#define FRAME_SHELF_MAX_LEVELS 6
/* How many frames of the source may be kept. */
#define FRAME_SHELF_MAX_LIVE 64

/**
 * FrameShelf:
 *
 * The frames that a station keeps: the newest of its source, apart from them those that somebody sent or asked for, and
 * apart from these those of recordings that somebody looks at. There is room for so many; the oldest make way. Thread-safe. Nothing is read or copied here.
 */
typedef struct _FrameShelf FrameShelf;

FrameShelf *frame_shelf_new (guint n_live);
void frame_shelf_free (FrameShelf *self);
guint frame_shelf_get_n_live (const FrameShelf *self);
void frame_shelf_add_live (FrameShelf *self, Frame *frame);
void frame_shelf_keep (FrameShelf *self, Frame *frame);
gboolean frame_shelf_remove (FrameShelf *self, const gchar *id);
Frame *frame_shelf_find (FrameShelf *self, const gchar *id);
Frame *frame_shelf_find_record (FrameShelf *self, const FrameRecord *record);
Frame *frame_shelf_find_board (FrameShelf *self, const gchar *board);
Frame *frame_shelf_get_newest (FrameShelf *self);
GPtrArray *frame_shelf_list (FrameShelf *self);
void frame_shelf_note_levels (FrameShelf *self, Frame *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrameShelf, frame_shelf_free)

G_END_DECLS
