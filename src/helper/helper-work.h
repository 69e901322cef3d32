/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "jail/aoi-wire.h"

G_BEGIN_DECLS

/**
 * HelperWork:
 *
 * The ROIs of a helper, with all that their inspectors need.
 */
typedef struct _HelperWork HelperWork;

HelperWork *helper_work_new (const AoiWirePlan *plan, GError **error);
gsize helper_work_inspect (HelperWork *self, const AoiWireHead *head, const guint8 *pixels,
    GCancellable *cancellable, guint8 *reply);

G_END_DECLS
