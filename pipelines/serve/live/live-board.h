/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

gchar *live_board_write (const AoiReport *report, const gchar *frame);

G_END_DECLS
