/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "station/station-products.h"

G_BEGIN_DECLS

struct _StationProducts {
  gchar *root;
  AoiFolder folder;
  AoiEngine *engine; /* borrowed */
  gboolean isolate; /* decoders run in processes of their own; set once */
  GMutex lock;
  GHashTable *locks; /* lock: name -> StationLock that somebody holds or waits for */
  GHashTable *loaded; /* lock: name -> Loaded */
  guint64 n_loads; /* lock: counts uses, for the order of their age */
};

GHashTable *station_loaded_new (void);
JsonNode *station_products_parse (GBytes *bytes, const gchar *file, GError **error);
gboolean station_products_write_file (
    StationProducts *self, const gchar *name, const gchar *file, const gchar *text, GError **error);
gboolean station_products_replace (
    StationProducts *self, const gchar *name, const gchar *text, GError **error);
gboolean station_copy_write (StationProducts *self, const gchar *name, const gchar *text,
    const AoiFolder *copy, GError **error);
gchar *station_copy_hide (const gchar *text, const gchar *path);

G_END_DECLS
