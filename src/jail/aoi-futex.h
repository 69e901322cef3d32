/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void aoi_futex_wait (const guint32 *at, guint32 value);
void aoi_futex_wake (const guint32 *at);

G_END_DECLS
