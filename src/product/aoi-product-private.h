/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-product.h"

G_BEGIN_DECLS

/* Written by the thread that loads it, before anybody else has it, and never again. */
struct _AoiProduct {
  gatomicrefcount refs;
  gchar *name;
  gchar *file;
  gchar *label; /* file as UTF-8: what its ROIs' messages borrow */
  gchar *description;
  gchar *hash;
  gchar *text; /* of the ROI file */
  AoiProductDefaults defaults;
  GPtrArray *rois; /* AoiRoi */
  GHashTable *by_id; /* id -> AoiRoi of @rois */
  AoiProblems *warnings; /* what is doubtful */
  gboolean skip_marked; /* marked devices do not count */
  AoiProductArray array; /* of no columns if the product is none */
  gboolean
      lacks_fiducials; /* a ROI with problems, which is none of @rois, is a fiducial, or may be one */
};

AoiProduct *aoi_product_new (const gchar *file);

G_END_DECLS
