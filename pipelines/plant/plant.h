/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "publish/aoi-courier.h"
#include "publish/aoi-dispatch.h"
#include "store/aoi-storer.h"

G_BEGIN_DECLS

/**
 * PlantResult:
 * @product: that was inspected
 * @rois: (element-type AoiRoiResult): what was found of it
 *
 * What a line has written of a board. Does not change.
 */
typedef struct {
  gchar *product;
  GArray *rois;
} PlantResult;

/**
 * Plant:
 * @results: (nullable) (element-type PlantResult): what stations say in turn; %NULL: they draw it. Does not change
 * @lock: of all below
 * @timer: never signalled: what waits for a time waits for it
 * @delays: ms from the report of a board to the commit of its transaction
 * @stored: boards that the database has
 * @delivered: boards that brokers have acknowledged, all together
 * @lost: boards that one or the other will never get
 *
 * What became of the boards of all stations.
 */
typedef struct {
  GPtrArray *results;
  GMutex lock;
  GCond timer;
  GArray *delays;
  guint64 stored, delivered, lost;
} Plant;

/**
 * PlantTarget:
 * @plant: (unowned): whose it is
 * @courier: delivers what is in the outbox
 * @outbox: takes boards to the outbox
 *
 * What an aoipublish is made of.
 */
typedef struct {
  Plant *plant;
  AoiCourier *courier;
  AoiSpool *outbox;
} PlantTarget;

/**
 * PlantStation:
 * @plant: (unowned): whose it is
 * @name: of the station
 * @random: its scores
 * @next: of the results of the plant
 * @store: what an aoistore is made of
 * @targets: (element-type PlantTarget): its brokers
 *
 * A station.
 */
typedef struct {
  Plant *plant;
  gchar *name;
  GRand *random;
  guint next;
  AoiSpool *store;
  GPtrArray *targets;
} PlantStation;

void plant_init (Plant *self);
void plant_clear (Plant *self);
void plant_wait_until (Plant *self, gint64 time);
gdouble plant_get_delay (Plant *self, gdouble quantile);

GPtrArray *plant_results_read (const gchar *path, GError **error);

PlantStation *plant_station_new (Plant *plant, guint index, const gchar *database,
    gchar *const *uris, const gchar *folder, GError **error);
void plant_station_free (PlantStation *self);
guint plant_station_inspect (PlantStation *self, guint64 number, guint n_rois);
void plant_station_drain (PlantStation *self);

G_END_DECLS
