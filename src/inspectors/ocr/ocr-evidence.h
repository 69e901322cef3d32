/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-align.h"
#include "inspectors/ocr/ocr-mend.h"

G_BEGIN_DECLS

/**
 * AoiOcrFinding:
 * @glyph: the expected character, and where it would stand in the page
 * @line: number of the line
 * @margin: by how much @other is likelier there, in natural logarithms; below 0 if the expected one is
 * @margin_else: the same for that it is no character
 * @other: the likeliest other character
 * @is_round: of the expected one and @other one is a zero and one a letter O
 * @is_sure: there is no doubt that the expected one stands there
 * @is_clear: there is so little that it does not matter what Tesseract reads
 *
 * What the shapes say about one character of the expected text.
 */
typedef struct {
  AoiOcrGlyph glyph;
  guint line;
  gdouble margin, margin_else;
  gunichar other;
  gboolean is_round, is_sure, is_clear;
} AoiOcrFinding;

/**
 * AoiOcrEvidence:
 * @wanted: (nullable): what is to be found; borrowed
 * @whitelist: (nullable): what may be read; borrowed
 * @parts: of the view
 * @findings: (element-type AoiOcrFinding): one a character, where they are most likely; none if there is no
 *   place for so many
 * @first: number of the first slice that they take
 * @end: number of the slice behind the last one
 * @cut_well: no other way to put these slices together is likelier
 * @is_sure: there is no doubt that the expected text stands there
 *
 * What the shapes in a view say about the text that is expected.
 */
typedef struct {
  const AoiOcrWanted *wanted;
  const gchar *whitelist;
  AoiOcrParts parts;
  GArray *findings;
  guint first, end;
  gboolean cut_well;
  gboolean is_sure;
} AoiOcrEvidence;

void
aoi_ocr_evidence_init (AoiOcrEvidence *self, const AoiOcrWanted *wanted, const gchar *whitelist);
void aoi_ocr_evidence_clear (AoiOcrEvidence *self);
void aoi_ocr_evidence_add_line (
    AoiOcrEvidence *self, const AoiOcrPage *page, AoiOcrPicture *picture, const AoiOcrLine *line);
void aoi_ocr_evidence_weigh (AoiOcrEvidence *self);
gboolean aoi_ocr_evidence_cut_anywhere (AoiOcrEvidence *self);
gboolean aoi_ocr_evidence_is_likely (const AoiOcrEvidence *self);
gboolean
aoi_ocr_evidence_find_line (const AoiOcrEvidence *self, guint line, guint *first, guint *end);
gboolean aoi_ocr_evidence_covers_line (const AoiOcrEvidence *self, guint line);
GArray *aoi_ocr_evidence_get_glyphs (const AoiOcrEvidence *self, guint line);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiOcrEvidence, aoi_ocr_evidence_clear)

G_END_DECLS
