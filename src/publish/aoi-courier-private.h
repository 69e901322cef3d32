/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "publish/aoi-courier.h"

G_BEGIN_DECLS

/* What is told once until it has worked again: the errors of delivery, and the outbox. */
#define AOI_COURIER_OUTBOX_TROUBLE AOI_PUBLISH_N_ERRORS
#define AOI_COURIER_N_TROUBLES (AOI_PUBLISH_N_ERRORS + 1)

/* The first pause after a failure, us. */
#define AOI_COURIER_MIN_PAUSE_US (100 * G_TIME_SPAN_MILLISECOND)

/* Has two references: the user's and the thread's, which may hang in a call of some library. */
struct _AoiCourier {
  gatomicrefcount refs;
  GThread *thread;
  gchar *path, *target;
  AoiOutboxLimits limits;
  AoiPublishSettings *settings;
  const AoiPublisherClass *klass;
  GCancellable *cancellable; /* by aoi_courier_finish() */
  gint wake; /* eventfd */

  /* The thread's. */
  AoiOutbox *outbox;
  AoiPublisher *publisher;
  GPtrArray *messages; /* of the outbox, on their way */
  GArray *deliveries; /* of them */
  GRand *rand;
  gint64 pause; /* us: the next */
  gboolean told[AOI_COURIER_N_TROUBLES];
  gchar *refusal; /* why the last message that was refused was; NULL: none was */
  guint64 known_lost;
  gboolean told_lost;

  GMutex lock; /* for all below */
  GCond changed;
  AoiCourierListener listener; /* of NULLs once finished */
  guint reporting; /* calls of it that have not returned */
  gboolean ended; /* the thread */
  guint64 n_looks, last_look; /* at the outbox: begun, and the last that has ended */
  guint64 n_wakes;
  gboolean troubled; /* nothing was delivered when it was tried last */
  AoiCourierState state;
};

void aoi_courier_work (AoiCourier *self);

G_END_DECLS
