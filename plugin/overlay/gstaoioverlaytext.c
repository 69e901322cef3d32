/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlaytext.h"

#include <string.h>

#include "aoi-result-type.h"

/* What the overlay says in words. Barcodes, recognised texts, names and reasons may be anything: they
 * are shown, never obeyed. */

/* Characters of a code or text in a label, of a measure or a reason in a label, of anything in the banner. */
#define VALUE_CHARS 32
#define MEASURE_CHARS 44
#define REASON_CHARS 44
#define NAME_CHARS 40
#define CODE_CHARS 32
#define BOARD_REASON_CHARS 110

#define ELLIPSIS "\xe2\x80\xa6"

/* First strong isolate and pop directional isolate (Unicode UAX 9): what is between them does not
 * change the order of what is beside it. */
#define ISOLATE "\xe2\x81\xa8"
#define POP_ISOLATE "\xe2\x81\xa9"

/* Whether a character shows itself and moves no other one. */
static gboolean
is_visible (gunichar c)
{
  switch (g_unichar_type (c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
      return FALSE;
    default:
      return TRUE;
  }
}

static gsize
append_char (GString *clean, const gchar *text, gsize length)
{
  const gunichar c = g_utf8_get_char_validated (text, (gssize) length);

  if (c == (gunichar) -1 || c == (gunichar) -2) {
    g_string_append_printf (clean, "\\x%02X", (guint8) *text);
    return 1;
  }
  if (is_visible (c))
    g_string_append_unichar (clean, c);
  else
    g_string_append_printf (clean, c < 0x80 ? "\\x%02X" : "\\u{%X}", c);
  return (gsize) g_unichar_to_utf8 (c, NULL);
}

/**
 * gst_aoi_overlay_text_clean:
 * @text: (nullable): any bytes
 * @max_chars: how many characters of @text to show at most
 *
 * Makes a text fit to be shown: what is no character, has no shape of its own or changes that of others
 * (controls, marks, directions) is written as a number, `\x1B` for bytes and ASCII or `\u{202E}`, and
 * the end is truncated. Any thread.
 *
 * Returns: (transfer full): valid UTF-8
 */
gchar *
gst_aoi_overlay_text_clean (const gchar *text, guint max_chars)
{
  GString *clean = g_string_new (NULL);
  gsize length = text != NULL ? strlen (text) : 0;
  guint n = 0;

  for (gsize at = 0; at < length; n++) {
    if (n == max_chars) {
      g_string_append (clean, ELLIPSIS);
      break;
    }
    at += append_char (clean, text + at, length - at);
  }
  return g_string_free (clean, FALSE);
}

/* Set apart from the words around it. */
static gchar *
quote (const gchar *text, guint max_chars)
{
  g_autofree gchar *clean = gst_aoi_overlay_text_clean (text, max_chars);

  return g_strconcat (ISOLATE, clean, POP_ISOLATE, NULL);
}

/* What was read is set apart: it may be anything. */
static gchar *
get_typed_value (const AoiResultType *type, const AoiRoiResult *result)
{
  g_autofree gchar *reading = type->dup_reading != NULL ? type->dup_reading (result) : NULL;
  g_autofree gchar *measure = type->dup_measure != NULL ? type->dup_measure (result) : NULL;
  g_autofree gchar *quoted = reading != NULL ? quote (reading, VALUE_CHARS) : NULL;
  g_autofree gchar *clean = measure != NULL ? gst_aoi_overlay_text_clean (measure, MEASURE_CHARS)
                                            : NULL;

  if (quoted == NULL || clean == NULL)
    return quoted != NULL ? g_steal_pointer (&quoted) : g_steal_pointer (&clean);
  return g_strdup_printf ("%s %s", quoted, clean);
}

/**
 * gst_aoi_overlay_text_value:
 * @result: of a ROI
 *
 * Returns: (transfer full) (nullable): what was read, or what was measured against its threshold;
 *   nothing where nothing was
 */
gchar *
gst_aoi_overlay_text_value (const AoiRoiResult *result)
{
  const AoiResultType *type = aoi_result_type_lookup (result->type);

  if (result->status == AOI_STATUS_ERROR || result->status == AOI_STATUS_TIMEOUT)
    return NULL;
  if (type == NULL || (type->dup_reading == NULL && type->dup_measure == NULL))
    return aoi_roi_result_describe_score (result);
  return get_typed_value (type, result);
}

/**
 * gst_aoi_overlay_text_label:
 * @result: of a ROI
 *
 * Returns: (transfer full): number, type and value, and in a second line why it does not pass
 */
gchar *
gst_aoi_overlay_text_label (const AoiRoiResult *result)
{
  g_autofree gchar *type = quote (result->type, VALUE_CHARS);
  g_autofree gchar *value = gst_aoi_overlay_text_value (result);
  g_autofree gchar *reason = NULL;
  GString *label = g_string_new (NULL);

  g_string_printf (label, "%d %s", result->id, type);
  if (value != NULL)
    g_string_append_printf (label, " %s", value);
  if (!aoi_roi_result_passed (result)) {
    reason = quote (result->reason != NULL ? result->reason : aoi_status_to_string (result->status),
        REASON_CHARS);
    g_string_append_printf (label, "\n%s", reason);
  }
  return g_string_free (label, FALSE);
}

/**
 * gst_aoi_overlay_text_mark:
 * @mark: by which a device is bad
 *
 * Returns: (transfer full): the device, and in a second line what was found
 */
gchar *
gst_aoi_overlay_text_mark (const AoiRoiResult *mark)
{
  g_autofree gchar *reason = quote (mark->reason != NULL ? mark->reason : "", REASON_CHARS);

  return g_strdup_printf ("device %d skipped\n%s", mark->device, reason);
}

/**
 * gst_aoi_overlay_text_fiducial:
 * @mark: a fiducial
 *
 * Returns: (transfer full): its number, and how well it correlates where it was found
 */
gchar *
gst_aoi_overlay_text_fiducial (const AoiMark *mark)
{
  if (mark->score > 0.0)
    return g_strdup_printf ("%d fiducial %.2f", mark->id, mark->score);
  return g_strdup_printf ("%d fiducial not found", mark->id);
}

/**
 * gst_aoi_overlay_text_verdict:
 * @report: (nullable): of the board
 * @status: (out): the status of an ROI in whose style the verdict is drawn
 *
 * Returns: (transfer none): the verdict in words
 */
const gchar *
gst_aoi_overlay_text_verdict (const AoiReport *report, AoiStatus *status)
{
  *status = AOI_STATUS_ERROR;
  if (report == NULL)
    return "NOT INSPECTED";
  if (!aoi_report_get_complete (report)) {
    *status = AOI_STATUS_TIMEOUT;
    return "NOT COMPLETE";
  }
  if (aoi_report_get_passed (report)) {
    *status = AOI_STATUS_PASS;
    return "PASS";
  }
  *status = AOI_STATUS_FAIL;
  return "FAIL";
}

/* What keeps the board as a whole from passing is held against each of its devices too, as in the JSON. */
static void
append_device (GString *text, const AoiReport *report, const AoiDeviceSummary *device)
{
  const gboolean refused = aoi_report_get_info (report)->reason != NULL;
  g_autofree gchar *code = quote (device->barcode, CODE_CHARS);

  if (device->marked)
    g_string_append_printf (text, "\ndevice %d: MARKED BAD", device->device);
  else
    g_string_append_printf (text, "\ndevice %d: %s %u/%u  %s", device->device,
        !refused && device->passed == device->total ? "pass" : "FAIL", device->passed,
        device->total, code);
}

/**
 * gst_aoi_overlay_text_board:
 * @report: (nullable): of the board
 *
 * Returns: (transfer full): product, counts, why it does not pass, and a line for each device
 */
gchar *
gst_aoi_overlay_text_board (const AoiReport *report)
{
  const AoiReportInfo *info = report != NULL ? aoi_report_get_info (report) : NULL;
  const gchar *reason = report != NULL ? aoi_report_get_reason (report) : NULL;
  g_autofree gchar *product = NULL, *skipped = NULL;
  GString *text;

  if (report == NULL)
    return g_strdup ("the frame carries no inspection");
  product = quote (info->product != NULL ? info->product : "no product", NAME_CHARS);
  text = g_string_new (NULL);
  g_string_printf (text, "%s  %u/%u ROIs  %s %" G_GUINT64_FORMAT, product,
      aoi_report_get_n_passed (report), aoi_report_get_n_rois (report),
      info->groups > 0 ? "board" : "frame", info->groups > 0 ? info->board : info->frame);
  if (reason != NULL) {
    g_autofree gchar *clean = quote (reason, BOARD_REASON_CHARS);

    g_string_append_printf (text, "\n%s", clean);
  }
  skipped = aoi_report_describe_skipped (report);
  if (skipped != NULL)
    g_string_append_printf (text, "\n%s", skipped);
  for (guint i = 0; i < aoi_report_get_n_devices (report); i++)
    append_device (text, report, aoi_report_get_device (report, i));
  return g_string_free (text, FALSE);
}
