/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "runs/serve-run.h"

G_BEGIN_DECLS

#define SERVE_RUNS_AT_ONCE 2
#define SERVE_RUNS_WAITING 16
#define SERVE_RUNS_KEPT 50 /* that have ended */

/**
 * ServeRuns:
 *
 * The runs of a station: a bounded number at once, that wait, and that are remembered, with a bounded number of bytes.
 * Thread-safe; belongs to the main loop, where processes begin and end. What has to wait for the disk when they end is
 * done in a thread.
 */
typedef struct _ServeRuns ServeRuns;

/**
 * ServeRunsTell:
 * @run: has begun, come further, or ended
 * @data: what serve_runs_new() was given
 *
 * Main loop.
 */
typedef void (*ServeRunsTell) (ServeRun *run, gpointer data);

ServeRuns *serve_runs_new (Station *station, ServeRunsTell tell, gpointer data);
void serve_runs_free (ServeRuns *self);
gboolean serve_runs_check_room (ServeRuns *self, GError **error);
ServeRun *serve_runs_add (ServeRuns *self, const ServeRunOrder *order, GError **error);
GPtrArray *serve_runs_list (ServeRuns *self);
ServeRun *serve_runs_find (ServeRuns *self, const gchar *id);
void serve_runs_remove (ServeRuns *self, ServeRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServeRuns, serve_runs_free)

G_END_DECLS
