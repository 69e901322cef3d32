/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "jail/aoi-helper.h"

G_BEGIN_DECLS

/**
 * AoiHelperStack:
 *
 * Helpers for the same plan, as many as were needed at once. Thread-safe.
 */
typedef struct _AoiHelperStack AoiHelperStack;

AoiHelperStack *aoi_helper_stack_new (const AoiWirePlan *plan, gsize pixel_bytes);
void aoi_helper_stack_free (AoiHelperStack *self);
gboolean aoi_helper_stack_reserve (AoiHelperStack *self, guint count, GError **error);
AoiHelper *aoi_helper_stack_take (AoiHelperStack *self, gint64 until, GError **error);
void aoi_helper_stack_give (AoiHelperStack *self, AoiHelper *helper);
void aoi_helper_stack_replace (AoiHelperStack *self, AoiHelper *helper);

guint64 aoi_helper_stack_get_replaced (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiHelperStack, aoi_helper_stack_free)

G_END_DECLS
