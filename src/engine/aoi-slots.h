/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiSlots:
 * @n: how many may be taken at once
 * @taken: how many are
 * @parked: the waiters for a slot, longest first
 *
 * The places for threads that work at the same time. Pool threads and threads that help share them, so
 * that both together never are more than the CPUs. Zero-initialised, it has none.
 */
typedef struct {
  GMutex lock;
  guint n; /* lock */
  guint taken; /* lock */
  GQueue parked; /* lock */
} AoiSlots;

gboolean aoi_slots_try (AoiSlots *self);
gboolean aoi_slots_take_or_park (AoiSlots *self, gpointer waiter);
gpointer aoi_slots_give (AoiSlots *self);
gpointer aoi_slots_unpark (AoiSlots *self);
void aoi_slots_set_size (AoiSlots *self, guint n);

void aoi_slots_begin_child (AoiSlots *self);

G_END_DECLS
