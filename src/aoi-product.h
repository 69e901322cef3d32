/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "aoi-problems.h"
#include "aoi-roi.h"

G_BEGIN_DECLS

#define AOI_PRODUCT_MAX_FILE_BYTES (16 * 1024 * 1024) /* the largest ROI file that is read */
#define AOI_PRODUCT_MAX_ROIS 1000 /* the most ROIs that a product's file lists */
#define AOI_PRODUCT_MAX_PLACED_ROIS 6400 /* the most that an array of boards may have of them */
#define AOI_PRODUCT_PLACE_IDS 1000 /* from a ROI's number to that in the array's next place */
#define AOI_PRODUCT_MAX_NESTING 32 /* how deep a ROI file's JSON may nest */

/**
 * AoiProductDefaults:
 * @barcode_effort: of ROIs that do not say it
 *
 * What an application says in place of keys that a product lacks.
 */
typedef struct {
  gint barcode_effort;
} AoiProductDefaults;

/**
 * AoiProductArray:
 * @columns: boards side by side
 * @rows: boards above each other; places are counted from 1, row by row
 * @pitch_x: pixels from a column to the next
 * @pitch_y: pixels from a row to the next
 * @board: the board at the first place, as the ROIs describe it: all of them lie in it
 * @per_board: fiducials are of each board; else of the whole frame
 * @n_turns: how many of @turns count
 * @turns: how far the board at each place is turned against the description, degrees clockwise. They repeat
 *
 * How one board is repeated over a panel.
 *
 * Since: 0.2
 */
typedef struct {
  gint columns, rows;
  gint pitch_x, pitch_y;
  AoiRect board;
  gboolean per_board;
  guint n_turns;
  guint turns[AOI_ROI_MAX_DEVICES];
} AoiProductArray;

/**
 * AoiProduct:
 *
 * What a product's files say: its ROIs with their decoded goldens, and a hash over all of it.
 * Immutable and atomically reference counted: any thread may read it.
 */
typedef struct _AoiProduct AoiProduct;

#define AOI_TYPE_PRODUCT (aoi_product_get_type ())

GType aoi_product_get_type (void);
AoiProduct *aoi_product_load (const gchar *path, AoiProblems *problems, GError **error);
AoiProduct *aoi_product_load_with (
    const gchar *path, const AoiProductDefaults *defaults, AoiProblems *problems, GError **error);
AoiProduct *aoi_product_ref (AoiProduct *self);
void aoi_product_unref (AoiProduct *self);
const gchar *aoi_product_get_name (const AoiProduct *self);
const gchar *aoi_product_get_file (const AoiProduct *self);
const gchar *aoi_product_get_description (const AoiProduct *self);
const gchar *aoi_product_get_hash (const AoiProduct *self);
const gchar *aoi_product_get_text (const AoiProduct *self);
guint aoi_product_get_n_rois (const AoiProduct *self);
const AoiRoi *aoi_product_get_roi (const AoiProduct *self, guint index);
const AoiRoi *aoi_product_find_roi (const AoiProduct *self, gint id);
const AoiProductArray *aoi_product_get_array (const AoiProduct *self);
gboolean aoi_product_get_skip_marked (const AoiProduct *self);
gboolean aoi_product_check_keys (const AoiProduct *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiProduct, aoi_product_unref)

G_END_DECLS
