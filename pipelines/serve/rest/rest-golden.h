/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "rest/rest.h"

G_BEGIN_DECLS

GArray *
rest_golden_trash_rois (Rest *self, const gchar *product, const GArray *ids, GError **error);

G_END_DECLS
