/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * RestCodes:
 * @all: (nullable): for all devices
 * @devices: (nullable): for each device, from 1 on
 *
 * Codes that somebody typed.
 */
typedef struct {
  gchar *all;
  gchar *devices[AOI_ROI_MAX_DEVICES + 1];
} RestCodes;

gboolean rest_codes_read (RestCodes *self, JsonObject *request, GError **error);
void rest_codes_apply (const RestCodes *self, AoiReportInfo *info);
void rest_codes_clear (RestCodes *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RestCodes, rest_codes_clear)

G_END_DECLS
