/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where devices were found, as fields of messages. */
#include "lib/gstaoimessagefiducials.h"

static void
append (GValue *array, GstStructure *structure)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, structure);
  gst_value_array_append_and_take_value (array, &value);
}

static GstStructure *
new_mark (const AoiMark *mark)
{
  GstStructure *structure = gst_structure_new ("aoi-fiducial", "id", G_TYPE_INT, mark->id, "rest-x",
      G_TYPE_DOUBLE, mark->rest_x, "rest-y", G_TYPE_DOUBLE, mark->rest_y, "score", G_TYPE_DOUBLE,
      mark->score, "second", G_TYPE_DOUBLE, mark->second, NULL);

  if (mark->score > 0.0)
    gst_structure_set (structure, "x", G_TYPE_DOUBLE, mark->x, "y", G_TYPE_DOUBLE, mark->y, NULL);
  return structure;
}

static void
set_transform (GstStructure *structure, const AoiPlacement *placement)
{
  gdouble dx, dy;

  aoi_placement_get_shift (placement, &dx, &dy);
  gst_structure_set (structure, "dx", G_TYPE_DOUBLE, dx, "dy", G_TYPE_DOUBLE, dy, "angle",
      G_TYPE_DOUBLE, aoi_placement_get_angle (placement), "scale", G_TYPE_DOUBLE,
      aoi_placement_get_scale (placement), "residual", G_TYPE_DOUBLE, placement->residual, NULL);
}

static GstStructure *
new_placement (const AoiPlacement *placement)
{
  GstStructure *structure = gst_structure_new ("aoi-fiducials", "device", G_TYPE_INT,
      placement->device, "found", G_TYPE_BOOLEAN, placement->found, "reason", G_TYPE_STRING,
      placement->reason, NULL);
  GValue marks = G_VALUE_INIT;

  if (placement->found)
    set_transform (structure, placement);
  gst_value_array_init (&marks, placement->n_marks);
  for (guint i = 0; i < placement->n_marks; i++)
    append (&marks, new_mark (&placement->marks[i]));
  gst_structure_take_value (structure, "marks", &marks);
  return structure;
}

/**
 * gst_aoi_report_fill_fiducials:
 * @report: an inspection
 * @structure: a writable structure
 *
 * Sets the field `fiducials` in @structure, if the product of @report has any.
 */
void
gst_aoi_report_fill_fiducials (const AoiReport *report, GstStructure *structure)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  GValue placements = G_VALUE_INIT;

  if (info->n_placements == 0)
    return;
  gst_value_array_init (&placements, info->n_placements);
  for (guint i = 0; i < info->n_placements; i++)
    append (&placements, new_placement (&info->placements[i]));
  gst_structure_take_value (structure, "fiducials", &placements);
}
