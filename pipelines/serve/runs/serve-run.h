/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What takes long beside inspections: a recording by a product as it might be, challenges, tuning. Each is a list of
 * commands of aoi itself, which run one after the other as processes of low priority: they get what inspections leave,
 * cannot hurt the station, and end when they are cancelled or the station is gone. */
#pragma once

#include "station/station-draft.h"
#include "station/station.h"

G_BEGIN_DECLS

/* The file of a run in which its commands say what is wrong. */
#define SERVE_RUN_SAID "said"

typedef enum {
  SERVE_RUN_RUN,
  SERVE_RUN_COMPARE,
  SERVE_RUN_CHALLENGE,
  SERVE_RUN_TUNE,
  SERVE_RUN_AUDIT,
} ServeRunKind;

typedef enum {
  SERVE_RUN_WAITING,
  SERVE_RUN_RUNNING,
  SERVE_RUN_DONE,
  SERVE_RUN_FAILED,
  SERVE_RUN_CANCELLED,
} ServeRunState;

/**
 * ServeRunOrder:
 * @kind: what is to be done
 * @product: name of a product
 * @draft: as it might be; what it borrows lives as long
 * @folder: (nullable): a folder beneath the recordings
 * @good: (nullable): likewise, of tuning
 * @bad: (nullable): likewise
 * @records: newest records of the archive, in place of @folder; 0: none
 * @roi: the only one that is challenged or looked for in the archive; 0: all
 * @trials: pictures a kind and size of a challenge; 0: as many as is usual
 * @old: challenge the product as it is, too
 * @person: (nullable): who asks
 *
 * What somebody asks for.
 */
typedef struct {
  ServeRunKind kind;
  const gchar *product;
  StationDraft draft;
  const gchar *folder;
  gchar **good;
  gchar **bad;
  guint records;
  gint roi;
  guint trials;
  gboolean old;
  const gchar *person;
} ServeRunOrder;

/**
 * ServeRunStep:
 * @arguments: of a command of aoi
 * @output: (nullable): path of the JSON object that it writes; %NULL: it is for a later step
 * @key: (nullable): of that in the result; %NULL: it is the result
 *
 * A command.
 */
typedef struct {
  gchar **arguments;
  gchar *output;
  gchar *key;
} ServeRunStep;

/**
 * ServeRun:
 * @id: a UUID
 * @kind: what is done
 * @product: name of a product
 * @person: (nullable): who asked for it
 * @folder: where its files lie; removed with it
 * @max_bytes: that one of its files may have
 * @nice: by how much the priority of its processes is lower than that of the station
 * @steps: (element-type ServeRunStep): its commands
 * @created_us: wall clock
 * @lock: of what follows
 * @state: how it is
 * @began_us: wall clock; 0: it has not
 * @ended_us: likewise
 * @step: that runs, or has failed
 * @what: (nullable): what the step counts
 * @done: how many of them
 * @all: of how many; 0: nobody knows
 * @error: (nullable): why it failed
 * @result: (nullable): JSON
 * @bytes: that its files take, as was measured last
 *
 * A run. Atomically reference counted; unchanged but for what has the lock.
 */
typedef struct {
  gatomicrefcount refs;
  gchar *id;
  ServeRunKind kind;
  gchar *product;
  gchar *person;
  gchar *folder;
  guint64 max_bytes;
  gint nice;
  GPtrArray *steps;
  gint64 created_us;

  GMutex lock;
  ServeRunState state;
  gint64 began_us, ended_us;
  guint step;
  gchar *what;
  guint done, all;
  gchar *error;
  gchar *result;
  guint64 bytes;
} ServeRun;

ServeRun *
serve_run_new (Station *station, const gchar *folder, const ServeRunOrder *order, GError **error);
ServeRun *serve_run_ref (ServeRun *self);
void serve_run_unref (ServeRun *self);
const gchar *serve_run_kind_to_string (ServeRunKind kind);
gboolean serve_run_kind_parse (const gchar *text, ServeRunKind *kind);
const gchar *serve_run_state_to_string (ServeRunState state);
gboolean serve_run_has_ended (ServeRun *self);
void serve_run_end (ServeRun *self, ServeRunState state, const gchar *reason);
void
serve_run_finish (ServeRun *self, const Station *station, ServeRunState state, const gchar *reason);
guint64 serve_run_get_bytes (ServeRun *self);
void serve_run_remove_files (ServeRun *self);
gboolean
serve_run_plan (ServeRun *self, Station *station, const ServeRunOrder *order, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServeRun, serve_run_unref)

G_END_DECLS
