/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-net.h"

G_BEGIN_DECLS

/* A character has no more slices than this. */
#define AOI_OCR_MAX_SLICES 12

/* In how many further placements a part may be seen. */
#define AOI_OCR_PLACEMENTS 4

/**
 * AoiOcrEffort:
 * @AOI_OCR_EFFORT_USUAL: pieces of ink that are characters without doubt are neither cut nor joined
 * @AOI_OCR_EFFORT_THOROUGH: these, too; what has faded between two pieces may belong to either
 * @AOI_OCR_EFFORT_ALL: pieces that may be several characters are cut anywhere, where there is as much ink as beside,
 *   too
 *
 * How many ways to cut a line are tried.
 */
typedef enum {
  AOI_OCR_EFFORT_USUAL,
  AOI_OCR_EFFORT_THOROUGH,
  AOI_OCR_EFFORT_ALL
} AoiOcrEffort;

/**
 * AoiOcrSlice:
 * @line: number of its line
 * @from: its first column, in the line's picture
 * @to: the column behind the last one
 * @is_cut: the ink goes on to the left: this is not where a piece of ink begins
 * @is_clear: a piece of ink that is one character without doubt
 *
 * The least part of a line. Some slices beside each other, one mostly, are a character.
 */
typedef struct {
  guint line;
  gint from, to;
  gboolean is_cut, is_clear;
} AoiOcrSlice;

/**
 * AoiOcrPart:
 * @line: number of its line
 * @from: its first column with ink, in the line's picture
 * @to: the column behind the last one
 * @cost: what it takes to cut and to join so
 * @sight: what the net sees of it
 * @rates: what the net says of it
 *
 * Slices that may be a character.
 */
typedef struct {
  guint line;
  gint from, to;
  gdouble cost;
  AoiOcrSight sight;
  AoiOcrRates rates;
} AoiOcrPart;

/**
 * AoiOcrParts:
 * @strips: (element-type AoiOcrStrip): the lines
 * @contexts: (element-type AoiOcrSight): of each line
 * @pieces: (element-type AoiOcrSlice): the pieces of ink of all lines, in reading order
 * @slices: (element-type AoiOcrSlice): the same, cut
 * @parts: (element-type AoiOcrPart): as they are asked for, by first slice and number of slices
 * @effort: how many ways are tried
 *
 * All ways to cut the lines of a view into characters.
 */
typedef struct {
  GArray *strips;
  GArray *contexts;
  GArray *pieces;
  GArray *slices;
  GPtrArray *parts;
  AoiOcrEffort effort;
} AoiOcrParts;

void aoi_ocr_parts_init (AoiOcrParts *self);
void aoi_ocr_parts_clear (AoiOcrParts *self);
void aoi_ocr_parts_add_line (
    AoiOcrParts *self, const AoiOcrPage *page, AoiOcrPicture *picture, const AoiOcrLine *line);
gboolean aoi_ocr_parts_cut (AoiOcrParts *self, AoiOcrEffort effort);
void aoi_ocr_parts_set_context (AoiOcrParts *self, guint line, const AoiOcrSight *context);
const AoiOcrPart *aoi_ocr_parts_get (AoiOcrParts *self, guint first, guint n);
void aoi_ocr_parts_see_again (AoiOcrParts *self, guint first, guint n, AoiOcrSight *sights);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiOcrParts, aoi_ocr_parts_clear)

G_END_DECLS
