/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"
#include "aoi-roi-type.h"

G_BEGIN_DECLS

/**
 * AOI_UNIQUE_MAX_TEXTS:
 *
 * How many texts are remembered. Where the boards that are to be remembered have more, the ROIs concerned are
 * errors.
 */
#define AOI_UNIQUE_MAX_TEXTS 200000

/**
 * AoiUniqueMemory:
 *
 * Which texts were read on the boards of a run, for ROIs that must not read one again. One thread's.
 */
typedef struct _AoiUniqueMemory AoiUniqueMemory;

AoiUniqueMemory *aoi_unique_memory_new (guint max_texts);
void aoi_unique_memory_free (AoiUniqueMemory *self);
void aoi_unique_memory_clear (AoiUniqueMemory *self);
AoiReport *aoi_unique_judge (AoiUniqueMemory *self, AoiReport *report, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiUniqueMemory, aoi_unique_memory_free)

G_END_DECLS
