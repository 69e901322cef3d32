/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-revision.h"

G_BEGIN_DECLS

/**
 * AoiExpected:
 *
 * How long each ROI of a revision takes, as running means. They order work and change no verdict. The
 * process remembers those of its latest revisions, so that a pipeline that starts again, or another
 * one with the same product, need not learn them anew. Atomically reference counted; thread-safe.
 */
AoiExpected *aoi_expected_lookup (const gchar *hash, guint n_rois);
AoiExpected *aoi_expected_ref (AoiExpected *self);
void aoi_expected_unref (AoiExpected *self);
gsize aoi_expected_get (AoiExpected *self, guint index);
void aoi_expected_update (AoiExpected *self, guint index, gint64 time_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiExpected, aoi_expected_unref)

G_END_DECLS
