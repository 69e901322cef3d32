/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts that may be read once only: on a board, or in a run. What an ROI reads again depends on others, so that
 * it is judged where a board is complete. */
#include "engine/aoi-unique-memory.h"

#include "base/aoi-quote.h"

/* A board that is judged. A text that was read on a device that is marked bad was read all the same. */
typedef struct {
  AoiUniqueMemory *memory;
  AoiReport *report;
  const AoiReportInfo *info;
  AoiRoiResult *results; /* as in the report, until one fails */
  guint n_results; /* with those that are skipped, which come last */
  guint n_failed;
} Board;

static const AoiUnique *
get_unique (const AoiRoi *roi)
{
  const AoiRoiType *type = roi != NULL ? roi->spec_type : NULL;

  return type != NULL && type->get_unique != NULL ? type->get_unique (roi) : NULL;
}

/* Results of ROIs that the product does not know may be read again. */
static const AoiUnique *
get_unique_of (const Board *board, const AoiRoiResult *result)
{
  AoiProduct *product = aoi_report_get_product (board->report);

  return product != NULL ? get_unique (aoi_product_find_roi (product, result->id)) : NULL;
}

static gboolean
is_asked_for (AoiReport *report)
{
  AoiProduct *product = aoi_report_get_product (report);

  if (product == NULL)
    return FALSE;
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    if (roi->enabled && get_unique (roi) != NULL)
      return TRUE;
  }
  return FALSE;
}

static GVariant *
get_texts (const AoiRoiResult *result, const gchar *key)
{
  GVariant *texts = aoi_roi_result_get_value (result, key, G_VARIANT_TYPE_STRING_ARRAY);

  return texts != NULL ? texts : g_variant_ref_sink (g_variant_new_strv (NULL, 0));
}

static gboolean
has_text (const AoiRoiResult *result, const gchar *text)
{
  g_autoptr (GVariant) texts = get_texts (result, AOI_VALUE_BARCODES);
  GVariantIter iter;
  const gchar *other;

  g_variant_iter_init (&iter, texts);
  while (g_variant_iter_next (&iter, "&s", &other))
    if (g_str_equal (other, text))
      return TRUE;
  return FALSE;
}

/* The first other ROI of the board that has read the text, whatever its own verdict. */
static const AoiRoiResult *
find_other (const Board *board, const AoiRoiResult *result, const gchar *text)
{
  for (guint i = 0; i < board->n_results; i++) {
    const AoiRoiResult *other = aoi_report_get_result (board->report, i);

    if (other->id != result->id && has_text (other, text))
      return other;
  }
  return NULL;
}

