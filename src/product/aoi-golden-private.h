/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-golden.h"

G_BEGIN_DECLS

/* The name, without extension, of the sample that is tried first. */
#define AOI_GOLDEN_BEST "best_golden"

void aoi_golden_free (AoiGolden *self);
GPtrArray *aoi_goldens_new (void);
GPtrArray *aoi_goldens_list (const gchar *folder, GError **error);
gboolean aoi_golden_is_sample (const gchar *name);
gboolean aoi_golden_is_best (const gchar *name);
gint aoi_golden_compare_names (gconstpointer a, gconstpointer b);

G_END_DECLS
