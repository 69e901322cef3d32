/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi.h"
#include "product/aoi-text-alike.h"

G_BEGIN_DECLS

/**
 * AoiTextMatcher:
 *
 * Decides whether a text is the expected one. Immutable: any number of threads at once.
 */
typedef struct _AoiTextMatcher AoiTextMatcher;

AoiTextMatcher *aoi_text_matcher_new (
    AoiTextMatch match, const gchar *expected, gboolean with_case, GError **error);
void aoi_text_matcher_free (AoiTextMatcher *self);
const gchar *aoi_text_matcher_get_expected (const AoiTextMatcher *self);
gboolean aoi_text_matcher_passes_all (const AoiTextMatcher *self);
gboolean aoi_text_matcher_test (
    const AoiTextMatcher *self, const gchar *text, AoiTextLikeness *likeness, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiTextMatcher, aoi_text_matcher_free)

G_END_DECLS
