/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/aoi-uuid.h"
#include "plant.h"

/* Boards wait for a server, and memory is not what is measured. */
static const AoiSpoolLimits limits = { 100000, (guint64) 1 << 30 };

#define BOUND_BYTES ((guint64) 1 << 30)
#define TIMEOUT_US (10 * G_USEC_PER_SEC)
#define PATIENCE_US (60 * G_USEC_PER_SEC)

/* One ROI of so many fails. */
#define FAILS_OF 400

/* Any thread. */
static void
tell_loss (const gchar *reason, gpointer data)
{
  if (reason != NULL)
    g_printerr ("plant: boards are lost: %s\n", reason);
}

/* The storer's thread. */
static void
hear_storer (gconstpointer what, gpointer data)
{
  const AoiStorerNews *news = what;
  Plant *plant = ((PlantStation *) data)->plant;
  gint64 time_us;
  gdouble delay;

  if (news->away != NULL)
    g_printerr ("plant: the database is away: %s\n", news->away);
  if (news->stored == NULL || !aoi_uuid_get_time (news->stored->id, &time_us))
    return;
  delay = (gdouble) (g_get_real_time () - time_us) / 1e3;
  g_mutex_lock (&plant->lock);
  g_array_append_val (plant->delays, delay);
  plant->stored++;
  g_mutex_unlock (&plant->lock);
}

/* The thread that writes to the outbox. */
static void
hear_dispatch (gconstpointer what, gpointer data)
{
  const AoiDispatchNews *news = what;

  if (news->state != NULL)
    aoi_courier_wake (((PlantTarget *) data)->courier, news->state);
}

/* The courier's thread. */
static void
hear_courier (AoiCourierEvent event, const gchar *reason, gpointer data)
{
  if (event != AOI_COURIER_RECOVERED)
    g_printerr ("plant: %s\n", reason);
}

static void
target_free (PlantTarget *self)
{
  AoiSpoolCounts counts = { 0 };
  g_auto (AoiCourierState) state = { 0 };

  if (self->outbox != NULL) {
    aoi_spool_finish (self->outbox, PATIENCE_US);
    aoi_spool_get_counts (self->outbox, &counts);
    aoi_spool_unref (self->outbox);
  }
  if (self->courier != NULL) {
    aoi_courier_finish (self->courier, PATIENCE_US);
    aoi_courier_get_state (self->courier, &state);
    aoi_courier_unref (self->courier);
  }
  g_mutex_lock (&self->plant->lock);
  self->plant->delivered += state.delivered;
  self->plant->lost += counts.lost;
  g_mutex_unlock (&self->plant->lock);
  g_free (self);
}

static gboolean
add_target (PlantStation *self, const gchar *uri, const gchar *outbox, GError **error)
{
  static const AoiOutboxLimits bounds = { BOUND_BYTES, 0 };
  const gboolean is_mqtt = g_str_has_prefix (uri, "mqtt");
  AoiPublishSettings settings = {
    .uri = (gchar *) uri,
    .topic = (gchar *) (is_mqtt ? "plant/{station}/{id}" : "/queue/plant"),
    .station = self->name,
    .timeout_us = TIMEOUT_US,
  };
  PlantTarget *target = g_new0 (PlantTarget, 1);
  const AoiCourierListener courier_listener = { hear_courier, target };
  const AoiSpoolListener listener = { tell_loss, hear_dispatch, target };

  target->plant = self->plant;
  g_ptr_array_add (self->targets, target);
  target->courier = aoi_courier_new (outbox, uri, &bounds, &settings, &courier_listener, error);
  if (target->courier == NULL)
    return FALSE;
  target->outbox = aoi_dispatch_new (outbox, uri, &bounds, &limits, &listener);
  return TRUE;
}

static gboolean
open_store (PlantStation *self, const gchar *database, const gchar *folder, GError **error)
{
  g_autofree gchar *outbox = g_strdup_printf ("%s/%s.store.db", folder, self->name);
  const AoiStorerSettings settings = {
    .address = database, .address_name = "database", .outbox = outbox, .outbox_name = "outbox"
  };
  const AoiSpoolListener listener = { tell_loss, hear_storer, self };

  self->store = aoi_storer_new (&settings, &limits, &listener, error);
  return self->store != NULL;
}

