/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A report as the rows of a database. */
#include "store/aoi-store-board-private.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/aoi-uuid.h"
#include "json/aoi-json-writer.h"

/**
 * aoi_store_board_alloc:
 *
 * Returns: (transfer full): a board of which nothing is known
 */
AoiStoreBoard *
aoi_store_board_alloc (void)
{
  AoiStoreBoard *self = g_new0 (AoiStoreBoard, 1);

  self->devices = g_array_new (FALSE, TRUE, sizeof (AoiStoreDevice));
  self->rois = g_array_new (FALSE, TRUE, sizeof (AoiStoreRoi));
  self->placements = g_array_new (FALSE, TRUE, sizeof (AoiStorePlacement));
  self->strings = g_string_chunk_new (1024);
  self->station = self->product = self->session = "";
  return self;
}

/**
 * aoi_store_board_free:
 * @self: (transfer full): a board
 */
void
aoi_store_board_free (AoiStoreBoard *self)
{
  g_array_unref (self->devices);
  g_array_unref (self->rois);
  g_array_unref (self->placements);
  g_string_chunk_free (self->strings);
  g_clear_pointer (&self->report, aoi_report_unref);
  g_free (self);
}

/**
 * aoi_store_board_take:
 * @self: a board
 * @text: (transfer full): a text
 *
 * Returns: (transfer none): the same, which lives as long as @self
 */
const gchar *
aoi_store_board_take (AoiStoreBoard *self, gchar *text)
{
  g_autofree gchar *owned = text;

  return g_string_chunk_insert (self->strings, owned);
}

/* A device that is marked bad is found bad, unless it was left out. */
static gboolean
is_found_bad (const AoiStoreBoard *self)
{
  for (guint i = 0; i < self->rois->len; i++)
    if (g_str_equal (g_array_index (self->rois, AoiStoreRoi, i).status, "fail"))
      return TRUE;
  return self->has_marked;
}

/* Scores of ROIs that were not inspected are 0 in reports. In a database they would be taken for measured ones. */
static void
forget_unmeasured (AoiStoreRoi *roi)
{
  if (!g_str_equal (roi->status, "pass") && !g_str_equal (roi->status, "fail"))
    roi->score = roi->threshold = NAN;
}

/**
 * aoi_store_board_judge:
 * @self: a board whose devices and ROIs are known
 * @passed: whether it is proven good
 *
 * Sets what follows from them. A board of which no ROI was found bad, but which is not proven good either, was not inspected:
 * its product, its frames or its time were missing.
 */
void
aoi_store_board_judge (AoiStoreBoard *self, gboolean passed)
{
  self->verdict = passed ? "pass" : is_found_bad (self) ? "fail" : "not inspected";
  for (guint i = 0; i < self->rois->len; i++)
    forget_unmeasured (&g_array_index (self->rois, AoiStoreRoi, i));
  for (guint i = 0; i < self->devices->len && self->code == NULL; i++)
    self->code = g_array_index (self->devices, AoiStoreDevice, i).barcode;
}

static void
add_devices (AoiStoreBoard *self)
{
  for (guint i = 0; i < aoi_report_get_n_devices (self->report); i++) {
    const AoiDeviceSummary *summary = aoi_report_get_device (self->report, i);
    const AoiStoreDevice device = { summary->device, summary->total, summary->passed,
      g_str_equal (summary->barcode, AOI_STORE_NO_CODE) ? NULL : summary->barcode, summary->code };

    self->has_marked |= summary->marked;
    if (!summary->marked)
      g_array_append_val (self->devices, device);
  }
}

static const gchar *
write_values (AoiStoreBoard *self, const AoiRoiResult *result)
{
  g_autoptr (JsonNode) root = NULL;

  if (result->values == NULL)
    return "{}";
  root = json_gvariant_serialize (result->values);
  return aoi_store_board_take (self, aoi_json_write (root));
}

static void
add_rois (AoiStoreBoard *self)
{
  const guint n = aoi_report_get_n_results (self->report);

  g_array_set_size (self->rois, n);
  for (guint i = 0; i < n; i++) {
    const AoiRoiResult *result = aoi_report_get_result (self->report, i);

    g_array_index (self->rois, AoiStoreRoi, i) = (AoiStoreRoi){ result->id, result->device,
      result->type, aoi_status_to_string (result->status), result->score, result->threshold,
      result->reason, write_values (self, result), (gdouble) result->time_ns / 1e6 };
  }
}

static void
add_placements (AoiStoreBoard *self, const AoiReportInfo *info)
{
  for (guint i = 0; i < info->n_placements; i++) {
    const AoiPlacement *placement = &info->placements[i];
    AoiStorePlacement row = { placement->device, NAN, NAN, NAN, NAN, NAN, placement->reason };

    if (placement->found) {
      aoi_placement_get_shift (placement, &row.dx, &row.dy);
      row.angle = aoi_placement_get_angle (placement);
      row.scale = aoi_placement_get_scale (placement);
      row.residual = placement->residual;
    }
    g_array_append_val (self->placements, row);
  }
}

/**
 * aoi_store_board_align_time:
 * @id: of a board
 * @time_us: of its report, microseconds since 1970
 *
 * A board of several frames is of the time at which the first one came, which its id has. Questions find boards by their id, and
 * sums by their time: the hour of both must be one.
 *
 * Returns: @time_us if that is in the millisecond of the id, else the id's
 */
gint64
aoi_store_board_align_time (const gchar *id, gint64 time_us)
{
  gint64 id_us;

  return aoi_uuid_get_time (id, &id_us) && time_us / 1000 != id_us / 1000 ? id_us : time_us;
}

/**
 * aoi_store_or_empty:
 * @text: (nullable): a text
 *
 * Returns: the same, for columns that must have one
 */
const gchar *
aoi_store_or_empty (const gchar *text)
{
  return text != NULL ? text : "";
}

/**
 * aoi_store_board_new:
 * @report: of a whole board
 *
 * Returns: (transfer full): its rows
 */
AoiStoreBoard *
aoi_store_board_new (AoiReport *report)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  AoiProduct *product = aoi_report_get_product (report);
  AoiStoreBoard *self = aoi_store_board_alloc ();

  self->report = aoi_report_ref (report);
  self->id = info->id;
  self->station = aoi_store_or_empty (info->station);
  self->product = aoi_store_or_empty (info->product);
  self->revision = info->revision;
  self->product_text = product != NULL ? aoi_product_get_text (product) : NULL;
  self->number = info->groups > 0 ? info->board : info->frame;
  self->session = aoi_store_or_empty (info->session_id);
  self->time_us = aoi_store_board_align_time (info->id, info->timestamp_us);
  self->reason = aoi_report_get_reason (report);
  self->total_ms = (gdouble) info->total_ns / 1e6;
  self->inspect_ms = (gdouble) info->inspect_ns / 1e6;
  add_devices (self);
  add_rois (self);
  add_placements (self, info);
  aoi_store_board_judge (self, aoi_report_get_passed (report));
  return self;
}
