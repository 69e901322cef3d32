/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "aoi-engine.h"
#include "station/station-beneath.h"
#include "station/station-name.h"

G_BEGIN_DECLS

/* How many products stay loaded: as many as sessions use, within reason. */
#define STATION_MAX_LOADED 16

/**
 * StationProducts:
 *
 * The folder of products. Thread-safe. Names that it is given were checked by station_name_is_product().
 */
typedef struct _StationProducts StationProducts;

/**
 * StationProduct:
 * @name: of its folder
 * @description: (nullable): what its file says it is
 *
 * A product in the list.
 */
typedef struct {
  gchar *name;
  gchar *description;
} StationProduct;

/**
 * StationLock:
 *
 * Holds off all others who want to change a product.
 */
typedef struct _StationLock StationLock;

StationProducts *station_products_new (const gchar *root, AoiEngine *engine, GError **error);
void station_products_free (StationProducts *self);
const AoiFolder *station_products_get_folder (const StationProducts *self);
gchar *station_products_get_path (const StationProducts *self, const gchar *name);
gboolean station_products_has (StationProducts *self, const gchar *name);
GPtrArray *station_products_list (StationProducts *self);
gchar *station_products_read_text (StationProducts *self, const gchar *name, GError **error);
gint64 station_products_get_time (StationProducts *self, const gchar *name);
JsonNode *station_products_read (StationProducts *self, const gchar *name, GError **error);

StationLock *station_products_lock (StationProducts *self, const gchar *name);
void station_lock_free (StationLock *self);
gboolean station_products_create (
    StationProducts *self, const gchar *name, const gchar *text, GError **error);
gboolean station_products_write (
    StationProducts *self, const gchar *name, const gchar *text, GError **error);
gboolean station_products_check (
    StationProducts *self, const gchar *name, const gchar *text, GError **error);

gboolean station_products_read_colors (
    StationProducts *self, const gchar *name, JsonNode **colors, GError **error);
gboolean station_products_write_colors (
    StationProducts *self, const gchar *name, const gchar *text, GError **error);

void station_products_isolate (StationProducts *self);
gboolean station_products_reserve (StationProducts *self, AoiRevision *revision, GError **error);
AoiRevision *station_products_load (StationProducts *self, const gchar *name, GError **error);
gchar *station_products_get_print (StationProducts *self, const gchar *name);
void station_products_touch (StationProducts *self, const gchar *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StationLock, station_lock_free)

G_END_DECLS
