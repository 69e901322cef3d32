/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a report says of each device: its ROIs and its code. */
#include "report/aoi-report-private.h"

#include "aoi-result-type.h"

static void
clear_device (AoiDeviceSummary *device)
{
  g_free (device->barcode);
  g_free (device->code);
  g_free (device->link_error);
}

static AoiDeviceSummary *
get_or_add_device (GArray *devices, gint number)
{
  const AoiDeviceSummary added = { .device = number };
  guint i;

  for (i = 0; i < devices->len; i++) {
    AoiDeviceSummary *device = &g_array_index (devices, AoiDeviceSummary, i);

    if (device->device == number)
      return device;
    if (device->device > number)
      break;
  }
  g_array_insert_val (devices, i, added);
  return &g_array_index (devices, AoiDeviceSummary, i);
}

/**
 * aoi_report_is_code:
 * @text: (nullable): valid UTF-8
 *
 * Returns: whether @text says more than white space and control characters
 */
gboolean
aoi_report_is_code (const gchar *text)
{
  for (; text != NULL && *text != '\0'; text = g_utf8_next_char (text)) {
    const gunichar c = g_utf8_get_char (text);

    if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c))
      return TRUE;
  }
  return FALSE;
}

static gchar *
dup_first_code (const AoiRoiResult *roi)
{
  const AoiResultType *type = aoi_result_type_lookup (roi->type);
  g_autoptr (GVariant) codes = type != NULL && type->codes_value != NULL
      ? aoi_roi_result_get_value (roi, type->codes_value, G_VARIANT_TYPE_STRING_ARRAY)
      : NULL;
  const gsize n_codes = codes != NULL ? g_variant_n_children (codes) : 0;

  for (gsize i = 0; i < n_codes; i++) {
    const gchar *code;

    g_variant_get_child (codes, i, "&s", &code);
    if (aoi_report_is_code (code))
      return g_strdup (code);
  }
  return NULL;
}

/* Returns the first code that counts of the device's ROIs in the order of their ids; with @naming only of those that
 * name the device. Types without codes may carry the mark, where it means nothing. */
static gchar *
dup_device_code (const AoiReport *self, gint number, gboolean naming)
{
  for (guint i = 0; i < self->n_rois; i++) {
    const AoiRoiResult *roi = &self->rois[i];
    gchar *code;

    if (roi->device != number || (naming && !roi->names_device))
      continue;
    code = dup_first_code (roi);
    if (code != NULL)
      return code;
  }
  return NULL;
}

static const gchar *
get_manual_code (const AoiReportInfo *info, gint number)
{
  const gchar *own = number >= 1 && number <= AOI_ROI_MAX_DEVICES ? info->device_barcodes[number]
                                                                  : NULL;

  if (aoi_report_is_code (own))
    return own;
  return aoi_report_is_code (info->device_barcode) ? info->device_barcode : NULL;
}

static gchar *
choose_code (const AoiReport *self, gint number)
{
  g_autofree gchar *read = dup_device_code (self, number, TRUE);
  const gchar *manual = get_manual_code (&self->info, number);

  if (read == NULL)
    read = dup_device_code (self, number, FALSE);
  return read != NULL ? g_steal_pointer (&read) : g_strdup (manual);
}

/**
 * aoi_report_summarise_devices:
 * @self: a report in construction, its info and ROIs in place
 *
 * Counts the ROIs of each device and chooses its code. A device that is marked bad has none: it goes no further.
 */
void
aoi_report_summarise_devices (AoiReport *self)
{
  self->devices = g_array_new (FALSE, FALSE, sizeof (AoiDeviceSummary));
  g_array_set_clear_func (self->devices, (GDestroyNotify) clear_device);
  for (guint i = 0; i < self->n_rois; i++) {
    AoiDeviceSummary *device = get_or_add_device (self->devices, self->rois[i].device);

    device->total++;
    device->passed += aoi_roi_result_passed (&self->rois[i]) ? 1 : 0;
    device->marked |= self->rois[i].status == AOI_STATUS_SKIPPED;
  }
  for (guint i = 0; i < self->devices->len; i++) {
    AoiDeviceSummary *device = &g_array_index (self->devices, AoiDeviceSummary, i);

    device->code = device->marked ? NULL : choose_code (self, device->device);
    device->barcode = g_strdup (device->code != NULL ? device->code : "N/A");
  }
}
