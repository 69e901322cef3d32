/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-problems.h"

G_BEGIN_DECLS

/**
 * AoiJsonUnknown:
 *
 * Keys of files that no reader asked for, each with the first place where it stands. One thread.
 */
typedef struct _AoiJsonUnknown AoiJsonUnknown;

AoiJsonUnknown *aoi_json_unknown_new (void);
void aoi_json_unknown_free (AoiJsonUnknown *self);
void aoi_json_unknown_add (AoiJsonUnknown *self, const gchar *file, const gchar *path,
    const gchar *key, GHashTable *known);
void aoi_json_unknown_report (const AoiJsonUnknown *self, AoiProblems *problems);
const gchar *aoi_json_unknown_find_near (const gchar *key, GHashTable *known);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiJsonUnknown, aoi_json_unknown_free)

G_END_DECLS
