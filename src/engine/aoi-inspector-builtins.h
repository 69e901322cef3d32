/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"

G_BEGIN_DECLS

/* The built-in inspectors, NULL behind the last one: src/inspectors/builtins.c defines it. */
const AoiInspector *aoi_builtins_get_inspector (guint index);

G_END_DECLS
