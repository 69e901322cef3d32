/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-golden.h"
#include "aoi-rect.h"

G_BEGIN_DECLS

#define AOI_TYPE_BARCODE "barcode" /* the type of ROIs in which a code is read */
#define AOI_TYPE_COMPARE "compare" /* the type of ROIs that are compared with goldens */
#define AOI_TYPE_OCR "ocr" /* the type of ROIs in which text is read */
#define AOI_TYPE_COLOR "color" /* the type of ROIs whose colours are counted */
#define AOI_TYPE_FIDUCIAL "fiducial" /* the type of marks by which a board is found */
#define AOI_TYPE_BAD_MARK "bad_mark" /* the type of ROIs in which a supplier marks bad devices */

#define AOI_ROI_MAX_DEVICES 64 /* the highest number of a device on a board */

#define AOI_ROI_MIN_BARCODE_EFFORT 1 /* only what is easy */
#define AOI_ROI_MAX_BARCODE_EFFORT 5 /* all that is known */
#define AOI_ROI_DEFAULT_BARCODE_EFFORT 3 /* of products that do not say it */

/**
 * AoiColorRange:
 * @name: what a colour inside is called; ranges may share a name
 * @lower: least red, green, blue, inclusive
 * @upper: greatest red, green, blue, inclusive
 * @threshold: percentage 0..100 that the sum over ranges of this name must reach
 *
 * A box of colours.
 */
typedef struct {
  gchar *name;
  guint8 lower[3], upper[3];
  gdouble threshold;
} AoiColorRange;

/**
 * AoiColorSpec:
 * @has_expected: the simple form is used: @expected is valid
 * @expected: red, green, blue
 * @tolerance: 0..255, a channel each, for @match_tolerance and colours outside the named boxes
 * @min_percentage: 0..100
 * @match_tolerance: `color_match` is `tolerance`, not `named`
 * @ranges: (element-type AoiColorRange): the range form: the ROI's own or else the product's; may be
 *   empty, never %NULL
 *
 * What a colour ROI asks for.
 */
typedef struct {
  gboolean has_expected;
  guint8 expected[3];
  gdouble tolerance;
  gdouble min_percentage;
  gboolean match_tolerance;
  GPtrArray *ranges;
} AoiColorSpec;

/* What the keys of #AoiCompareSpec may be. */
#define AOI_COMPARE_MAX_SEARCH 0.5 /* of the ROI's smaller side */
#define AOI_COMPARE_MIN_FACTOR 0.25 /* the strictest factor of a limit */
#define AOI_COMPARE_MAX_FACTOR 4.0 /* the most generous factor of a limit */

/**
 * AoiCompareSpec:
 * @ignore: (element-type AoiRect): where nothing is judged, in pixels of a golden; never %NULL
 * @search: how far off a part is searched, 0..%AOI_COMPARE_MAX_SEARCH of the ROI's smaller side
 * @structure: by which the limit of differing structure is multiplied,
 *   %AOI_COMPARE_MIN_FACTOR..%AOI_COMPARE_MAX_FACTOR
 * @brightness: the same for differing brightness. Since: 0.2
 * @chroma: the same for differing colour
 * @shift: the same for the part's distance from its place
 * @empty: whether nothing may lie here. Since: 0.2
 *
 * What a compare ROI asks for besides its threshold.
 */
typedef struct {
  GArray *ignore;
  gdouble search;
  gdouble structure, chroma, shift;
  gdouble brightness;
  gboolean empty;
} AoiCompareSpec;

/**
 * AoiTextMatch:
 * @AOI_TEXT_MATCH_UNSET: the product does not say it
 * @AOI_TEXT_MATCH_CONTAINS: the text contains the expected one
 * @AOI_TEXT_MATCH_EQUALS: the text is the expected one
 * @AOI_TEXT_MATCH_WORD: the expected text stands in the text with white space or an end on both sides
 * @AOI_TEXT_MATCH_REGEX: the expected text is a regular expression that matches somewhere in the text
 * @AOI_TEXT_MATCH_SIMILAR: as %AOI_TEXT_MATCH_CONTAINS, but characters that look alike may stand for each
 *   other
 *
 * How a text is compared with the expected one.
 *
 * Since: 0.2
 */
