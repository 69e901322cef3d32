/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-board.h"

#include "base/aoi-uuid.h"
#include "engine/aoi-task.h"

/* What is known of a capture group. */
typedef struct {
  gboolean inspected;
  gboolean given_up; /* no further frame of it will come */
  gchar *fault; /* why its last frame was no use; NULL: none came */
} Group;

struct _AoiBoard {
  AoiRevision *revision;
  gchar *id;
  guint64 number;
  guint n_groups;
  Group *groups;
  guint n_rois;
  AoiRoiResult *results; /* by the revision's order; of groups not inspected: errors */
  guint n_placements;
  AoiPlacement *placements; /* by the revision's order; of groups not inspected: not found */
};

/**
 * aoi_board_new:
 * @revision: what all of the board's frames are inspected by
 * @number: of the board
 * @time_us: wall clock at the arrival of its first frame, microseconds since 1970
 *
 * Returns: (transfer full): a board of which no frame has come
 */
AoiBoard *
aoi_board_new (AoiRevision *revision, guint64 number, gint64 time_us)
{
  AoiBoard *self = g_new0 (AoiBoard, 1);

  self->revision = aoi_revision_ref (revision);
  self->id = aoi_uuid_new (time_us);
  self->number = number;
  self->n_groups = aoi_revision_get_n_groups (revision);
  self->groups = g_new0 (Group, self->n_groups);
  self->n_rois = aoi_revision_get_n_rois (revision);
  self->results = g_new0 (AoiRoiResult, self->n_rois);
  for (guint i = 0; i < self->n_rois; i++)
    aoi_task_init_result (&self->results[i], aoi_revision_get_roi (revision, i));
  self->n_placements = aoi_revision_get_n_places (revision);
  self->placements = g_new0 (AoiPlacement, MAX (self->n_placements, 1));
  for (guint i = 0; i < self->n_placements; i++)
    self->placements[i].device = aoi_revision_get_place (revision, i)->device;
  return self;
}

/**
 * aoi_board_free:
 * @self: (transfer full): a board
 */
void
aoi_board_free (AoiBoard *self)
{
  for (guint i = 0; i < self->n_rois; i++)
    aoi_roi_result_clear (&self->results[i]);
  for (guint i = 0; i < self->n_groups; i++)
    g_free (self->groups[i].fault);
  for (guint i = 0; i < self->n_placements; i++)
    aoi_placement_clear (&self->placements[i]);
  g_free (self->placements);
  g_free (self->results);
  g_free (self->groups);
  g_free (self->id);
  aoi_revision_unref (self->revision);
  g_free (self);
}

/**
 * aoi_board_get_number:
 * @self: a board
 *
 * Returns: its number
 */
guint64
aoi_board_get_number (const AoiBoard *self)
{
  return self->number;
}

/**
 * aoi_board_get_id:
 * @self: a board
 *
 * Returns: (transfer none): the id of its report and of those of its frames
 *
 * Since: 0.2
 */
const gchar *
aoi_board_get_id (const AoiBoard *self)
{
  return self->id;
}

static AoiRoiResult *
find_result (AoiBoard *self, gint id)
{
  for (guint i = 0; i < self->n_rois; i++)
    if (self->results[i].id == id)
      return &self->results[i];
  return NULL;
}

/* Whether two frames of a group say different things of a mark of bad devices. One that was seen once may be of another
 * board, and would take a device out that was not judged. */
static gboolean
is_in_doubt (const AoiBoard *self, const AoiRoiResult *mine, const AoiRoiResult *again)
{
  const guint index = (guint) (mine - self->results);
  const AoiRoi *roi = aoi_revision_get_roi (self->revision, index)->roi;

  return roi->spec_type != NULL && roi->spec_type->marks_device && mine->status != again->status;
}

/* Frames without fiducials tell only what others have told them: the group that has them counts, and in it the first
 * frame that did not find them. */
static void
add_placement (AoiBoard *self, guint group, gboolean again, const AoiPlacement *placement)
{
  for (guint i = 0; i < self->n_placements; i++) {
    AoiPlacement *mine = &self->placements[i];

    if (mine->device != placement->device
        || aoi_revision_get_place (self->revision, i)->group != group || (again && !mine->found))
      continue;
    aoi_placement_clear (mine);
    aoi_placement_copy (mine, placement);
  }
}

