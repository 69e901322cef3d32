/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-result.h"

#include <math.h>

/* A score this little below its threshold still reaches it: rounding of the 0.9 in a product file. */
#define SCORE_SLACK 1e-8

/**
 * aoi_status_to_string:
 * @status: a status
 *
 * Returns: (transfer none): its name in results: `pass`, `fail`, `timeout`, `skipped`, or `error` for any
 *   other value
 */
const gchar *
aoi_status_to_string (AoiStatus status)
{
  switch (status) {
    case AOI_STATUS_PASS:
      return "pass";
    case AOI_STATUS_FAIL:
      return "fail";
    case AOI_STATUS_TIMEOUT:
      return "timeout";
    case AOI_STATUS_SKIPPED:
      return "skipped";
    case AOI_STATUS_ERROR:
      break;
  }
  return "error";
}

/**
 * aoi_status_from_string:
 * @name: as aoi_status_to_string() writes it
 * @status: (out): the status; stays as it is if there is none of that name
 *
 * Thread-safe.
 *
 * Returns: whether there is one
 *
 * Since: 0.2
 */
gboolean
aoi_status_from_string (const gchar *name, AoiStatus *status)
{
  for (guint i = 0; i < AOI_N_STATUSES; i++) {
    if (g_str_equal (name, aoi_status_to_string ((AoiStatus) i))) {
      *status = (AoiStatus) i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * aoi_roi_result_clear:
 * @self: a result
 *
 * Frees what @self owns and sets all of it to zero, which is the error of an ROI that nobody judged.
 */
void
aoi_roi_result_clear (AoiRoiResult *self)
{
  g_free (self->reason);
  g_clear_pointer (&self->values, g_variant_unref);
  *self = (AoiRoiResult){ 0 };
}

/**
 * aoi_roi_result_copy:
 * @dest: (out caller-allocates): a result that owns nothing
 * @src: a result
 *
 * Makes @dest what @src is, with copies of all that @src owns.
 */
void
aoi_roi_result_copy (AoiRoiResult *dest, const AoiRoiResult *src)
{
  *dest = *src;
  dest->reason = g_strdup (src->reason);
  if (src->values != NULL)
    g_variant_ref (dest->values);
}

static void
set_verdict (AoiRoiResult *self, AoiStatus status, gdouble score, gdouble threshold, gchar *reason)
{
  g_free (self->reason);
  self->status = status;
  self->score = score;
  self->threshold = threshold;
  self->reason = reason;
}

/**
 * aoi_roi_result_pass:
 * @self: a result
 * @score: what was measured, finite
 * @threshold: what @score had to reach, finite
 *
 * Says that the ROI is good, in place of any earlier verdict. aoi_roi_result_seal() makes a pass
 * whose score does not reach the threshold an error.
 */
void
aoi_roi_result_pass (AoiRoiResult *self, gdouble score, gdouble threshold)
{
  set_verdict (self, AOI_STATUS_PASS, score, threshold, NULL);
}

/**
 * aoi_roi_result_pass_allowing:
 * @self: a result
 * @score: what was measured, finite
 * @threshold: what @score had to reach, finite
 * @format: printf format of what was allowed for, in words for the line's operator
 * @...: its arguments
 *
 * As aoi_roi_result_pass() for a pass that the product allows though something is not as expected: the
 * result's reason says what.
 */
void
aoi_roi_result_pass_allowing (
    AoiRoiResult *self, gdouble score, gdouble threshold, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  set_verdict (self, AOI_STATUS_PASS, score, threshold, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * aoi_roi_result_fail:
 * @self: a result
 * @score: what was measured
 * @threshold: what @score had to reach
 * @format: printf format of the reason, in words for the line's operator
 * @...: its arguments
 *
 * Says that the ROI was inspected and is not good, in place of any earlier verdict.
 */
void
aoi_roi_result_fail (AoiRoiResult *self, gdouble score, gdouble threshold, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  set_verdict (self, AOI_STATUS_FAIL, score, threshold, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * aoi_roi_result_error:
 * @self: a result
 * @format: printf format of the reason
 * @...: its arguments
 *
 * Says that the ROI could not be inspected, in place of any earlier verdict. There is no score then; the
 * threshold stays what it was, which the engine sets to the product's.
 */
void
aoi_roi_result_error (AoiRoiResult *self, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  set_verdict (self, AOI_STATUS_ERROR, 0.0, self->threshold, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * aoi_roi_result_timeout:
 * @self: a result
 * @format: printf format of the reason
 * @...: its arguments
 *
 * Says that the ROI had not reported when its deadline was over, in place of any earlier verdict.
 */
void
aoi_roi_result_timeout (AoiRoiResult *self, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  set_verdict (self, AOI_STATUS_TIMEOUT, 0.0, self->threshold, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * aoi_roi_result_take_values:
 * @self: a result
 * @values: (transfer full) (nullable): a{sv}: what the type adds; a floating reference is sunk
 *
 * Replaces the values. They may be set before or after the verdict.
 */
void
aoi_roi_result_take_values (AoiRoiResult *self, GVariant *values)
{
  g_clear_pointer (&self->values, g_variant_unref);
  if (values == NULL)
    return;
  self->values = g_variant_take_ref (values);
  /* Serialising frees a variant's children and with them the strings that
   * aoi_roi_result_get_string() lends: done here, no later reader can do it. */
  g_variant_get_data (self->values);
}

/* As "%.9g" in any locale; a NaN has no sign. */
static const gchar *
format_number (gdouble number, gchar *buffer, gsize size)
{
  return isnan (number) ? "nan" : g_ascii_formatd (buffer, size, "%.9g", number);
}

static void
seal_pass (AoiRoiResult *self)
{
  gchar score[G_ASCII_DTOSTR_BUF_SIZE], threshold[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->place == AOI_PLACE_UNKNOWN) {
    aoi_roi_result_error (self, "inspected though the board was not found");
    return;
  }
  if (isfinite (self->score) && isfinite (self->threshold)
      && self->score + SCORE_SLACK >= self->threshold)
    return;
  aoi_roi_result_error (self, "inspector passed with score %s against threshold %s",
      format_number (self->score, score, sizeof score),
      format_number (self->threshold, threshold, sizeof threshold));
}

static void
seal_values (AoiRoiResult *self)
{
  if (self->values == NULL || g_variant_is_of_type (self->values, G_VARIANT_TYPE_VARDICT))
    return;
  aoi_roi_result_error (self, "inspector added values of type %s, not a{sv}",
      g_variant_get_type_string (self->values));
  g_clear_pointer (&self->values, g_variant_unref);
}

static const gchar *
get_default_reason (AoiStatus status)
{
  switch (status) {
    case AOI_STATUS_FAIL:
      return "inspector gave no reason";
    case AOI_STATUS_TIMEOUT:
      return "not inspected in time";
    case AOI_STATUS_PASS:
      return NULL;
    default:
      return "inspector did not report";
  }
}

static void
seal_reason (AoiRoiResult *self)
{
  g_autofree gchar *reason = g_steal_pointer (&self->reason);

  if (reason == NULL || *reason == '\0')
    self->reason = g_strdup (get_default_reason (self->status));
  else if (!g_utf8_validate (reason, -1, NULL))
    self->reason = g_utf8_make_valid (reason, -1);
  else
    self->reason = g_steal_pointer (&reason);
}

/**
 * aoi_roi_result_seal:
 * @self: a result that its inspector has left
 *
 * Makes what an inspector left consistent, and what cannot be made so an error: a pass whose finite
 * score does not reach its finite threshold, or of a ROI whose place is not known, an unknown status, values that
 * are not a{sv}.
 * Afterwards numbers are finite and reasons valid UTF-8; all but passes have one.
 */
void
aoi_roi_result_seal (AoiRoiResult *self)
{
  seal_values (self);
  if (self->status == AOI_STATUS_PASS)
    seal_pass (self);
  else if ((guint) self->status > AOI_STATUS_PASS)
    aoi_roi_result_error (self, "inspector reported unknown status %d", (gint) self->status);
  if (!isfinite (self->score))
    self->score = 0.0;
  if (!isfinite (self->threshold))
    self->threshold = 0.0;
  seal_reason (self);
}

/**
 * aoi_roi_result_passed:
 * @self: a result
 *
 * Returns: %TRUE only for a pass
 */
gboolean
aoi_roi_result_passed (const AoiRoiResult *self)
{
  return self->status == AOI_STATUS_PASS;
}

/**
 * aoi_roi_result_is_telling:
 * @self: a result
 *
 * Of a device that is marked bad, only its mark is worth a look.
 *
 * Returns: whether it says why a board does not pass, or why a device was skipped
 *
 * Since: 0.2
 */
gboolean
aoi_roi_result_is_telling (const AoiRoiResult *self)
{
  gboolean marked = FALSE;

  if (self->status != AOI_STATUS_SKIPPED)
    return !aoi_roi_result_passed (self);
  return self->values != NULL && g_variant_lookup (self->values, AOI_VALUE_MARKED, "b", &marked)
      && marked;
}

/**
 * aoi_roi_result_align:
 * @self: a result
 * @image: the frame that was inspected, or a part of it; no aligned one
 * @aligned: (out caller-allocates): return location for the same pixels, of which views of the ROI show what its
 *   inspector saw; borrows them from @image
 *
 * The one way from a result to the pixels that it is about.
 *
 * Returns: %FALSE if @image does not have all of the ROI, or it is not known where in it the ROI is; @aligned must
 *   not be read then
 *
 * Since: 0.2
 */
gboolean
aoi_roi_result_align (const AoiRoiResult *self, const AoiImage *image, AoiImage *aligned)
{
  g_return_val_if_fail (!image->aligned, FALSE);

  *aligned = *image;
  if (self->place == AOI_PLACE_FOUND) {
    aligned->aligned = TRUE;
    aligned->alignment = self->alignment;
  }
  return self->place != AOI_PLACE_UNKNOWN && aoi_image_covers (aligned, &self->rect);
}

/**
 * aoi_roi_result_get_seen:
 * @self: a result
 *
 * Returns: the least rectangle of the frame in which what was inspected lies: where the ROI is shown in the frame; if
 *   its place is not known, that at rest
 *
 * Since: 0.2
 */
AoiRect
aoi_roi_result_get_seen (const AoiRoiResult *self)
{
  return self->place == AOI_PLACE_FOUND ? aoi_alignment_map_rect (&self->alignment, &self->rect)
                                        : self->rect;
}

/**
 * aoi_roi_result_get_value:
 * @self: a result
 * @key: such as %AOI_VALUE_BARCODES
 * @type: (nullable): the type that is wanted; any without it
 *
 * Returns: (transfer full) (nullable): the value, or %NULL if there is none of that type
 */
GVariant *
aoi_roi_result_get_value (const AoiRoiResult *self, const gchar *key, const GVariantType *type)
{
  return self->values != NULL ? g_variant_lookup_value (self->values, key, type) : NULL;
}

/**
 * aoi_roi_result_get_string:
 * @self: a result
 * @key: such as %AOI_VALUE_TEXT
 *
 * Returns: (transfer none) (nullable): the text, which lives as long as the result's values, or %NULL
 *   if there is none of type `s`
 */
const gchar *
aoi_roi_result_get_string (const AoiRoiResult *self, const gchar *key)
{
  const gchar *text = NULL;

  if (self->values != NULL)
    g_variant_lookup (self->values, key, "&s", &text);
  return text;
}

/**
 * aoi_roi_result_get_double:
 * @self: a result
 * @key: such as %AOI_VALUE_CONFIDENCE
 * @fallback: what is returned if there is no value of type `d`
 *
 * Returns: the number
 */
gdouble
aoi_roi_result_get_double (const AoiRoiResult *self, const gchar *key, gdouble fallback)
{
  gdouble number = fallback;

  if (self->values != NULL)
    g_variant_lookup (self->values, key, "d", &number);
  return number;
}
