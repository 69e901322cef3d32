/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Waiting for another process that will be done in a moment: to sleep and to be woken takes longer than that. Used by
 * one thread; zeros at first. */
typedef struct {
  guint skip; /* waits for which it is not tried */
  guint last_skip; /* how many these were after the last that was in vain; 0: the last was not */
} AoiSpin;

gboolean aoi_spin (AoiSpin *self, const guint32 *at, guint32 before);

G_END_DECLS
