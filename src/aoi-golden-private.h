/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-golden.h"

G_BEGIN_DECLS

GPtrArray *aoi_goldens_new (void);

G_END_DECLS
