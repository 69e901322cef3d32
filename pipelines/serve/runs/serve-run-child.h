/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "runs/serve-run.h"

G_BEGIN_DECLS

/**
 * ServeRunChild:
 *
 * The process that a run is at. Belongs to the main loop.
 */
typedef struct _ServeRunChild ServeRunChild;

/**
 * ServeRunListener:
 * @changed: is called when a run has come further
 * @ended: is called once, when its processes have ended: how, and why, if that is known without its files; it has to
 *   call serve_run_end()
 * @data: for both
 */
typedef struct {
  void (*changed) (ServeRun *run, gpointer data);
  void (*ended) (ServeRun *run, ServeRunState state, const gchar *reason, gpointer data);
  gpointer data;
} ServeRunListener;

ServeRunChild *serve_run_child_new (ServeRun *run, const ServeRunListener *listener);
void serve_run_child_cancel (ServeRunChild *self);
void serve_run_child_free (ServeRunChild *self);

G_END_DECLS
