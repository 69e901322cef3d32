/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices that are marked bad: their ROIs say nothing. This is the one place where an enabled ROI that did not pass may
 * leave a board good, so that all of it is derived from results and product anew, whoever makes the report. */
#include "report/aoi-report-private.h"

#include <string.h>

#include "aoi-roi-type.h"

/**
 * aoi_report_unskip:
 * @result: of a report in construction
 *
 * Makes of an ROI that another report skipped what it was: a mark that was found, or else an error, so that it does not pass
 * if its device turns out not to be marked.
 */
void
aoi_report_unskip (AoiRoiResult *result)
{
  g_autoptr (GVariant) marked = NULL;

  if (result->status != AOI_STATUS_SKIPPED)
    return;
  marked = aoi_roi_result_get_value (result, AOI_VALUE_MARKED, G_VARIANT_TYPE_BOOLEAN);
  if (marked != NULL && g_variant_get_boolean (marked))
    result->status = AOI_STATUS_FAIL;
  else
    aoi_roi_result_error (result, "skipped, though its device is not marked bad");
}

/* The ROI as the product has it, if that looks for marks. */
static gboolean
is_mark (const AoiReport *self, const AoiRoiResult *result)
{
  const AoiRoi *roi = self->info.source != NULL
      ? aoi_product_find_roi (self->info.source, result->id)
      : NULL;

  return roi != NULL && roi->enabled && roi->id == result->id && roi->device == result->device
      && roi->spec_type != NULL && roi->spec_type->marks_device;
}

/* Only what was inspected and found counts: neither errors, nor what came too late. */
static gboolean
is_found (const AoiReport *self, const AoiRoiResult *result)
{
  g_autoptr (GVariant) marked = NULL;

  if (result->status != AOI_STATUS_FAIL || !is_mark (self, result))
    return FALSE;
  marked = aoi_roi_result_get_value (result, AOI_VALUE_MARKED, G_VARIANT_TYPE_BOOLEAN);
  return marked != NULL && g_variant_get_boolean (marked);
}

/* Scores of what says nothing would be taken for measured ones. A mark keeps its reason. */
static void
skip (AoiReport *self, AoiRoiResult *result)
{
  const gboolean found = is_found (self, result);

  if (!found) {
    g_free (result->reason);
    result->reason = g_strdup_printf ("device %d is marked bad", result->device);
    result->score = 0.0;
  }
  result->status = AOI_STATUS_SKIPPED;
}

static gboolean
is_marked (const gboolean *marked, gint device)
{
  return device >= 1 && device <= AOI_ROI_MAX_DEVICES && marked[device];
}

/* Takes ROIs of marked devices out; the others close ranks. */
static void
set_aside (AoiReport *self, const gboolean *marked)
{
  guint n = 0;

  self->skipped = g_new0 (AoiRoiResult, self->n_rois);
  for (guint i = 0; i < self->n_rois; i++) {
    if (is_marked (marked, self->rois[i].device))
      self->skipped[self->n_skipped++] = self->rois[i];
    else
      self->rois[n++] = self->rois[i];
  }
  self->n_rois = n;
}

/**
 * aoi_report_skip_marked:
 * @self: a report in construction, its info and ROIs in place
 *
 * Skips the ROIs of devices that are marked bad, and takes them out if the product says so. Of a board of which frames are
 * still to come nothing is skipped: marks may be in them.
 */
void
aoi_report_skip_marked (AoiReport *self)
{
  gboolean marked[AOI_ROI_MAX_DEVICES + 1] = { FALSE };
  gboolean any = FALSE;

  for (guint i = 0; i < self->n_rois && !self->info.partial; i++) {
    const gint device = self->rois[i].device;

    if (device >= 1 && device <= AOI_ROI_MAX_DEVICES && is_found (self, &self->rois[i]))
      any = marked[device] = TRUE;
  }
  if (!any)
    return;
  for (guint i = 0; i < self->n_rois; i++)
    if (is_marked (marked, self->rois[i].device))
      skip (self, &self->rois[i]);
  if (aoi_product_get_skip_marked (self->info.source))
    set_aside (self, marked);
}

