/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tests of sums by hour. */
void store_sums_add_tests (void);

/* Removes what they have made. */
void store_sums_end (void);

G_END_DECLS
