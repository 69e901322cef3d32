/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

#include "support/test-wait.h"

/* Whether a child ends by itself within this time. It is not reaped. */
gboolean test_child_ends (pid_t pid, gint64 us);

/* Until @is_so, which is asked whenever a file in @folder is written, made or renamed. The child @pid, if not 0,
 * must not end before. */
void test_wait_for_file (const gchar *folder, pid_t pid, TestIsSo is_so, gpointer data);

/* Until there is such a file. */
void test_wait_for_path (const gchar *path, pid_t pid);
