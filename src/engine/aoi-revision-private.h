/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-revision.h"

G_BEGIN_DECLS

/* What the files of AoiRevision share. */

/* Above the size of any frame; keeps sums of coordinates and margins in range. */
#define AOI_REVISION_MAX_MARGIN (1 << 20)

struct _AoiRevision {
  gatomicrefcount refs;
  AoiProduct *product;
  GArray *rois; /* AoiRevisionRoi */
  GArray *marks; /* AoiRevisionRoi: fiducials, those of a place one behind the other */
  GArray *places; /* AoiRevisionPlace */
  GArray *groups; /* AoiCaptureGroup */
  GHashTable *stacks; /* const AoiInspector * -> AoiScratchStack *, owned */
  GPtrArray *stores; /* AoiViewStore, one for each view that several ROIs share */
  AoiExpected *expected;
  AoiJail *jail; /* NULL: all ROIs are inspected in this process */
};

gint aoi_revision_measure_reach (AoiRevision *self, guint place, const AoiRoi *roi);

G_END_DECLS
