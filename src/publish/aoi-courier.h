/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "outbox/aoi-outbox.h"
#include "publish/aoi-publisher.h"

G_BEGIN_DECLS

/**
 * AoiCourier:
 *
 * Delivers what waits for a target in an outbox, in a thread of its own. Of all couriers of a target, in whichever process, one
 * delivers at a time. All functions are thread-safe.
 */
typedef struct _AoiCourier AoiCourier;

/**
 * AoiCourierEvent:
 * @AOI_COURIER_TROUBLE: nothing is delivered; once for each cause
 * @AOI_COURIER_RECOVERED: messages are delivered again
 * @AOI_COURIER_REFUSED: the target refused a message for good: it is kept aside
 * @AOI_COURIER_REFUSED_AGAIN: the same, for the reason that was told last
 * @AOI_COURIER_LOST: messages were removed for want of room or because of their age; once until fewer wait
 * @AOI_COURIER_DAMAGE: the outbox's file was damaged or removed
 */
typedef enum {
  AOI_COURIER_TROUBLE,
  AOI_COURIER_RECOVERED,
  AOI_COURIER_REFUSED,
  AOI_COURIER_REFUSED_AGAIN,
  AOI_COURIER_LOST,
  AOI_COURIER_DAMAGE,
} AoiCourierEvent;

/**
 * AoiCourierListener:
 * @notify: is told what happens, with the reason, which is %NULL if it is none; in the courier's thread, without a lock, never
 *   after aoi_courier_finish() has returned
 * @data: for @notify
 */
typedef struct {
  void (*notify) (AoiCourierEvent event, const gchar *reason, gpointer data);
  gpointer data;
} AoiCourierListener;

/**
 * AoiCourierState:
 * @outbox: what is there of the target
 * @delivered: messages that the target has, since the courier began
 * @connected: whether it could deliver when it tried last
 * @last_error: (transfer full) (nullable): why it could not, last
 */
typedef struct {
  AoiOutboxState outbox;
  guint64 delivered;
  gboolean connected;
  gchar *last_error;
} AoiCourierState;

AoiCourier *
aoi_courier_new (const gchar *outbox, const gchar *target, const AoiOutboxLimits *limits,
    const AoiPublishSettings *settings, const AoiCourierListener *listener, GError **error);
void aoi_courier_wake (AoiCourier *self, const AoiOutboxState *state);
void aoi_courier_drain (AoiCourier *self, gint64 timeout);
void aoi_courier_finish (AoiCourier *self, gint64 timeout);
void aoi_courier_unref (AoiCourier *self);
void aoi_courier_get_state (AoiCourier *self, AoiCourierState *state);
void aoi_courier_state_clear (AoiCourierState *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiCourierState, aoi_courier_state_clear)

G_END_DECLS