/**
 * aoi_board_add:
 * @self: a board
 * @group: a capture group of its revision
 * @report: of the ROIs of that group
 *
 * Takes the verdicts of a group. If a group comes twice, a verdict that does not pass
 * stays: which of the two pictures is the board's is unknown. Where they do not agree on a mark of bad devices, that is an
 * error.
 */
void
aoi_board_add (AoiBoard *self, guint group, const AoiReport *report)
{
  const gboolean again = self->groups[group].inspected;
  const AoiReportInfo *info = aoi_report_get_info (report);

  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);
    AoiRoiResult *mine = find_result (self, roi->id);

    if (mine != NULL && again && is_in_doubt (self, mine, roi)) {
      aoi_roi_result_error (mine, "not sure whether it is marked bad: its frames do not agree");
      continue;
    }
    if (mine == NULL || (again && !aoi_roi_result_passed (mine)))
      continue;
    aoi_roi_result_clear (mine);
    aoi_roi_result_copy (mine, roi);
  }
  for (guint i = 0; i < info->n_placements; i++)
    add_placement (self, group, again, &info->placements[i]);
  self->groups[group].inspected = TRUE;
}

/**
 * aoi_board_add_fault:
 * @self: a board
 * @group: a capture group of its revision
 * @reason: why a frame of it cannot be inspected
 *
 * Remembers why a group has no verdict, should no better frame of it come.
 */
void
aoi_board_add_fault (AoiBoard *self, guint group, const gchar *reason)
{
  g_free (self->groups[group].fault);
  self->groups[group].fault = g_strdup (reason);
}

/**
 * aoi_board_give_up:
 * @self: a board
 * @group: a capture group of its revision
 * @reason: why
 *
 * No frame of the group will come.
 */
void
aoi_board_give_up (AoiBoard *self, guint group, const gchar *reason)
{
  aoi_board_add_fault (self, group, reason);
  self->groups[group].given_up = TRUE;
}

/**
 * aoi_board_is_over:
 * @self: a board
 *
 * Returns: whether each of its groups was inspected or given up
 */
gboolean
aoi_board_is_over (const AoiBoard *self)
{
  for (guint i = 0; i < self->n_groups; i++)
    if (!self->groups[i].inspected && !self->groups[i].given_up)
      return FALSE;
  return TRUE;
}

/* An ROI of a group that was not inspected. */
static void
set_missing (const AoiBoard *self, guint group, AoiRoiResult *result)
{
  const AoiCaptureGroup *asked = aoi_revision_get_group (self->revision, group);
  const gchar *fault = self->groups[group].fault;

  aoi_roi_result_error (result, "no frame for group focus=%d, exposure=%d%s%s", asked->focus,
      asked->exposure, fault != NULL ? ": " : "", fault != NULL ? fault : "");
}

/* Returns: (transfer container): where the board's devices lie; what they own is the board's, and a reason is only in
 * those that were looked for */
static AoiPlacement *
list_placements (const AoiBoard *self)
{
  AoiPlacement *placements = g_memdup2 (
      self->placements, self->n_placements * sizeof (AoiPlacement));

  for (guint i = 0; i < self->n_placements; i++)
    if (!self->groups[aoi_revision_get_place (self->revision, i)->group].inspected)
      placements[i].reason = (gchar *) "no frame shows its fiducials";
  return placements;
}

/**
 * aoi_board_make_report:
 * @self: a board
 * @info: what the report says; id, source, product, revision, board and groups are filled in
 *
 * Makes the report of the board as it is: ROIs of groups that were not inspected are errors, so that it
 * passes only if all groups were.
 *
 * Returns: (transfer full): the report
 */
AoiReport *
aoi_board_make_report (const AoiBoard *self, AoiReportInfo *info)
{
  g_autofree AoiRoiResult *results = g_new0 (AoiRoiResult, MAX (self->n_rois, 1));
  g_autofree AoiPlacement *placements = list_placements (self);
  AoiReportInfo said;

  for (guint i = 0; i < self->n_rois; i++) {
    const guint group = aoi_revision_get_roi (self->revision, i)->group;

    aoi_roi_result_copy (&results[i], &self->results[i]);
    if (!self->groups[group].inspected)
      set_missing (self, group, &results[i]);
  }
  aoi_report_info_set_source (info, aoi_revision_get_product (self->revision));
  info->id = self->id;
  info->board = self->number;
  info->groups = self->n_groups;
  info->partial = FALSE;
  said = *info;
  said.placements = placements;
  said.n_placements = self->n_placements;
  return aoi_report_new (&said, results, self->n_rois);
}
