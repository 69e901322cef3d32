/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoisettings.h"

#include <string.h>

/* `DEVICE=CODE`; the code is what follows the first `=`, verbatim. */
static gint
parse_entry (const gchar *entry, const gchar **code)
{
  const gchar *equals = strchr (entry, '=');
  gchar *end = NULL;
  gint64 device;

  if (equals == NULL)
    return 0;
  device = g_ascii_strtoll (entry, &end, 10);
  if (end == entry || end != equals || device < 1 || device > AOI_ROI_MAX_DEVICES)
    return 0;
  *code = equals + 1;
  return (gint) device;
}

/**
 * gst_aoi_settings_check_barcodes:
 * @text: (nullable): `1=CODE;2=CODE`
 * @problem: (out) (optional): what is wrong with it
 *
 * Returns: whether @text can be used
 */
gboolean
gst_aoi_settings_check_barcodes (const gchar *text, gchar **problem)
{
  g_auto (GStrv) entries = g_strsplit (text != NULL ? text : "", ";", -1);
  const gchar *code;

  for (guint i = 0; entries[i] != NULL; i++) {
    if (entries[i][0] != '\0' && parse_entry (entries[i], &code) == 0) {
      if (problem != NULL)
        *problem = g_strdup_printf ("\"%s\" is not DEVICE=CODE with a device from 1 to %d",
            entries[i], AOI_ROI_MAX_DEVICES);
      return FALSE;
    }
  }
  return TRUE;
}

/**
 * gst_aoi_settings_new:
 * @station: (nullable): name of the station
 * @session_id: (nullable): name of the run
 * @device_barcode: (nullable): manual code for all devices
 * @device_barcodes: (nullable): `1=CODE;2=CODE`; entries that are not of this form are left out
 *
 * Returns: (transfer full): settings
 */
GstAoiSettings *
gst_aoi_settings_new (const gchar *station, const gchar *session_id, const gchar *device_barcode,
    const gchar *device_barcodes)
{
  GstAoiSettings *self = g_atomic_rc_box_new0 (GstAoiSettings);
  g_auto (GStrv) entries = g_strsplit (device_barcodes != NULL ? device_barcodes : "", ";", -1);

  self->station = g_strdup (station);
  self->session_id = g_strdup (session_id);
  self->device_barcode = g_strdup (device_barcode);
  for (guint i = 0; entries[i] != NULL; i++) {
    const gchar *code = NULL;
    gint device = parse_entry (entries[i], &code);

    if (device == 0)
      continue;
    g_free (self->device_barcodes[device]);
    self->device_barcodes[device] = g_strdup (code);
  }
  return self;
}

/**
 * gst_aoi_settings_ref:
 * @self: settings
 *
 * Returns: (transfer full): @self
 */
GstAoiSettings *
gst_aoi_settings_ref (GstAoiSettings *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
settings_clear (gpointer data)
{
  GstAoiSettings *self = data;

  g_free (self->station);
  g_free (self->session_id);
  g_free (self->device_barcode);
  for (guint i = 0; i < G_N_ELEMENTS (self->device_barcodes); i++)
    g_free (self->device_barcodes[i]);
}

/**
 * gst_aoi_settings_unref:
 * @self: (transfer full): settings
 */
void
gst_aoi_settings_unref (GstAoiSettings *self)
{
  g_atomic_rc_box_release_full (self, settings_clear);
}

/**
 * gst_aoi_settings_fill_info:
 * @self: settings
 * @info: what a report will say; strings stay @self's
 */
void
gst_aoi_settings_fill_info (const GstAoiSettings *self, AoiReportInfo *info)
{
  info->station = self->station;
  info->session_id = self->session_id;
  info->device_barcode = self->device_barcode;
  for (guint i = 0; i < G_N_ELEMENTS (self->device_barcodes); i++)
    info->device_barcodes[i] = self->device_barcodes[i];
}
