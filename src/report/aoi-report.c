/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/aoi-report-private.h"

#include <string.h>

#include "base/aoi-uuid.h"

/* How many of the ROIs that did not pass the board's reason names, and how much of each. */
#define REASON_MAX_ROIS 3
#define REASON_MAX_CHARS 120

static void
report_to_string (const GValue *src, GValue *dest)
{
  const AoiReport *self = g_value_get_boxed (src);

  g_value_take_string (dest, self != NULL ? aoi_report_to_string (self) : NULL);
}

/**
 * aoi_report_get_type:
 *
 * Returns: the boxed type of #AoiReport; a #GValue transforms to what aoi_report_to_string() writes
 */
G_DEFINE_BOXED_TYPE_WITH_CODE (AoiReport, aoi_report, aoi_report_ref, aoi_report_unref,
    g_value_register_transform_func (g_define_type_id, G_TYPE_STRING, report_to_string))

/**
 * aoi_report_info_set_source:
 * @info: what a report will say
 * @product: as it was loaded; borrowed, as are its name and hash
 *
 * Fills in what a report says of the product: source, name and revision.
 */
void
aoi_report_info_set_source (AoiReportInfo *info, AoiProduct *product)
{
  info->source = product;
  info->product = aoi_product_get_name (product);
  info->revision = aoi_product_get_hash (product);
}

