/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_PROBLEMS_MAX:
 *
 * How many problems of one product are reported together; the others are only counted.
 */
#define AOI_PROBLEMS_MAX 10

/**
 * AoiProblems:
 *
 * Collects what is wrong with a product, so that an engineer mends it in one go and not line by
 * line. Not thread-safe: it lives for one load on one thread.
 */
typedef struct _AoiProblems AoiProblems;

AoiProblems *aoi_problems_new (void);
void aoi_problems_free (AoiProblems *self);
void aoi_problems_add (AoiProblems *self, const gchar *file, const gchar *path, const gchar *format,
    ...) G_GNUC_PRINTF (4, 5);
guint aoi_problems_get_count (const AoiProblems *self);
void aoi_problems_rewind (AoiProblems *self, guint count);
gboolean aoi_problems_check (const AoiProblems *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiProblems, aoi_problems_free)

G_END_DECLS
