/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The station's own source of frames: a pipeline of GStreamer that inspects them, and is begun again when it fails. A thread
 * of its own does all that may block; the rest of the station goes on whatever becomes of it. */
#pragma once

#include "source/source-settings.h"
#include "station/station.h"

G_BEGIN_DECLS

/**
 * SourceState:
 * @SOURCE_STARTING: no frame has come yet
 * @SOURCE_RUNNING: frames come, or would
 * @SOURCE_WAITING: it failed, and is tried again
 * @SOURCE_ENDED: it has given its last frame
 * @SOURCE_CLOSED: the station ends
 *
 * How the source is.
 */
typedef enum {
  SOURCE_STARTING,
  SOURCE_RUNNING,
  SOURCE_WAITING,
  SOURCE_ENDED,
  SOURCE_CLOSED,
} SourceState;

/**
 * SourceFacts:
 * @state: how it is
 * @reason: (nullable): why, if it waits
 * @product: (nullable): name of the product that is inspected; %NULL: none, and no board passes
 * @revision: (nullable): of it, that frames are inspected by
 * @refused: (nullable): what is wrong with the product as it was asked for or changed; the one before is kept
 * @frames: that came since the station began
 * @boards: likewise
 * @failures: how often it failed
 * @lost: frames that the camera sent and that did not come whole, since it was begun last
 *
 * What is known of a source.
 */
typedef struct {
  SourceState state;
  gchar *reason;
  gchar *product;
  gchar *revision;
  gchar *refused;
  guint64 frames;
  guint64 boards;
  guint64 failures;
  guint64 lost;
} SourceFacts;

/**
 * SourceListen:
 * @data: what source_listen() was given
 *
 * Told that state, reason or product have changed. In the source's thread.
 */
typedef void (*SourceListen) (gpointer data);

/**
 * Source:
 *
 * The source of a station. Thread-safe.
 */
typedef struct _Source Source;

Source *source_new (SourceSettings *settings, Station *station, GError **error);
void source_free (Source *self);
void source_listen (Source *self, SourceListen listen, gpointer data);
void source_start (Source *self);
void source_close (Source *self, void (*closed) (gpointer data), gpointer data);
gboolean source_set_product (Source *self, const gchar *name, GError **error);
void source_get_facts (Source *self, SourceFacts *facts);
void source_facts_clear (SourceFacts *self);
const gchar *source_state_to_string (SourceState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Source, source_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SourceFacts, source_facts_clear)

G_END_DECLS
