/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"

G_BEGIN_DECLS

/**
 * AoiGolden:
 * @name: the file's name without its folder
 * @image: its pixels, turned as the ROI's view is
 *
 * One accepted sample of an ROI. Immutable; belongs to its ROI.
 */
typedef struct {
  gchar *name;
  AoiRgbImage *image;
} AoiGolden;

/**
 * AOI_GOLDENS_MAX:
 *
 * The most samples an ROI may have.
 */
#define AOI_GOLDENS_MAX 1000

GPtrArray *aoi_goldens_load (const gchar *folder, GChecksum *checksum, GError **error);

G_END_DECLS
