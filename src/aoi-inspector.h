/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "aoi-evidence.h"
#include "aoi-golden-audit.h"
#include "aoi-image.h"
#include "aoi-placement.h"
#include "aoi-result-type.h"
#include "aoi-result.h"
#include "aoi-roi-type.h"
#include "aoi-roi.h"

G_BEGIN_DECLS

typedef struct _AoiInspector AoiInspector;

/**
 * AoiInspector:
 * @type: the name by which an ROI's `type` asks for it
 * @prepare: (nullable): checks the ROI and makes what every frame needs from it, once per revision:
 *   immutable state, or %NULL with @error set: the product is then refused with that error. What an
 *   ROI lacks but a product may lack (a golden, colour ranges) is no error here: @inspect fails for
 *   that reason. Any thread; may be slow and allocate.
 * @release: (nullable): frees a state
 * @get_margin: (nullable): how many pixels around the ROI @inspect may read; none without it
 * @scratch_new: (nullable): makes working memory for any of the @n_states states of one revision:
 *   buffers, library handles. Any thread; may be slow. %NULL with @error set: ROIs of the type report
 *   that error
 * @scratch_free: (nullable): frees it
 * @inspect: (nullable): judges one view and reports by one of aoi_roi_result_pass(), aoi_roi_result_fail() and
 *   aoi_roi_result_error(). Runs in parallel on any worker thread, for the same state too; @scratch
 *   is the call's alone. Must allocate nothing big, read no file, and check @cancellable between its
 *   stages, reporting an error when it is cancelled. A pass must have a finite score of at least its
 *   finite threshold: the engine turns any other pass into an error.
 * @shares_gray: @inspect reads its whole view by aoi_pixels_read_gray(): ROIs of the same rectangle and
 *   rotation whose inspectors all do so share what the first of them reads
 * @roi_type: (nullable): what a product may say of ROIs of the type, and how its results are shown. Since: 0.2
 * @missing: (nullable): what the build lacks for the type, if @inspect is %NULL. Since: 0.2
 * @evidence_new: (nullable): makes again what a comparison with goldens saw: aoi_evidence_new(). Any thread;
 *   may be slow. Since: 0.2
 * @golden_judge: (nullable): how goldens are compared outside an inspection. Since: 0.2
 * @calls_foreign_code: @inspect calls libraries that may end the process or never return: with
 *   aoi_revision_isolate() it runs in a process of its own, which has no file, network or time of day but what
 *   @scratch_new has opened there. What it adds to a result are numbers, texts, and arrays of them. Since: 0.2
 * @locate: (nullable): in place of @inspect: finds a mark by which it is known how the ROI's device lies in the frame.
 *   ROIs of the type are no verdicts; other ROIs of the device are read where they lie then. Fills in the mark, and
 *   reports a pass if the mark is where it says, else an error. As @inspect otherwise. Since: 0.2
 *
 * How one type of ROI is inspected: a constant table, which an application may embed in a larger
 * structure of its own (@prepare gets it as first argument).
 */
struct _AoiInspector {
  const gchar *type;
  gpointer (*prepare) (const AoiInspector *self, const AoiRoi *roi, GError **error);
  void (*release) (gpointer state);
  gint (*get_margin) (gconstpointer state);
  gpointer (*scratch_new) (const gconstpointer *states, guint n_states, GError **error);
  void (*scratch_free) (gpointer scratch);
  void (*inspect) (gconstpointer state, gpointer scratch, const AoiView *view,
      GCancellable *cancellable, AoiRoiResult *result);
  gboolean shares_gray;
  const AoiRoiType *roi_type;
  const gchar *missing;
  AoiEvidence *(*evidence_new) (AoiProduct *product, const AoiRoi *roi, const AoiImage *image,
      const AoiRoiResult *result, GError **error);
  const AoiGoldenJudge *golden_judge;
  gboolean calls_foreign_code;
  void (*locate) (gconstpointer state, gpointer scratch, const AoiImage *frame, AoiMark *mark,
      AoiRoiResult *result);
};

gboolean aoi_inspector_register (const AoiInspector *inspector, GError **error);
const AoiInspector *aoi_inspector_lookup (const gchar *type, GError **error);
gchar **aoi_inspector_list (void);

G_END_DECLS
