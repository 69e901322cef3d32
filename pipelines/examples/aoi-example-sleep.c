/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An inspector module: `type` "sleep" waits `ms` milliseconds and gives the verdict that the ROI asks
 * for (`verdict`: pass, fail, error, or nan, a pass whose score is not a number, which the engine must
 * not believe). Built as a shared library into a folder on the AOI_INSPECTORS path:
 *
 *   cc -shared -fPIC -o aoi-example-sleep.so aoi-example-sleep.c $(pkg-config --cflags --libs aoi-1.0)
 */
#include <aoi-inspector.h>
#include <math.h>

typedef struct {
  gdouble ms;
  gchar verdict; /* first letter */
} Sleep;

gboolean aoi_inspector_module_init (GError **error);

static gpointer
sleep_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  const gchar *verdict = NULL;
  Sleep state = { 0 };

  if (!aoi_roi_get_extra_double (roi, "ms", 0, 60000, 50, &state.ms, error)
      || !aoi_roi_get_extra_string (roi, "verdict", &verdict, error))
    return NULL;
  if (verdict == NULL)
    verdict = "pass";
  if (!g_strv_contains ((const gchar *const[]){ "pass", "fail", "error", "nan", NULL }, verdict)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "%s.verdict: must be pass, fail, error or nan, is \"%s\"", roi->path, verdict);
    return NULL;
  }
  state.verdict = verdict[0];
  return g_memdup2 (&state, sizeof state);
}

/* Returns early when the frame is given up. */
static void
sleep_for (gint ms, GCancellable *cancellable)
{
  GPollFD cancelled;

  if (cancellable != NULL && g_cancellable_make_pollfd (cancellable, &cancelled)) {
    g_poll (&cancelled, 1, ms);
    g_cancellable_release_fd (cancellable);
  } else {
    g_poll (NULL, 0, ms);
  }
}

static void
sleep_inspect (gconstpointer data, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  const Sleep *state = data;

  sleep_for ((gint) ceil (state->ms), cancellable);
  if (g_cancellable_is_cancelled (cancellable) || state->verdict == 'e')
    aoi_roi_result_error (result, "%s", state->verdict == 'e' ? "asked to fail" : "cancelled");
  else if (state->verdict == 'f')
    aoi_roi_result_fail (result, 0, 1, "asked not to pass");
  else
    aoi_roi_result_pass (result, state->verdict == 'n' ? NAN : 1, 1);
}

static const AoiInspector sleep_inspector = {
  .type = "sleep",
  .prepare = sleep_prepare,
  .release = g_free,
  .inspect = sleep_inspect,
};

gboolean
aoi_inspector_module_init (GError **error)
{
  return aoi_inspector_register (&sleep_inspector, error);
}
