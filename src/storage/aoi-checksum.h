/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiChecksumType:
 * @AOI_CHECKSUM_XXH3_64: XXH3 of 64 bits, seed 0: finds damage, at the speed of memory
 * @AOI_CHECKSUM_SHA256: SHA-256: finds forgery too, at a fraction of that speed
 *
 * How the contents of a file are summed up.
 */
typedef enum {
  AOI_CHECKSUM_XXH3_64,
  AOI_CHECKSUM_SHA256,
} AoiChecksumType;

/**
 * AoiChecksum:
 *
 * A sum that grows piece by piece. Belongs to one thread.
 */
typedef struct _AoiChecksum AoiChecksum;

AoiChecksum *aoi_checksum_new (AoiChecksumType type);
AoiChecksum *aoi_checksum_new_for_text (const gchar *text);
void aoi_checksum_free (AoiChecksum *self);
void aoi_checksum_update (AoiChecksum *self, gconstpointer data, gsize size);
gchar *aoi_checksum_to_text (AoiChecksum *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiChecksum, aoi_checksum_free)

G_END_DECLS
