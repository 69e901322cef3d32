/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"
#include "aoi-product.h"

G_BEGIN_DECLS

/**
 * AoiRevision:
 *
 * A product made ready for inspection: every enabled ROI with its inspector and prepared state.
 * Immutable, except for what orders work and changes no verdict: expected times and the ROIs' gates.
 * Atomically reference counted; frames in flight keep theirs.
 */
typedef struct _AoiRevision AoiRevision;

/**
 * AoiScratchStack:
 *
 * The working memory of ROIs of one type. For libaoi's own use.
 */
typedef struct _AoiScratchStack AoiScratchStack;

/**
 * AoiExpected:
 *
 * How long ROIs took so far, by which their order is chosen. For libaoi's own use.
 */
typedef struct _AoiExpected AoiExpected;

/**
 * AoiGate:
 *
 * What keeps an inspector that hangs from holding further workers. For libaoi's own use.
 */
typedef struct _AoiGate AoiGate;

/**
 * AoiViewStore:
 *
 * Gray pixels that several ROIs of a frame read. For libaoi's own use.
 */
typedef struct _AoiViewStore AoiViewStore;

/**
 * AoiJail:
 *
 * Processes in which inspectors run that call foreign code. For libaoi's own use.
 */
typedef struct _AoiJail AoiJail;

/**
 * AoiCaptureGroup:
 * @focus: camera units
 * @exposure: microseconds
 * @n_rois: how many enabled ROIs ask for that
 *
 * A setting of the camera for which a frame of each board is taken.
 */
typedef struct {
  gint focus;
  gint exposure;
  guint n_rois;
} AoiCaptureGroup;

/**
 * AoiRevisionPlace:
 * @device: a device that has fiducials; 0: the whole frame
 * @group: the capture group whose frame shows them
 * @first: the first of them, for aoi_revision_get_mark()
 * @n_marks: how many they are
 *
 * What is looked for in frames before ROIs are read.
 *
 * Since: 0.2
 */
typedef struct {
  gint device;
  guint group;
  guint first;
  guint n_marks;
} AoiRevisionPlace;

/**
 * AoiRevisionRoi:
 * @roi: what the product says
 * @inspector: the inspector of its type
 * @state: what @inspector prepared
 * @scratches: working memory, shared by ROIs of the same inspector
 * @margin: pixels around the ROI that @inspector may read
 * @group: the capture group that it belongs to
 * @shared: index of the view that it shares with other ROIs, or -1
 * @gate: through which its calls go where frames have a deadline
 * @cell: its number in the revision's jail, or -1: it is inspected in this process. Since: 0.2
 * @place: index of the #AoiRevisionPlace along which it is read, or -1; of a fiducial, of which it is a part. Since: 0.2
 * @reach: how many pixels from its place at rest it may be read. Since: 0.2
 *
 * An enabled ROI of a revision, or a fiducial.
 */
typedef struct {
  const AoiRoi *roi;
  const AoiInspector *inspector;
  gpointer state;
  AoiScratchStack *scratches;
  gint margin;
  guint group;
  gint shared;
  AoiGate *gate;
  gint cell;
  gint place;
  gint reach;
} AoiRevisionRoi;

#define AOI_TYPE_REVISION (aoi_revision_get_type ())

GType aoi_revision_get_type (void);
AoiRevision *aoi_revision_load (const gchar *path, GError **error);
AoiRevision *
aoi_revision_load_with (const gchar *path, const AoiProductDefaults *defaults, GError **error);
AoiRevision *aoi_revision_new (AoiProduct *product, AoiProblems *problems);
AoiRevision *aoi_revision_ref (AoiRevision *self);
void aoi_revision_unref (AoiRevision *self);
gboolean aoi_revision_isolate (AoiRevision *self, GError **error);
AoiJail *aoi_revision_get_jail (AoiRevision *self);
gboolean aoi_revision_reserve (AoiRevision *self, guint workers, GError **error);
AoiProduct *aoi_revision_get_product (AoiRevision *self);
AoiExpected *aoi_revision_get_expected (AoiRevision *self);
guint aoi_revision_get_n_rois (const AoiRevision *self);
guint aoi_revision_get_n_groups (const AoiRevision *self);
const AoiCaptureGroup *aoi_revision_get_group (const AoiRevision *self, guint index);
gint aoi_revision_find_group (const AoiRevision *self, gint focus, gint exposure);
guint aoi_revision_count_rois (const AoiRevision *self, guint group);
guint aoi_revision_get_n_shared (const AoiRevision *self);
AoiViewStore *aoi_revision_get_shared (AoiRevision *self, guint index);
AoiRevisionRoi *aoi_revision_get_roi (AoiRevision *self, guint index);
gboolean aoi_product_align (
    AoiProduct *product, gint device, const AoiImage *image, AoiImage *aligned, GError **error);
guint aoi_revision_get_n_places (const AoiRevision *self);
const AoiRevisionPlace *aoi_revision_get_place (const AoiRevision *self, guint index);
guint aoi_revision_get_n_marks (const AoiRevision *self);
AoiRevisionRoi *aoi_revision_get_mark (AoiRevision *self, guint index);
guint aoi_revision_get_n_parts (const AoiRevision *self);
AoiRect aoi_revision_get_part (AoiRevision *self, guint index, guint group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiRevision, aoi_revision_unref)

G_END_DECLS
