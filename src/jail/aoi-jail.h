/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "aoi-image.h"
#include "aoi-result.h"

G_BEGIN_DECLS

/* Helpers in a row that one ROI ends, after which it gets no more. */
#define AOI_JAIL_STRIKES 3

/* Seconds that a helper may work on one ROI. */
#define AOI_JAIL_SECONDS 10

/**
 * AoiJail:
 *
 * The helpers of one revision: processes in which inspectors run that call foreign code. Thread-safe.
 */
typedef struct _AoiJail AoiJail;

/**
 * AoiJailRoi:
 * @path: where it is in the product's text
 * @type: interned
 * @rect: of the ROI
 * @margin: pixels around it that are read
 * @moves: whether they are read along the board's alignment, so that they lie askew in the frame
 *
 * A ROI that is inspected in helpers.
 */
typedef struct {
  const gchar *path;
  const gchar *type;
  AoiRect rect;
  gint margin;
  gboolean moves;
} AoiJailRoi;

/**
 * AoiJailCall:
 * @roi: which of the jail's ROIs
 * @view: what is to be inspected
 * @cancellable: (nullable): the answer is not wanted any more
 *
 * One inspection of one ROI.
 */
typedef struct {
  guint roi;
  const AoiView *view;
  GCancellable *cancellable;
} AoiJailCall;

AoiJail *aoi_jail_new (const gchar *text, gint barcode_effort, GArray *rois, gchar **modules);
void aoi_jail_free (AoiJail *self);
gboolean aoi_jail_reserve (AoiJail *self, guint count, GError **error);
void aoi_jail_inspect (AoiJail *self, const AoiJailCall *call, AoiRoiResult *result);

guint64 aoi_jail_get_replaced (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiJail, aoi_jail_free)

G_END_DECLS