static gchar *
describe_time (gint64 timestamp_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (timestamp_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("unknown time");
}

static gchar *
explain_sighting (const Board *board, const AoiSighting *sighting, const gchar *quoted)
{
  const guint64 age = aoi_unique_memory_get_age (board->memory, sighting);
  g_autofree gchar *time = describe_time (sighting->timestamp_us);

  return g_strdup_printf ("not unique: %s was read on %s %" G_GUINT64_FORMAT
                          " at %s, %" G_GUINT64_FORMAT " board%s before, by ROI %d",
      quoted, sighting->grouped ? "board" : "frame", sighting->number, time, age,
      age == 1 ? "" : "s", sighting->roi);
}

/* Returns: (nullable): where the text was read as well. */
static gchar *
find_again (
    const Board *board, const AoiUnique *unique, const AoiRoiResult *result, const gchar *text)
{
  g_autofree gchar *quoted = aoi_quote (text);
  const AoiRoiResult *other = find_other (board, result, text);
  const AoiSighting *sighting;

  if (other != NULL)
    return g_strdup_printf (
        "not unique: %s is on the board twice, ROI %d of device %d reads it too", quoted, other->id,
        other->device);
  if (unique->within != AOI_UNIQUE_RUN)
    return NULL;
  sighting = aoi_unique_memory_find (board->memory, unique, text);
  return sighting != NULL ? explain_sighting (board, sighting, quoted) : NULL;
}

/* Results are copied when the first one fails. */
static AoiRoiResult *
get_own (Board *board, guint index)
{
  if (board->results == NULL) {
    board->results = g_new0 (AoiRoiResult, board->n_results);
    for (guint i = 0; i < board->n_results; i++)
      aoi_roi_result_copy (&board->results[i], aoi_report_get_result (board->report, i));
  }
  board->n_failed++;
  return &board->results[index];
}

/* Verdicts that were none before stay. */
static void
judge_roi (Board *board, guint index, const AoiUnique *unique)
{
  const AoiRoiResult *result = aoi_report_get_result (board->report, index);
  g_autoptr (GVariant) texts = get_texts (result, AOI_VALUE_MATCHED);
  const gsize n_texts = g_variant_n_children (texts);
  g_autofree gchar *again = NULL;

  if (!aoi_roi_result_passed (result))
    return;
  for (gsize i = 0; i < n_texts && again == NULL; i++) {
    const gchar *text;

    g_variant_get_child (texts, i, "&s", &text);
    again = find_again (board, unique, result, text);
  }
  if (again != NULL)
    aoi_roi_result_fail (get_own (board, index), 0.0, 1.0, "%s", again);
  else if (n_texts == 0)
    aoi_roi_result_error (
        get_own (board, index), "whether it is unique cannot be told: its text is not known");
  else if (unique->within == AOI_UNIQUE_RUN && !aoi_unique_memory_reaches (board->memory, unique))
    aoi_roi_result_error (get_own (board, index),
        "whether it is unique cannot be told: more texts were read so far back than can be remembered; "
        "ask for fewer boards or seconds");
}

static void
remember_roi (const Board *board, const AoiRoiResult *result)
{
  g_autoptr (GVariant) texts = get_texts (result, AOI_VALUE_MATCHED);
  GVariantIter iter;
  const gchar *text;

  g_variant_iter_init (&iter, texts);
  while (g_variant_iter_next (&iter, "&s", &text))
    aoi_unique_memory_add (board->memory, board->info, result->id, text);
}

/* After all are judged, so that a board is none before itself. Whether it passes does not matter. */
static void
judge_board (Board *board)
{
  for (guint i = 0; i < board->n_results; i++) {
    const AoiUnique *unique = get_unique_of (board, aoi_report_get_result (board->report, i));

    if (unique != NULL)
      judge_roi (board, i, unique);
  }
  for (guint i = 0; i < board->n_results; i++) {
    const AoiRoiResult *result = aoi_report_get_result (board->report, i);
    const AoiUnique *unique = get_unique_of (board, result);

    if (unique != NULL && unique->within == AOI_UNIQUE_RUN)
      remember_roi (board, result);
  }
}

/**
 * aoi_unique_judge:
 * @self: the memory of the run
 * @report: (transfer full): of a board; one of which frames are still to come is not judged
 * @now: monotonic time, nanoseconds
 *
 * Fails each ROI that must read a text once and has passed on one that another ROI of the board has read too,
 * or that was read on a board before. To be called for the boards of a run in their order, before anything
 * else sees their reports.
 *
 * Returns: (transfer full): @report, or the same with such ROIs failed
 */
AoiReport *
aoi_unique_judge (AoiUniqueMemory *self, AoiReport *report, gint64 now)
{
  g_autoptr (AoiReport) judged = report;
  Board board = { .memory = self,
    .report = report,
    .info = aoi_report_get_info (report),
    .n_results = aoi_report_get_n_results (report) };
  AoiReport *failed;

  if (!aoi_report_get_complete (report))
    return g_steal_pointer (&judged);
  aoi_unique_memory_begin (self, now);
  if (!is_asked_for (report))
    return g_steal_pointer (&judged);
  judge_board (&board);
  if (board.n_failed == 0)
    return g_steal_pointer (&judged);
  failed = aoi_report_new (board.info, board.results, board.n_results);
  g_free (board.results);
  return failed;
}
