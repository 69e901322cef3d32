/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-golden-audit.h"
#include "aoi-revision.h"

G_BEGIN_DECLS

/* A capture group of the enabled ROIs. */
typedef struct {
  gint focus, exposure;
  guint n_rois;
} CheckGroup;

GArray *check_find_groups (AoiRevision *revision);
gchar *check_find_useless (const AoiRoi *roi);
AoiGoldenSpread *check_find_spread (const AoiRoi *roi);
void check_print_json (
    const gchar *path, AoiRevision *revision, const GError *error, const GError *warning);

G_END_DECLS
