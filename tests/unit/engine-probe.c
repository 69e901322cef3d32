/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine-probe.h"

#include <math.h>
#include <string.h>

#include "aoi-error.h"

/* What the test's inspector does, by the ROI's key `act`; `n` is free for use. */
typedef struct {
  gchar *act;
  gdouble n;
} State;

TestCount engine_probe_states;
TestCount engine_probe_scratches;
TestCount engine_probe_running;
gint engine_probe_max_running;
TestDoor engine_probe_door;
static GMutex order_lock;
static GArray *order; /* order_lock: gint, ROI `n` in the order of work */

static gpointer
probe_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  const gchar *act = NULL;
  gdouble n = 0;
  State *state;

  if (!aoi_roi_get_extra_string (roi, "act", &act, error)
      || !aoi_roi_get_extra_double (roi, "n", 0, 1000, 0, &n, error))
    return NULL;
  if (g_strcmp0 (act, "refuse") == 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "does not want to");
    return NULL;
  }
  state = g_new0 (State, 1);
  state->act = g_strdup (act);
  state->n = n;
  test_count_add (&engine_probe_states, 1);
  return state;
}

static void
probe_release (gpointer data)
{
  State *state = data;

  g_free (state->act);
  g_free (state);
  test_count_add (&engine_probe_states, -1);
}

static gpointer
probe_scratch_new (const gconstpointer *states, guint n, GError **error)
{
  for (guint i = 0; i < n; i++) {
    if (g_strcmp0 (((const State *) states[i])->act, "no-scratch") == 0) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED, "no working memory today");
      return NULL;
    }
  }
  test_count_add (&engine_probe_scratches, 1);
  return g_new0 (gint, 1);
}

static void
probe_scratch_free (gpointer scratch)
{
  g_free (scratch);
  test_count_add (&engine_probe_scratches, -1);
}

static void
note_running (void)
{
  gint running = (gint) test_count_add (&engine_probe_running, 1) + 1;
  gint max;

  do
    max = g_atomic_int_get (&engine_probe_max_running);
  while (running > max
      && !g_atomic_int_compare_and_exchange (&engine_probe_max_running, max, running));
}

static struct {
  GMutex lock;
  GCond changed;
  guint wanted, running, met;
  gint64 end; /* monotonic, us */
} meeting;

static void
meet (void)
{
  g_mutex_lock (&meeting.lock);
  meeting.running++;
  meeting.met = MAX (meeting.met, meeting.running);
  g_cond_broadcast (&meeting.changed);
  while (meeting.met < meeting.wanted
      && g_cond_wait_until (&meeting.changed, &meeting.lock, meeting.end))
    ;
  meeting.running--;
  g_mutex_unlock (&meeting.lock);
}

static void
act (const State *state, GCancellable *cancellable, AoiRoiResult *result)
{
  if (g_strcmp0 (state->act, "nothing") == 0)
    return;
  if (g_strcmp0 (state->act, "wait") == 0) {
    test_door_enter (&engine_probe_door, cancellable);
    test_door_leave (&engine_probe_door);
  }
  if (g_strcmp0 (state->act, "hang") == 0) {
    test_door_enter (&engine_probe_door, NULL);
    test_door_leave (&engine_probe_door);
  }
  if (g_strcmp0 (state->act, "meet") == 0)
    meet ();
  if (g_cancellable_is_cancelled (cancellable))
    aoi_roi_result_error (result, "cancelled");
  else if (g_strcmp0 (state->act, "nan") == 0)
    aoi_roi_result_pass (result, NAN, 0);
  else if (g_strcmp0 (state->act, "low") == 0)
    aoi_roi_result_pass (result, 0.5, 0.9);
  else if (g_strcmp0 (state->act, "rubbish") == 0)
    result->status = (AoiStatus) 77;
  else if (g_strcmp0 (state->act, "erase") == 0)
    aoi_roi_result_clear (result);
  else
    aoi_roi_result_pass (result, 1, 1);
}

static void
probe_inspect (gconstpointer data, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  const State *state = data;
  gint *used = scratch;
  gint n = (gint) state->n;

  g_assert_true (g_atomic_int_compare_and_exchange (used, 0, 1));
  note_running ();
  g_mutex_lock (&order_lock);
  if (order != NULL)
    g_array_append_val (order, n);
  g_mutex_unlock (&order_lock);
  act (state, cancellable, result);
  test_count_add (&engine_probe_running, -1);
  g_atomic_int_set (used, 0);
}

const AoiInspector engine_probe = {
  .type = "probe",
  .prepare = probe_prepare,
  .release = probe_release,
  .scratch_new = probe_scratch_new,
  .scratch_free = probe_scratch_free,
  .inspect = probe_inspect,
};

void
engine_probe_call_meeting (guint wanted)
{
  g_mutex_lock (&meeting.lock);
  meeting.wanted = wanted;
  meeting.met = 0;
  meeting.end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  g_mutex_unlock (&meeting.lock);
}

guint
engine_probe_get_met (void)
{
  guint met;

  g_mutex_lock (&meeting.lock);
  met = meeting.met;
  g_mutex_unlock (&meeting.lock);
  return met;
}

void
engine_probe_note_order (void)
{
  g_mutex_lock (&order_lock);
  order = g_array_new (FALSE, FALSE, sizeof (gint));
  g_mutex_unlock (&order_lock);
}

GArray *
engine_probe_take_order (void)
{
  GArray *taken;

  g_mutex_lock (&order_lock);
  taken = g_steal_pointer (&order);
  g_mutex_unlock (&order_lock);
  return taken;
}