typedef enum {
  AOI_TEXT_MATCH_UNSET,
  AOI_TEXT_MATCH_CONTAINS,
  AOI_TEXT_MATCH_EQUALS,
  AOI_TEXT_MATCH_WORD,
  AOI_TEXT_MATCH_REGEX,
  AOI_TEXT_MATCH_SIMILAR,
} AoiTextMatch;

/**
 * AoiOcrSpec:
 * @whitelist: (nullable): the characters that may be read; all without it
 * @language: Tesseract's names of languages, with `+` between
 * @confidence: the least mean confidence of a text that passes, 0..1. Since: 0.2
 *
 * What an OCR ROI asks for besides its text.
 */
typedef struct {
  gchar *whitelist;
  gchar *language;
  gdouble confidence;
} AoiOcrSpec;

/* What a product may say of ROIs of one type: aoi-roi-type.h. */
typedef struct _AoiRoiType AoiRoiType;

/**
 * AoiRoi:
 * @id: 1-based number, unique in the product
 * @type: interned name of the inspector
 * @rect: in frame coordinates
 * @rotation: 0, 90, 180 or 270 degrees counter-clockwise
 * @focus: camera units
 * @exposure: microseconds
 * @threshold: 0..1, NaN where the file has none
 * @feature_method: (nullable): compare: the method the file asks for
 * @device: 1..%AOI_ROI_MAX_DEVICES; 0: a fiducial of the whole frame
 * @expected_text: (nullable): OCR, and barcode with @text_match: what the text must be
 * @is_device_barcode: barcode: this code names the device
 * @enabled: whether it is inspected
 * @priority: higher is worked on first
 * @barcode_effort: barcode: how much is tried, %AOI_ROI_MIN_BARCODE_EFFORT to
 *   %AOI_ROI_MAX_BARCODE_EFFORT; of a product that was loaded never 0, else 0 stands for the default
 * @symbologies: (nullable) (array zero-terminated=1): barcode: names of those that are searched for;
 *   %NULL: all
 * @color: for colour ROIs
 * @compare: for compare ROIs
 * @ocr: for OCR ROIs
 * @goldens: (element-type AoiGolden): in the order in which they are tried; never %NULL
 * @extra: a{sv}: keys that the product format does not know, for inspectors of an application
 * @file: the product file, for errors
 * @path: the JSON path of this ROI, such as `rois[3]`, for errors; in an array behind the first board with its place:
 *   each ROI has another one
 * @spec_type: (nullable): the type to which @spec belongs. Since: 0.2
 * @spec: (nullable): what the type read from its keys. Since: 0.2
 * @text_match: OCR and barcode: how the text is compared with @expected_text. Since: 0.2
 * @place: which board of a panel it is of, from 1, if the product is an array; else 0. Since: 0.2
 * @moves: whether it is read where fiducials find its device, or the frame. Since: 0.2
 *
 * A region of interest as a product says it. Immutable once loaded; belongs to its product.
 */
typedef struct {
  gint id;
  const gchar *type;
  AoiRect rect;
  guint rotation;
  gint focus;
  gint exposure;
  gdouble threshold;
  gchar *feature_method;
  gint device;
  gchar *expected_text;
  gboolean is_device_barcode;
  gboolean enabled;
  gint priority;
  gint barcode_effort;
  gchar **symbologies;
  AoiColorSpec color;
  AoiCompareSpec compare;
  AoiOcrSpec ocr;
  GPtrArray *goldens;
  GVariant *extra;
  const gchar *file;
  gchar *path;
  const AoiRoiType *spec_type;
  gpointer spec;
  AoiTextMatch text_match;
  gint place;
  gboolean moves;
} AoiRoi;

AoiRoi *aoi_roi_new (void);
void aoi_roi_free (AoiRoi *roi);
gboolean aoi_roi_get_extra_double (const AoiRoi *roi, const gchar *key, gdouble min, gdouble max,
    gdouble fallback, gdouble *value, GError **error);
gboolean
aoi_roi_get_extra_string (const AoiRoi *roi, const gchar *key, const gchar **value, GError **error);
gboolean aoi_roi_has_goldens (const AoiRoi *roi);
guint aoi_roi_get_n_goldens (const AoiRoi *roi);
const AoiGolden *aoi_roi_get_golden (const AoiRoi *roi, guint index);
gint aoi_roi_get_golden_id (const AoiRoi *roi);
void aoi_roi_get_turned_size (const AoiRoi *roi, gint *width, gint *height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiRoi, aoi_roi_free)

G_END_DECLS
