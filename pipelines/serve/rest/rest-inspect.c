/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A board in one picture: section 4.9 of the old API. */
#include "engine/aoi-task.h"
#include "rest/rest-codes.h"
#include "rest/rest-picture.h"
#include "rest/rest-private.h"
#include "rest/rest-result.h"
#include "station/station-boards.h"
#include "station/station-picture.h"

/* Returns: (transfer full): the answer */
static JsonObject *
inspect_picture (HttpCall *call, Rest *self, RestSession *session, const StationPicture *picture,
    const RestCodes *codes)
{
  AoiReportInfo info = { .session_id = session->id, .station = self->station->settings.name };
  g_autoptr (RestOutput) output = rest_output_new (self->station, session);
  const RestResult result = { self->station->settings.mount, session, output };
  g_autoptr (AoiReport) report = NULL;
  g_auto (StationShots) shots;
  StationShown shown;

  station_shots_init (&shots, self->station->archive);
  info.timestamp_us = g_get_real_time ();
  info.frame = rest_session_get_n_inspections (session);
  rest_codes_apply (codes, &info);
  report = rest_output_inspect (output, picture, NULL, &info);
  report = aoi_engine_judge_board (session->run, g_steal_pointer (&report));
  report = station_link_apply (self->station->link, g_steal_pointer (&report));
  station_shots_add (&shots, report, picture);
  station_picture_describe (picture, &shown);
  station_shots_keep (&shots, report, &shown);
  station_announce (self->station, report);
  rest_output_write (output, picture, report);
  return rest_result_new (&result, report, http_call_get_begin (call));
}

static StationPicture *
decode (Station *station, AoiRevision *revision, GBytes *bytes, GError **error)
{
  StationDecoding decoding = { bytes, revision, AOI_GROUP_ALL, NULL, NULL };

  station_decode (station, &decoding, sizeof decoding, 1);
  if (decoding.picture == NULL)
    g_propagate_prefixed_error (error, decoding.error, "The picture ");
  return decoding.picture;
}

/* In the session's turn. Returns: (transfer full): the answer; NULL with @status and @error: no board was inspected */
static JsonObject *
inspect (HttpCall *call, Rest *self, RestSession *session, guint *status, GError **error)
{
  JsonObject *request = http_call_get_object (call);
  g_auto (RestCodes) codes = { NULL };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AoiRevision) revision = NULL;
  g_autoptr (StationPicture) picture = NULL;

  *status = HTTP_BAD_REQUEST;
  if (!rest_codes_read (&codes, request, error))
    return NULL;
  bytes = rest_picture_find (
      self->station, session, call, request, REST_PICTURE_FILE, status, error);
  if (bytes == NULL)
    return NULL;
  *status = HTTP_FAILED;
  revision = station_products_load (self->station->products, session->product, error);
  if (revision == NULL)
    return NULL;
  *status = HTTP_BAD_REQUEST;
  picture = decode (self->station, revision, bytes, error);
  return picture != NULL ? inspect_picture (call, self, session, picture, &codes) : NULL;
}

/* The turn ends before the client hears: it may ask again at once. */
void
rest_inspect (HttpCall *call, gpointer data)
{
  Rest *self = data;
  g_autoptr (RestSession)
      session = rest_sessions_find (self->sessions, http_call_get_segment (call, 0));
  g_autoptr (GError) error = NULL;
  JsonObject *answer;
  guint status;

  if (session == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "Session not found");
    return;
  }
  if (!rest_session_enter (session)) {
    http_call_fail (call, HTTP_CONFLICT, "Another inspection is in progress");
    return;
  }
  answer = inspect (call, self, session, &status, &error);
  rest_session_leave (session, answer != NULL);
  if (answer != NULL)
    http_call_answer_object (call, answer);
  else
    rest_fail_with (call, self, status, error);
}
