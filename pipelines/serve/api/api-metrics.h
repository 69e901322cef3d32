/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "api/api-private.h"

G_BEGIN_DECLS

/* Handler; @data is the Api. */
void api_metrics_show (HttpCall *call, gpointer data);

G_END_DECLS
