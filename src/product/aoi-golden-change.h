/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "product/aoi-golden-journal.h"

G_BEGIN_DECLS

/**
 * AoiGoldenChange:
 *
 * A change of goldens that is being put together: what moves, and what the log says. Belongs to one thread.
 */
typedef struct {
  AoiGoldenJournal *journal; /* borrowed */
  GVariantBuilder *moves;
  JsonBuilder *line;
} AoiGoldenChange;

void aoi_golden_change_init (
    AoiGoldenChange *self, AoiGoldenJournal *journal, const gchar *action, gint id);
void aoi_golden_change_clear (AoiGoldenChange *self);
void aoi_golden_change_say (AoiGoldenChange *self, const gchar *key, const gchar *text);
void aoi_golden_change_move (AoiGoldenChange *self, const gchar *from, const gchar *to);
gchar *aoi_golden_change_find_name (
    const AoiGoldenChange *self, const gchar *head, gint64 stamp, const gchar *tail);
gchar *aoi_golden_change_trash (AoiGoldenChange *self, gint id, const gchar *name);
gboolean aoi_golden_change_commit (AoiGoldenChange *self, const gchar *note, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiGoldenChange, aoi_golden_change_clear)

G_END_DECLS
