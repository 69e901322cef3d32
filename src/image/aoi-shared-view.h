/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"

G_BEGIN_DECLS

/**
 * AoiViewStore:
 *
 * Memory for the gray pixels of one rectangle that several ROIs of a revision read: a piece for each
 * frame in flight, used again and again. Thread-safe.
 */
typedef struct _AoiViewStore AoiViewStore;

/**
 * AoiSharedView:
 * @store: where @gray comes from
 * @lock: for @gray, also while it is read
 * @gray: (nullable): the view's pixels, a byte each, rows without a gap; %NULL until somebody read them
 *
 * The gray pixels of one frame under the rectangle of a store: read by the first ROI that wants them,
 * copied by the others.
 */
typedef struct _AoiSharedView AoiSharedView;

struct _AoiSharedView {
  AoiViewStore *store;
  GMutex lock;
  guint8 *gray;
};

AoiViewStore *aoi_view_store_new (const AoiRect *rect, guint rotation);
void aoi_view_store_free (AoiViewStore *self);
gboolean aoi_view_store_is_of (const AoiViewStore *self, const AoiRect *rect, guint rotation);

void aoi_shared_view_init (AoiSharedView *self, AoiViewStore *store);
void aoi_shared_view_clear (AoiSharedView *self);
gboolean aoi_shared_view_read_gray (const AoiView *view, guint8 *dest, gsize stride);

G_END_DECLS
