/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"

G_BEGIN_DECLS

/* Gives a built-in inspector by its number, NULL behind the last one. */
typedef const AoiInspector *(*AoiInspectorGetter) (guint index);

void aoi_inspectors_set_builtins (AoiInspectorGetter get);

G_END_DECLS
