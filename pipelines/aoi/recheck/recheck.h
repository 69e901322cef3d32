/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-revision.h"
#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/* The two products. */
enum {
  RECHECK_OLD,
  RECHECK_NEW,
  RECHECK_PRODUCTS
};

/**
 * RecheckVerdict:
 * @passes: whether the crop passes
 * @score: what was measured
 * @threshold: what it had to reach
 * @reason: (nullable): why it does not pass
 *
 * What a product says of a crop.
 */
typedef struct {
  gboolean passes;
  gdouble score, threshold;
  gchar *reason;
} RecheckVerdict;

/**
 * RecheckCrop:
 * @record: place of its record in the archive
 * @file: its name there
 * @id: of the ROI
 * @type: (nullable): of the ROI by the old product; interned
 * @verdicts: by both products
 *
 * A picture of an ROI that did not pass once.
 */
typedef struct {
  gchar *record, *file;
  gint id;
  const gchar *type;
  RecheckVerdict verdicts[RECHECK_PRODUCTS];
} RecheckCrop;

/**
 * Recheck:
 * @revisions: both products
 * @archive: where crops lie
 * @id: the ROI that is asked for; 0: all
 * @max_records: so many at most, the newest
 * @n_records: that were read
 * @n_unfit: crops that cannot be judged: a product does not have the ROI, or of another size, or the file is damaged
 * @crops: (element-type RecheckCrop): those that were judged
 *
 * What an archive says of a change of a product.
 */
typedef struct {
  AoiRevision *revisions[RECHECK_PRODUCTS];
  AoiFolder archive;
  gint id;
  guint max_records;
  guint n_records, n_unfit;
  GPtrArray *crops;
} Recheck;

void recheck_init (Recheck *self);
void recheck_clear (Recheck *self);
gboolean recheck_open (Recheck *self, gchar *const *paths, GError **error);
gboolean recheck_read (Recheck *self, GError **error);
void recheck_run (Recheck *self);
gboolean recheck_is_changed (const RecheckCrop *crop);
guint recheck_count_changed (const Recheck *self, gboolean passes);
void recheck_print (const Recheck *self);
void recheck_print_json (const Recheck *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recheck, recheck_clear)

G_END_DECLS
