/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "aoi-problems.h"
#include "aoi-rect.h"
#include "json/aoi-json-unknown.h"

G_BEGIN_DECLS

/**
 * AoiJsonSource:
 * @file: the file, for messages
 * @problems: where to add what is wrong
 * @warnings: (nullable): where to add what is doubtful
 * @unknown: (nullable): where to note keys that no reader asked for
 *
 * Where values come from. All parts are borrowed.
 */
typedef struct {
  const gchar *file;
  AoiProblems *problems;
  AoiProblems *warnings;
  AoiJsonUnknown *unknown;
} AoiJsonSource;

/**
 * AoiJsonReader:
 *
 * Reads the keys of one JSON object. Every function takes a list of keys, the primary one first and
 * then its other accepted names: the first that is there and not null counts. What is wrong is added
 * to the source's problems and leaves the destination alone, as an absent key does. So the caller
 * sets defaults first and checks the count of problems last.
 */
typedef struct {
  const AoiJsonSource *source;
  JsonObject *object; /* borrowed */
  const gchar *path; /* borrowed */
  GHashTable *known; /* keys that were asked for: borrowed, literals of the callers */
} AoiJsonReader;

#define AOI_KEYS(...) ((const gchar *const[]){ __VA_ARGS__, NULL })

void aoi_json_reader_init (
    AoiJsonReader *self, const AoiJsonSource *source, JsonObject *object, const gchar *path);
void aoi_json_reader_clear (AoiJsonReader *self);
JsonNode *aoi_json_reader_find (AoiJsonReader *self, const gchar *const *keys, gchar **path);
gboolean aoi_json_reader_require (AoiJsonReader *self, const gchar *const *keys);
void aoi_json_reader_get_boolean (AoiJsonReader *self, const gchar *const *keys, gboolean *value);
void aoi_json_reader_get_int (
    AoiJsonReader *self, const gchar *const *keys, gint min, gint max, gint *value);
void aoi_json_reader_get_double (
    AoiJsonReader *self, const gchar *const *keys, gdouble min, gdouble max, gdouble *value);
void aoi_json_reader_get_string (AoiJsonReader *self, const gchar *const *keys, gchar **value);
GVariant *aoi_json_reader_get_unknown (AoiJsonReader *self);
void aoi_json_reader_note_unknown (AoiJsonReader *self, const gchar *const *more);
gchar *aoi_json_reader_dup_path (const AoiJsonReader *self, const gchar *key);

void aoi_json_node_refuse (
    const AoiJsonSource *source, JsonNode *node, const gchar *path, const gchar *expected);
gboolean
aoi_json_node_require_array (const AoiJsonSource *source, JsonNode *node, const gchar *path);
gboolean
aoi_json_node_require_object (const AoiJsonSource *source, JsonNode *node, const gchar *path);
const gchar *aoi_json_node_get_string (JsonNode *node);
gboolean aoi_json_node_get_integer (JsonNode *node, gint64 min, gint64 max, gint *value);
gboolean aoi_json_node_get_ints (const AoiJsonSource *source, JsonNode *node, const gchar *path,
    gint max, guint n_values, gint *values);
gboolean aoi_json_node_get_corners (
    const AoiJsonSource *source, JsonNode *node, const gchar *path, gint max, AoiRect *rect);
gchar *aoi_json_node_describe (JsonNode *node);
gchar *aoi_json_describe_range (gdouble min, gdouble max);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiJsonReader, aoi_json_reader_clear)

G_END_DECLS
