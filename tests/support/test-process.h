/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this process holds: tests look whether it grows. */
#pragma once

#include <glib.h>

guint test_count_fds (void);

/* Bytes that this process has in memory; 0 with a sanitizer, since what that keeps is nobody's. */
gsize test_get_memory (void);

/* Whether all children were waited for. A TestIsSo. */
gboolean test_has_no_child (gpointer data);
