/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoiboardsink.h"
#include "store/gstaoistore.h"

G_BEGIN_DECLS

/**
 * GstAoiStore:
 * @parent: the base class
 * @outbox: (nullable): file of the outbox; empty: none; %NULL: the one that goes with the database; object lock
 * @max_age: seconds that boards are kept; object lock
 * @max_boards: how many are kept; object lock
 * @waiting: boards that wait in the outbox, as was told last; object lock
 * @removed: boards that the limits have removed; object lock
 * @unjudged: those of them that waited to be judged; object lock
 * @overdue: boards that stay beyond the limits since they wait to be judged; object lock
 */
struct _GstAoiStore {
  GstAoiBoardSink parent;
  gchar *outbox;
  guint64 max_age, max_boards;
  guint64 waiting, removed, unjudged, overdue;
};

void gst_aoi_store_install_properties (GstAoiSpoolSinkClass *klass);

G_END_DECLS
