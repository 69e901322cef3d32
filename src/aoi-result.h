/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"

G_BEGIN_DECLS

/**
 * AoiStatus:
 * @AOI_STATUS_ERROR: could not be inspected; the reason says why
 * @AOI_STATUS_FAIL: inspected, and not good
 * @AOI_STATUS_TIMEOUT: had not reported when the frame's deadline was over
 * @AOI_STATUS_PASS: inspected, and good; the only one that is a pass
 * @AOI_STATUS_SKIPPED: of a device that is marked bad: says nothing. Only reports have it, never inspectors. Since: 0.2
 *
 * The zero value is the error: what nobody has judged never passes.
 */
typedef enum {
  AOI_STATUS_ERROR,
  AOI_STATUS_FAIL,
  AOI_STATUS_TIMEOUT,
  AOI_STATUS_PASS,
  AOI_STATUS_SKIPPED,
} AoiStatus;

#define AOI_N_STATUSES 5 /* of #AoiStatus */

/* Keys of the built-in inspectors' values, with the GVariant type of each. */
#define AOI_VALUE_BARCODES "barcodes" /* as: texts in reading order */
#define AOI_VALUE_SYMBOLOGIES "symbologies" /* as: for each text, such as "DataMatrix" */
#define AOI_VALUE_MATCHED "matched" /* as: which of them are as the product asks, if it does */
#define AOI_VALUE_CORNERS "corners" /* ad: 8 numbers a text: x, y in the frame of four corners */
#define AOI_VALUE_GOLDEN "golden" /* s: file name of the golden that decided */
#define AOI_VALUE_SHIFT_X "shift-x" /* d: pixels right of the golden's place, turned view */
#define AOI_VALUE_SHIFT_Y "shift-y" /* d: pixels below the golden's place, turned view */
#define AOI_VALUE_ANGLE "angle" /* d: degrees clockwise against the golden, turned view */
#define AOI_VALUE_TERM "term" /* s: what differs most: structure, brightness, chroma or shift */
#define AOI_VALUE_WINDOW "window" /* ai: x, y, width, height in the frame of where that is */
#define AOI_VALUE_TEXT "text" /* s: recognised text */
#define AOI_VALUE_EXPECTED_TEXT "expected-text" /* s: what the product asks for */
#define AOI_VALUE_CONFIDENCE "confidence" /* d: 0..1 */
#define AOI_VALUE_WORDS "words" /* as: recognised words in reading order */
#define AOI_VALUE_WORD_CONFIDENCES "word-confidences" /* ad: 0..1 for each word */
#define AOI_VALUE_WORD_BOXES "word-boxes" /* ai: x, y, width, height in the frame of each word */
#define AOI_VALUE_LOOK_ALIKES "look-alikes" /* as: what was taken for what, such as "0 for O" */
#define AOI_VALUE_COLOR "color" /* s: the detected colour's name */
#define AOI_VALUE_PERCENTAGE_RAW "percentage-raw" /* d: sum over ranges of a name, may exceed 100 */
#define AOI_VALUE_MEAN_COLOR "mean-color" /* ai: red, green, blue */
#define AOI_VALUE_EXPECTED_COLOR "expected-color" /* ai: red, green, blue */
#define AOI_VALUE_MARKED "marked" /* b: the mark of a bad device is there */
#define AOI_VALUE_LIKENESS "likeness" /* d: how much is like the mark */

/**
 * AoiPlaceKind:
 * @AOI_PLACE_REST: pixels are read where the product says: the ROI's device has no fiducials
 * @AOI_PLACE_UNKNOWN: the ROI's device has fiducials, by which its place is not known: no pixel of a frame is the ROI's
 * @AOI_PLACE_FOUND: the ROI's device lies as an #AoiAlignment says
 *
 * Where in a frame a ROI is.
 *
 * Since: 0.2
 */
typedef enum {
  AOI_PLACE_REST,
  AOI_PLACE_UNKNOWN,
  AOI_PLACE_FOUND,
} AoiPlaceKind;

/**
 * AoiRoiResult:
 * @id: of the ROI
 * @device: of the ROI
 * @type: interned name of the inspector
 * @names_device: the ROI is its device's `is_device_barcode`
 * @rect: of the ROI, in frame coordinates; with fiducials, of the board at rest
 * @status: the verdict
 * @score: what was measured, on the scale of @threshold
 * @threshold: what @score had to reach
 * @reason: (nullable): why it does not pass, or what a pass had to allow for, in words
 * @values: (nullable): a{sv}: what the type adds
 * @queue_ns: from the frame's submission to the inspector's begin
 * @pixels_ns: what of @time_ns went into reading pixels
 * @time_ns: the inspector's time
 * @place: where in the frame the ROI is: how to read its pixels, aoi_roi_result_align() knows. Since: 0.2
 * @alignment: if @place is %AOI_PLACE_FOUND: how the board lay in the frame. Since: 0.2
 *
 * The verdict on one ROI. While its inspector runs, it belongs to that worker alone; in a report it
 * is immutable.
 */
typedef struct {
  gint id;
  gint device;
  const gchar *type;
  gboolean names_device;
  AoiRect rect;
  AoiStatus status;
  gdouble score;
  gdouble threshold;
  gchar *reason;
  GVariant *values;
  gint64 queue_ns;
  gint64 pixels_ns;
  gint64 time_ns;
  AoiPlaceKind place;
  AoiAlignment alignment;
} AoiRoiResult;

const gchar *aoi_status_to_string (AoiStatus status);
gboolean aoi_status_from_string (const gchar *name, AoiStatus *status);

void aoi_roi_result_clear (AoiRoiResult *self);
void aoi_roi_result_copy (AoiRoiResult *dest, const AoiRoiResult *src);
void aoi_roi_result_pass (AoiRoiResult *self, gdouble score, gdouble threshold);
void aoi_roi_result_pass_allowing (AoiRoiResult *self, gdouble score, gdouble threshold,
    const gchar *format, ...) G_GNUC_PRINTF (4, 5);
void aoi_roi_result_fail (AoiRoiResult *self, gdouble score, gdouble threshold, const gchar *format,
    ...) G_GNUC_PRINTF (4, 5);
void aoi_roi_result_error (AoiRoiResult *self, const gchar *format, ...) G_GNUC_PRINTF (2, 3);
void aoi_roi_result_timeout (AoiRoiResult *self, const gchar *format, ...) G_GNUC_PRINTF (2, 3);
void aoi_roi_result_take_values (AoiRoiResult *self, GVariant *values);
void aoi_roi_result_seal (AoiRoiResult *self);
gboolean aoi_roi_result_passed (const AoiRoiResult *self);
gboolean aoi_roi_result_is_telling (const AoiRoiResult *self);
gboolean aoi_roi_result_align (const AoiRoiResult *self, const AoiImage *image, AoiImage *aligned);
AoiRect aoi_roi_result_get_seen (const AoiRoiResult *self);
GVariant *
aoi_roi_result_get_value (const AoiRoiResult *self, const gchar *key, const GVariantType *type);
const gchar *aoi_roi_result_get_string (const AoiRoiResult *self, const gchar *key);
gdouble aoi_roi_result_get_double (const AoiRoiResult *self, const gchar *key, gdouble fallback);

G_END_DECLS
