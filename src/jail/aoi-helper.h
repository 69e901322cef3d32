/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "jail/aoi-wire.h"

G_BEGIN_DECLS

/**
 * AoiHelper:
 *
 * A process in a jail that works for this one, on one request at a time. Used by one thread at a time.
 */
typedef struct _AoiHelper AoiHelper;

/**
 * AoiHelperOutcome:
 * @AOI_HELPER_ANSWERED: there is an answer
 * @AOI_HELPER_CANCELLED: the answer is no longer wanted, and the helper knows
 * @AOI_HELPER_LATE: it took too long, and the helper was ended
 * @AOI_HELPER_ENDED: the helper ended
 * @AOI_HELPER_KILLED: the helper was killed by somebody else, which no decoder can bring about in the jail
 *
 * What became of a request. After the last three the helper is of no more use.
 */
typedef enum {
  AOI_HELPER_ANSWERED,
  AOI_HELPER_CANCELLED,
  AOI_HELPER_LATE,
  AOI_HELPER_ENDED,
  AOI_HELPER_KILLED,
} AoiHelperOutcome;

AoiHelper *aoi_helper_start (GBytes *plan, gsize pixel_bytes, GError **error);
gboolean aoi_helper_await (AoiHelper *self, gint64 until, GError **error);
gboolean aoi_helper_was_killed (const AoiHelper *self);
gboolean aoi_helper_is_usable (AoiHelper *self);
AoiWireHead *aoi_helper_get_head (AoiHelper *self);
guint8 *aoi_helper_get_reply (AoiHelper *self);
guint8 *aoi_helper_get_pixels (AoiHelper *self);
AoiHelperOutcome
aoi_helper_ask (AoiHelper *self, gint64 until, GCancellable *cancellable, gchar **reason);
gboolean aoi_helper_has_begun (AoiHelper *self);
gboolean aoi_helper_has_answered (AoiHelper *self);
void aoi_helper_free (AoiHelper *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiHelper, aoi_helper_free)

G_END_DECLS
