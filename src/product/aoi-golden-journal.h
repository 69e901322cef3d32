/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-error.h"

G_BEGIN_DECLS

/* Names in a product's golden folder. The loader reads `roi_<idx>` folders only. */
#define AOI_GOLDEN_JOURNAL_NEW ".new"
#define AOI_GOLDEN_JOURNAL_STAGED ".staged"
#define AOI_GOLDEN_JOURNAL_PENDING ".pending"
#define AOI_GOLDEN_JOURNAL_LOG "golden_log.ndjson"

/* What a change moves: pairs of names within the folder, old and new. */
#define AOI_GOLDEN_MOVES_TYPE G_VARIANT_TYPE ("a(ayay)")

/**
 * AoiGoldenJournal:
 *
 * A product's golden folder, locked: changes of it happen as a whole or not at all, whenever the
 * process or the machine stops. Belongs to one thread.
 */
typedef struct _AoiGoldenJournal AoiGoldenJournal;

/**
 * AoiGoldenJournalRead:
 * @data: the caller's
 *
 * Reads a golden folder, from the beginning each time.
 */
typedef void (*AoiGoldenJournalRead) (gpointer data);

gboolean aoi_golden_journal_read (
    const gchar *folder, AoiGoldenJournalRead read, gpointer data, GError **error);
AoiGoldenJournal *aoi_golden_journal_open (const gchar *folder, gboolean writable, GError **error);
void aoi_golden_journal_set_passing (AoiGoldenJournal *self);
void aoi_golden_journal_close (AoiGoldenJournal *self);
gboolean aoi_golden_journal_has (const AoiGoldenJournal *self, const gchar *name);
gboolean aoi_golden_journal_write_new (AoiGoldenJournal *self, GBytes *bytes, GError **error);
gboolean aoi_golden_journal_stage (AoiGoldenJournal *self, const gchar *folder, GError **error);
gboolean aoi_golden_journal_stage_file (
    AoiGoldenJournal *self, const gchar *from, const gchar *to, GError **error);
void aoi_golden_journal_forget (AoiGoldenJournal *self, const gchar *name);
gboolean aoi_golden_journal_commit (
    AoiGoldenJournal *self, GVariant *moves, const gchar *line, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiGoldenJournal, aoi_golden_journal_close)

G_END_DECLS
