/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "rest/rest-output.h"

G_BEGIN_DECLS

/**
 * RestResult:
 * @mount: where clients have the shared folder
 * @session: that was inspected in
 * @output: its result pictures
 *
 * What the old API adds to a report.
 */
typedef struct {
  const gchar *mount;
  const RestSession *session;
  const RestOutput *output;
} RestResult;

JsonObject *rest_result_new (const RestResult *self, const AoiReport *report, gint64 begin);
JsonObject *rest_result_new_group (const RestResult *self, const AoiReport *report);

G_END_DECLS
