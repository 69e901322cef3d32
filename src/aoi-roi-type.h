/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi.h"

G_BEGIN_DECLS

/**
 * AOI_INSPECTOR_MODULE_INIT:
 *
 * The function that a module on the `AOI_INSPECTORS` path exports: `gboolean
 * aoi_inspector_module_init (GError **error)`. It calls aoi_inspector_register() for each of its
 * inspectors.
 */
#define AOI_INSPECTOR_MODULE_INIT "aoi_inspector_module_init"

/**
 * AoiKeys:
 *
 * The keys of one ROI in its product file, while the file is loaded. A key that is asked for is known. If its value
 * is wrong, that is reported with file and JSON path, and the destination stays as it is, as for an absent key.
 * One thread.
 *
 * Since: 0.2
 */
typedef struct _AoiKeys AoiKeys;

/* How the results of a type are shown: aoi-result-type.h. */
typedef struct _AoiResultType AoiResultType;

/**
 * AoiRoiFields:
 *
 * How the specification of a built-in type is kept in members of #AoiRoi. Private: other types have %NULL.
 *
 * Since: 0.2
 */
typedef struct _AoiRoiFields AoiRoiFields;

#define AOI_UNIQUE_MAX_BOARDS 10000 /* boards back that #AoiUnique can reach */
#define AOI_UNIQUE_MAX_SECONDS 86400 /* seconds back that #AoiUnique can reach: a day */

/**
 * AoiUniqueWithin:
 * @AOI_UNIQUE_NO: a text may be anywhere
 * @AOI_UNIQUE_DEVICE: not twice on a board
 * @AOI_UNIQUE_RUN: nor on boards before of the same run
 *
 * Where a text may not be twice.
 *
 * Since: 0.2
 */
typedef enum {
  AOI_UNIQUE_NO,
  AOI_UNIQUE_DEVICE,
  AOI_UNIQUE_RUN,
} AoiUniqueWithin;

/**
 * AoiUnique:
 * @within: where a text may not be twice
 * @boards: how many boards back, up to %AOI_UNIQUE_MAX_BOARDS; 0: not by their number
 * @seconds: how many seconds back, up to %AOI_UNIQUE_MAX_SECONDS; 0: not by time
 *
 * Whether what an ROI reads may be read again. With both, a text counts as read again by either.
 *
 * Since: 0.2
 */
typedef struct {
  AoiUniqueWithin within;
  guint boards;
  guint seconds;
} AoiUnique;

/**
 * AoiRoiType:
 * @name: the name by which an ROI's `type` asks for it
 * @keys: (nullable) (array zero-terminated=1): keys that stay in #AoiRoi.extra, where the inspector reads
 *   them when it prepares an ROI
 * @read: (nullable): reads the type's keys into #AoiRoi.spec. The rest of the ROI is read already. Any thread
 * @spec_copy: (nullable): copies a specification; needed with @read
 * @spec_free: (nullable): frees one; needed with @read
 * @describe: (nullable): what an ROI asks for beside its place, in words, for `aoi check`
 * @dup_check: (nullable): the same as an a{sv}, for `aoi check --json`; %NULL: nothing
 * @without_goldens: ROIs of the type are not judged by goldens: none are loaded
 * @result: (nullable): how its results are shown
 * @fields: (nullable): private; %NULL
 * @get_unique: (nullable): of an ROI of the type, whether what it reads may be read again, %NULL: it may. Its
 *   results then have %AOI_VALUE_MATCHED
 * @marks_device: ROIs of the type look for a mark by which their device is bad: it is there where one fails with
 *   %AOI_VALUE_MARKED
 *
 * What a product may say of ROIs of one type: a constant table. Keys that neither every ROI may have, nor
 * @keys names, nor @read asks for are unknown: loading names them. With neither @keys nor @read, any key is
 * taken to be the inspector's.
 *
 * Since: 0.2
 */
struct _AoiRoiType {
  const gchar *name;
  const gchar *const *keys;
  void (*read) (AoiKeys *keys, AoiRoi *roi);
  gpointer (*spec_copy) (gconstpointer spec);
  void (*spec_free) (gpointer spec);
  gchar *(*describe) (const AoiRoi *roi);
  GVariant *(*dup_check) (const AoiRoi *roi);
  gboolean without_goldens;
  const AoiResultType *result;
  const AoiRoiFields *fields;
  const AoiUnique *(*get_unique) (const AoiRoi *roi);
  gboolean marks_device;
};

const AoiRoiType *aoi_roi_type_lookup (const gchar *name);

void aoi_keys_get_boolean (AoiKeys *self, const gchar *key, gboolean *value);
void aoi_keys_get_int (AoiKeys *self, const gchar *key, gint min, gint max, gint *value);
void
aoi_keys_get_double (AoiKeys *self, const gchar *key, gdouble min, gdouble max, gdouble *value);
void aoi_keys_get_string (AoiKeys *self, const gchar *key, gchar **value);
GVariant *aoi_keys_dup_value (AoiKeys *self, const gchar *key);
void
aoi_keys_refuse (AoiKeys *self, const gchar *key, const gchar *format, ...) G_GNUC_PRINTF (3, 4);
void aoi_keys_warn (AoiKeys *self, const gchar *key, const gchar *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