static gchar *
dup_valid (const gchar *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static AoiPlacement *
dup_placements (const AoiPlacement *placements, guint n_placements)
{
  AoiPlacement *copies = n_placements > 0 ? g_new (AoiPlacement, n_placements) : NULL;

  for (guint i = 0; i < n_placements; i++) {
    copies[i] = placements[i];
    copies[i].reason = dup_valid (placements[i].reason);
  }
  return copies;
}

/**
 * aoi_report_info_copy:
 * @dest: (out caller-allocates): info that owns nothing
 * @src: info
 *
 * Makes @dest what @src is, with copies of its strings, made valid UTF-8, and placements, and a reference to its
 * source.
 */
void
aoi_report_info_copy (AoiReportInfo *dest, const AoiReportInfo *src)
{
  *dest = *src;
  dest->product = dup_valid (src->product);
  dest->revision = dup_valid (src->revision);
  dest->id = dup_valid (src->id);
  dest->station = dup_valid (src->station);
  dest->session_id = dup_valid (src->session_id);
  dest->reason = dup_valid (src->reason);
  dest->source = src->source != NULL ? aoi_product_ref (src->source) : NULL;
  dest->device_barcode = dup_valid (src->device_barcode);
  for (guint i = 0; i < G_N_ELEMENTS (src->device_barcodes); i++)
    dest->device_barcodes[i] = dup_valid (src->device_barcodes[i]);
  dest->placements = dup_placements (src->placements, src->n_placements);
}

/**
 * aoi_report_info_clear:
 * @info: a copy
 *
 * Frees what aoi_report_info_copy() copied.
 */
void
aoi_report_info_clear (AoiReportInfo *info)
{
  g_clear_pointer (&info->source, aoi_product_unref);
  g_free ((gchar *) info->product);
  g_free ((gchar *) info->revision);
  g_free ((gchar *) info->id);
  g_free ((gchar *) info->station);
  g_free ((gchar *) info->session_id);
  g_free ((gchar *) info->reason);
  g_free ((gchar *) info->device_barcode);
  for (guint i = 0; i < G_N_ELEMENTS (info->device_barcodes); i++)
    g_free ((gchar *) info->device_barcodes[i]);
  for (guint i = 0; i < info->n_placements; i++)
    g_free (info->placements[i].reason);
  g_free ((AoiPlacement *) info->placements);
}

static gint
compare_ids (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const AoiRoiResult *first = a, *second = b;

  return first->id < second->id ? -1 : first->id > second->id;
}

static void
take_results (AoiReport *self, AoiRoiResult *results, guint n_results)
{
  self->n_rois = n_results;
  self->rois = g_new (AoiRoiResult, n_results);
  for (guint i = 0; i < n_results; i++) {
    AoiRoiResult *roi = &self->rois[i];

    *roi = results[i];
    results[i] = (AoiRoiResult){ 0 };
    aoi_report_unskip (roi);
    if (roi->type == NULL || !g_utf8_validate (roi->type, -1, NULL))
      roi->type = "unknown";
    aoi_roi_result_seal (roi);
  }
  if (n_results > 1)
    g_qsort_with_data (self->rois, n_results, sizeof *self->rois, compare_ids, NULL);
}

static void
append_roi_reason (GString *text, const AoiRoiResult *roi)
{
  const gboolean whole = g_utf8_strlen (roi->reason, -1) <= REASON_MAX_CHARS;
  const gsize length = whole
      ? strlen (roi->reason)
      : (gsize) (g_utf8_offset_to_pointer (roi->reason, REASON_MAX_CHARS) - roi->reason);

  g_string_append_printf (text, "%d (", roi->id);
  g_string_append_len (text, roi->reason, (gssize) length);
  g_string_append (text, whole ? ")" : "...)");
}

static guint
count (const AoiReport *self, AoiStatus status)
{
  guint n = 0;

  for (guint i = 0; i < self->n_rois; i++)
    n += self->rois[i].status == status;
  return n;
}

/* Of those that were not skipped. */
static gchar *
summarise_reasons (const AoiReport *self, guint n_bad)
{
  GString *text = g_string_new (NULL);
  guint named = 0;

  g_string_printf (text, "%u of %u ROIs not passed: ", n_bad, self->n_rois);
  for (guint i = 0; named < MIN (n_bad, REASON_MAX_ROIS); i++) {
    if (aoi_roi_result_passed (&self->rois[i]) || self->rois[i].status == AOI_STATUS_SKIPPED)
      continue;
    if (named++ > 0)
      g_string_append (text, ", ");
    append_roi_reason (text, &self->rois[i]);
  }
  if (n_bad > named)
    g_string_append_printf (text, " and %u more", n_bad - named);
  return g_string_free (text, FALSE);
}

/* Old clients read nothing else: what keeps the board from passing has to be its reason. */
static void
hold_partial (AoiReport *self)
{
  gchar *reason;

  if (!self->info.partial)
    return;
  reason = g_strdup_printf ("group %u of %u of board %" G_GUINT64_FORMAT
                            "%s%s; the board is not complete",
      self->info.group + 1, self->info.groups, self->info.board,
      self->info.reason != NULL ? ": " : "", self->info.reason != NULL ? self->info.reason : "");
  g_free ((gchar *) self->info.reason);
  self->info.reason = reason;
}

/* Why not all ROIs passed. */
static gchar *
find_failure (const AoiReport *self)
{
  const guint n_bad = self->n_rois - self->n_passed - count (self, AOI_STATUS_SKIPPED);
  g_autofree gchar *marked = aoi_report_describe_marked (self);
  g_autofree gchar *others = n_bad > 0 ? summarise_reasons (self, n_bad) : NULL;

  if (marked != NULL && others != NULL)
    return g_strdup_printf ("%s; %s", marked, others);
  return marked != NULL ? g_steal_pointer (&marked) : g_steal_pointer (&others);
}

/* Returns: (nullable): what is left over when no ROI stands in the way. */
static const gchar *
find_lack (const AoiReport *self)
{
  if (self->n_rois == 0)
    return self->n_skipped > 0 ? "all devices are marked bad: none was inspected"
                               : "no ROI is enabled";
  return aoi_report_has_judged (self) ? NULL : "nothing but bad marks was inspected";
}

static void
judge (AoiReport *self)
{
  hold_partial (self);
  if (self->info.reason != NULL)
    self->reason = g_strdup (self->info.reason);
  else if (self->n_passed < self->n_rois)
    self->reason = find_failure (self);
  else
    self->reason = g_strdup (find_lack (self));
  self->passed = self->reason == NULL && self->n_rois > 0 && self->n_passed == self->n_rois;
}

/* Databases rely on its form. */
static void
ensure_id (AoiReportInfo *info)
{
  if (info->id != NULL && aoi_uuid_get_time (info->id, NULL))
    return;
  g_free ((gchar *) info->id);
  info->id = aoi_uuid_new (info->timestamp_us > 0 ? info->timestamp_us : g_get_real_time ());
}

/**
 * aoi_report_new:
 * @info: what the report says besides its ROIs; its strings are copied, and made valid UTF-8
 * @results: (array length=n_results) (nullable): the ROIs' results in any order; their contents move
 *   into the report and leave zeroes, the array stays the caller's
 * @n_results: how many; a board without any does not pass
 *
 * Makes the report of one inspection. The results are sealed once more, so that a caller that makes a
 * report cannot make one that passes unproven. A report without an id, or with one that is no UUID of version 7, gets one. The board passes when @info has no reason against it
 * and all of at least one ROI passed. ROIs of devices that are marked bad are skipped, and do not count if the product says
 * `skip_marked`: the one exception.
 *
 * Returns: (transfer full): the report
 */
AoiReport *
aoi_report_new (const AoiReportInfo *info, AoiRoiResult *results, guint n_results)
{
  AoiReport *self = g_new0 (AoiReport, 1);

  g_atomic_ref_count_init (&self->refs);
  aoi_report_info_copy (&self->info, info);
  ensure_id (&self->info);
  take_results (self, results, n_results);
  aoi_report_skip_marked (self);
  self->n_passed = count (self, AOI_STATUS_PASS);
  aoi_report_summarise_devices (self);
  judge (self);
  return self;
}

/**
 * aoi_report_ref:
 * @self: a report
 *
 * Returns: (transfer full): @self
 */
AoiReport *
aoi_report_ref (AoiReport *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * aoi_report_unref:
 * @self: (transfer full): a report
 *
 * Drops a reference.
 */
void
aoi_report_unref (AoiReport *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_rois; i++)
    aoi_roi_result_clear (&self->rois[i]);
  g_free (self->rois);
  for (guint i = 0; i < self->n_skipped; i++)
    aoi_roi_result_clear (&self->skipped[i]);
  g_free (self->skipped);
  g_array_unref (self->devices);
  g_free (self->reason);
  aoi_report_info_clear (&self->info);
  g_free (self);
}

/**
 * aoi_report_get_passed:
 * @self: a report
 *
 * Returns: %TRUE if the whole board is proven good
 */
gboolean
aoi_report_get_passed (const AoiReport *self)
{
  return self->passed;
}

/**
 * aoi_report_get_complete:
 * @self: a report
 *
 * Returns: whether no frame of the board is still to come
 */
gboolean
aoi_report_get_complete (const AoiReport *self)
{
  return !self->info.partial;
}

/**
 * aoi_report_get_reason:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): why the board does not pass, of bounded length but for what
 *   #AoiReportInfo.reason said; %NULL if it passes
 */
const gchar *
aoi_report_get_reason (const AoiReport *self)
{
  return self->reason;
}

/**
 * aoi_report_get_info:
 * @self: a report
 *
 * Returns: (transfer none): what the report says besides its ROIs; strings live as long as @self
 */
const AoiReportInfo *
aoi_report_get_info (const AoiReport *self)
{
  return &self->info;
}

/**
 * aoi_report_get_product:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the product that it was made by
 */
AoiProduct *
aoi_report_get_product (const AoiReport *self)
{
  return self->info.source;
}

/**
 * aoi_report_get_n_rois:
 * @self: a report
 *
 * Returns: how many ROIs were to be inspected
 */
guint
aoi_report_get_n_rois (const AoiReport *self)
{
  return self->n_rois;
}

/**
 * aoi_report_get_n_passed:
 * @self: a report
 *
 * Returns: how many of the ROIs passed
 */
guint
aoi_report_get_n_passed (const AoiReport *self)
{
  return self->n_passed;
}

/**
 * aoi_report_get_roi:
 * @self: a report
 * @index: below aoi_report_get_n_rois(); ROIs are in the order of their ids
 *
 * Returns: (transfer none): the verdict on one ROI
 */
const AoiRoiResult *
aoi_report_get_roi (const AoiReport *self, guint index)
{
  g_return_val_if_fail (index < self->n_rois, NULL);
  return &self->rois[index];
}

/**
 * aoi_report_get_n_devices:
 * @self: a report
 *
 * Returns: how many devices have an ROI in this report
 */
guint
aoi_report_get_n_devices (const AoiReport *self)
{
  return self->devices->len;
}

/**
 * aoi_report_get_device:
 * @self: a report
 * @index: below aoi_report_get_n_devices(); devices are in the order of their numbers
 *
 * Returns: (transfer none): the summary of one device
 */
const AoiDeviceSummary *
aoi_report_get_device (const AoiReport *self, guint index)
{
  g_return_val_if_fail (index < self->devices->len, NULL);
  return &g_array_index (self->devices, AoiDeviceSummary, index);
}

/**
 * aoi_report_to_string:
 * @self: a report
 *
 * Returns: (transfer full): a line for people, such as `passed: board, frame 12, 16 of 16 ROIs`
 */
gchar *
aoi_report_to_string (const AoiReport *self)
{
  g_autofree gchar *skipped = aoi_report_describe_skipped (self);

  return g_strdup_printf ("%s: %s, frame %" G_GUINT64_FORMAT ", %u of %u ROIs%s%s%s%s",
      self->passed ? "passed" : "not passed",
      self->info.product != NULL ? self->info.product : "no product", self->info.frame,
      self->n_passed, self->n_rois, self->reason != NULL ? ": " : "",
      self->reason != NULL ? self->reason : "", skipped != NULL ? "; " : "",
      skipped != NULL ? skipped : "");
}