/**
 * aoi_report_has_judged:
 * @self: a report in construction
 *
 * Returns: whether an ROI passed that is no mark: of boards where only marks were looked for nothing is known
 */
gboolean
aoi_report_has_judged (const AoiReport *self)
{
  for (guint i = 0; i < self->n_rois; i++)
    if (aoi_roi_result_passed (&self->rois[i]) && !is_mark (self, &self->rois[i]))
      return TRUE;
  return FALSE;
}

/* Adds a device to a list of them, unless it was the last that was added. */
static void
add_number (GString *numbers, gint device, gint *last)
{
  if (device == *last)
    return;
  g_string_append_printf (numbers, "%s%d", numbers->len > 0 ? ", " : "", device);
  *last = device;
}

static gchar *
say_of_devices (const GString *numbers, const gchar *what)
{
  const gboolean several = strchr (numbers->str, ',') != NULL;

  return numbers->len > 0 ? g_strdup_printf ("device%s %s %s marked bad%s", several ? "s" : "",
             numbers->str, several ? "are" : "is", what)
                          : NULL;
}

/**
 * aoi_report_describe_marked:
 * @self: a report in construction, with its devices
 *
 * Returns: (transfer full) (nullable): which devices fail the board by their marks; %NULL: none
 */
gchar *
aoi_report_describe_marked (const AoiReport *self)
{
  g_autoptr (GString) numbers = g_string_new (NULL);
  gint last = -1;

  for (guint i = 0; i < self->devices->len; i++) {
    const AoiDeviceSummary *device = &g_array_index (self->devices, AoiDeviceSummary, i);

    if (device->marked)
      add_number (numbers, device->device, &last);
  }
  return say_of_devices (numbers, "");
}

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  return *(const gint *) a - *(const gint *) b;
}

/**
 * aoi_report_describe_skipped:
 * @self: a report
 *
 * Returns: (transfer full) (nullable): which devices were left out, such as `device 3 is marked bad: skipped`; %NULL: none
 *
 * Since: 0.2
 */
gchar *
aoi_report_describe_skipped (const AoiReport *self)
{
  g_autoptr (GArray) devices = g_array_new (FALSE, FALSE, sizeof (gint));
  g_autoptr (GString) numbers = g_string_new (NULL);
  gint last = -1;

  for (guint i = 0; i < self->n_skipped; i++)
    g_array_append_val (devices, self->skipped[i].device);
  g_array_sort (devices, compare_numbers);
  for (guint i = 0; i < devices->len; i++)
    add_number (numbers, g_array_index (devices, gint, i), &last);
  return say_of_devices (numbers, ": skipped");
}

/**
 * aoi_report_get_n_skipped:
 * @self: a report
 *
 * Returns: how many ROIs were left out, since their devices are marked bad and the product says `skip_marked`
 *
 * Since: 0.2
 */
guint
aoi_report_get_n_skipped (const AoiReport *self)
{
  return self->n_skipped;
}

/**
 * aoi_report_get_skipped:
 * @self: a report
 * @index: below aoi_report_get_n_skipped(); ROIs are in the order of their ids
 *
 * Returns: (transfer none): an ROI that was left out, of the status %AOI_STATUS_SKIPPED
 *
 * Since: 0.2
 */
const AoiRoiResult *
aoi_report_get_skipped (const AoiReport *self, guint index)
{
  g_return_val_if_fail (index < self->n_skipped, NULL);
  return &self->skipped[index];
}

/**
 * aoi_report_get_n_results:
 * @self: a report
 *
 * Returns: how many ROIs were inspected, also of devices that were left out
 *
 * Since: 0.2
 */
guint
aoi_report_get_n_results (const AoiReport *self)
{
  return self->n_rois + self->n_skipped;
}

/**
 * aoi_report_get_result:
 * @self: a report
 * @index: below aoi_report_get_n_results(); those that were left out come last
 *
 * Returns: (transfer none): an ROI that counts, or one that was left out
 *
 * Since: 0.2
 */
const AoiRoiResult *
aoi_report_get_result (const AoiReport *self, guint index)
{
  return index < self->n_rois ? &self->rois[index]
                              : aoi_report_get_skipped (self, index - self->n_rois);
}
