/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"

G_BEGIN_DECLS

/**
 * AoiScratchStack:
 *
 * The working memory of one inspector for one revision. A job takes a piece, uses it alone and gives
 * it back; so there are never more than jobs that ran at once. Thread-safe.
 */
typedef struct _AoiScratchStack AoiScratchStack;

AoiScratchStack *aoi_scratch_stack_new (const AoiInspector *inspector);
void aoi_scratch_stack_free (AoiScratchStack *self);
AoiScratchStack *aoi_scratch_stacks_get (GHashTable *stacks, const AoiInspector *inspector);
void aoi_scratch_stack_add_state (AoiScratchStack *self, gconstpointer state);
gboolean aoi_scratch_stack_reserve (AoiScratchStack *self, guint count, GError **error);
gboolean aoi_scratch_stack_take (AoiScratchStack *self, gpointer *scratch, GError **error);
void aoi_scratch_stack_give (AoiScratchStack *self, gpointer scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiScratchStack, aoi_scratch_stack_free)

G_END_DECLS