/* Returns: (transfer full) (nullable): %NULL with an error */
PlantStation *
plant_station_new (Plant *plant, guint index, const gchar *database, gchar *const *uris,
    const gchar *folder, GError **error)
{
  PlantStation *self = g_new0 (PlantStation, 1);
  g_autofree gchar *outbox = NULL;
  gboolean good;

  self->plant = plant;
  self->name = g_strdup_printf ("station-%03u", index + 1);
  self->random = g_rand_new_with_seed (index + 1);
  self->next = index;
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) target_free);
  outbox = g_strdup_printf ("%s/%s.db", folder, self->name);
  good = open_store (self, database, folder, error);
  for (guint i = 0; good && uris[i] != NULL; i++)
    good = add_target (self, uris[i], outbox, error);
  if (good)
    return self;
  plant_station_free (self);
  return NULL;
}

void
plant_station_free (PlantStation *self)
{
  AoiSpoolCounts counts = { 0 };

  g_ptr_array_unref (self->targets);
  if (self->store != NULL) {
    aoi_spool_finish (self->store, PATIENCE_US);
    aoi_spool_get_counts (self->store, &counts);
    aoi_spool_unref (self->store);
  }
  g_mutex_lock (&self->plant->lock);
  self->plant->lost += counts.lost;
  g_mutex_unlock (&self->plant->lock);
  g_rand_free (self->random);
  g_free (self->name);
  g_free (self);
}

static void
draw_roi (PlantStation *self, AoiRoiResult *roi, gint id)
{
  const gdouble score = g_rand_double_range (self->random, 0.93, 0.99);

  roi->id = id;
  roi->device = 1;
  roi->type = "compare";
  roi->time_ns = 700000;
  aoi_roi_result_take_values (roi,
      g_variant_new_parsed (
          "{'term': <'structure'>, 'golden': <'best_golden.png'>, 'window': <[10, 20, 64, 64]>}"));
  if (g_rand_int_range (self->random, 0, FAILS_OF) == 0)
    aoi_roi_result_fail (roi, score - 0.2, 0.9, "structure differs at 469,327 (14x14)");
  else
    aoi_roi_result_pass (roi, score, 0.9);
}

static AoiReport *
draw_report (PlantStation *self, const AoiReportInfo *info, guint n_rois)
{
  g_autofree AoiRoiResult *rois = g_new0 (AoiRoiResult, n_rois);

  for (guint i = 0; i < n_rois; i++)
    draw_roi (self, &rois[i], (gint) i + 1);
  return aoi_report_new (info, rois, n_rois);
}

/* The next one that was recorded, as of now and here. */
static AoiReport *
repeat_report (PlantStation *self, AoiReportInfo *info)
{
  const GPtrArray *results = self->plant->results;
  const PlantResult *result = g_ptr_array_index (results, self->next++ % results->len);
  g_autofree AoiRoiResult *rois = g_new0 (AoiRoiResult, result->rois->len);

  for (guint i = 0; i < result->rois->len; i++)
    aoi_roi_result_copy (&rois[i], &g_array_index (result->rois, AoiRoiResult, i));
  info->product = result->product;
  return aoi_report_new (info, rois, result->rois->len);
}

/* Gives it a board, of @n_rois ROIs if it is drawn. Returns of how many it is. */
guint
plant_station_inspect (PlantStation *self, guint64 number, guint n_rois)
{
  AoiReportInfo info = {
    .station = self->name, .product = "plant", .frame = number, .timestamp_us = g_get_real_time ()
  };
  g_autoptr (AoiReport) report = self->plant->results != NULL ? repeat_report (self, &info)
                                                              : draw_report (self, &info, n_rois);
  gsize size = aoi_storer_measure (report);

  if (aoi_spool_reserve (self->store, size, FALSE) == AOI_SPOOL_ROOM)
    aoi_storer_push (self->store, report, size);
  size = aoi_dispatch_measure (report);
  for (guint i = 0; i < self->targets->len; i++) {
    AoiSpool *outbox = ((PlantTarget *) g_ptr_array_index (self->targets, i))->outbox;

    if (aoi_spool_reserve (outbox, size, FALSE) == AOI_SPOOL_ROOM)
      aoi_dispatch_push (outbox, report, AOI_JSON_TIMING, size);
  }
  return aoi_report_get_n_results (report);
}

/* Waits until its boards are stored and delivered. */
void
plant_station_drain (PlantStation *self)
{
  aoi_spool_drain (self->store);
  for (guint i = 0; i < self->targets->len; i++) {
    const PlantTarget *target = g_ptr_array_index (self->targets, i);

    aoi_spool_drain (target->outbox);
    aoi_courier_drain (target->courier, PATIENCE_US);
  }
}
