/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a station has, whoever asks for it: products, the shared folder, the engine that all inspections share.
 * It knows no HTTP. */
#pragma once

#include "aoi-engine.h"
#include "engine/aoi-pool.h"
#include "frames/frame-shelf.h"
#include "station/station-archive.h"
#include "station/station-beneath.h"
#include "station/station-link.h"
#include "station/station-products.h"
#include "station/station-settings.h"

G_BEGIN_DECLS

/* Whom station-boards.c and station-news.c call. */
typedef struct {
  GCallback listen;
  gpointer data;
} StationListener;

/**
 * Station:
 * @settings: how it is to be
 * @products: its products
 * @shared: the folder that clients share with it
 * @sessions: `sessions` in @shared
 * @archive: (nullable): where boards are kept
 * @engine: on which all inspections run, so that all of them together have the workers of one
 * @lane: on which all else is computed that computes for long, see station_work()
 * @link: (nullable): asks what codes are linked to
 * @frames: those that it keeps, so that people can look at them
 * @listeners: (element-type StationListener): who is told of boards
 * @hearers: (element-type StationListener): who is told of what else happens
 * @begin: monotonic, ns: when it began
 *
 * Unchanged from station_new() to station_free(); parts that change have locks of their own.
 */
typedef struct {
  StationSettings settings;
  StationProducts *products;
  AoiFolder shared;
  AoiFolder sessions;
  StationArchive *archive;
  AoiEngine *engine;
  AoiLane *lane;
  StationLink *link;
  FrameShelf *frames;
  GArray *listeners;
  GArray *hearers;
  gint64 begin;
} Station;

Station *station_new (StationSettings *settings, GError **error);
void station_free (Station *self);
gchar *station_hide_folders (const Station *self, const gchar *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Station, station_free)

G_END_DECLS
