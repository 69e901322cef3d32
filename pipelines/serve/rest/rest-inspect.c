/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A board in one picture: section 4.9 of the old API. */
#include "rest/rest-codes.h"
#include "rest/rest-picture.h"
#include "rest/rest-private.h"
#include "rest/rest-result.h"
#include "station/station-boards.h"
#include "station/station-inspect.h"

static void
answer (HttpCall *call, Rest *self, RestSession *session, AoiRevision *revision,
    const AoiPicture *picture, const RestCodes *codes)
{
  AoiReportInfo info = { .session_id = session->id, .station = self->station->settings.name };
  g_autoptr (RestOutput) output = rest_output_new (self->station, session);
  const RestResult result = { self->station->settings.mount, session, output };
  g_autoptr (AoiReport) report = NULL;

  info.timestamp_us = g_get_real_time ();
  rest_codes_apply (codes, &info);
  report = station_inspect (self->station, revision, picture, 0, &info);
  report = aoi_engine_judge_board (session->run, g_steal_pointer (&report));
  station_announce (self->station, report);
  rest_output_write (output, picture, report);
  http_call_answer_object (call, rest_result_new (&result, report, http_call_get_begin (call)));
}

/* In the session's turn. Returns whether a board was inspected. */
static gboolean
inspect (HttpCall *call, Rest *self, RestSession *session)
{
  JsonObject *request = http_call_get_object (call);
  g_auto (RestCodes) codes = { NULL };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AoiPicture) picture = NULL;
  g_autoptr (AoiRevision) revision = NULL;
  g_autoptr (GError) error = NULL;
  guint status = HTTP_BAD_REQUEST;

  if (rest_codes_read (&codes, request, &error))
    bytes = rest_picture_find (self->station, session, request, REST_PICTURE_FILE, &status, &error);
  if (bytes != NULL) {
    status = HTTP_BAD_REQUEST;
    picture = station_picture_decode (bytes, &error);
    g_prefix_error (&error, "The picture ");
  }
  if (picture != NULL) {
    status = HTTP_FAILED;
    revision = station_products_load (self->station->products, session->product, &error);
  }
  if (revision != NULL)
    answer (call, self, session, revision, picture, &codes);
  else
    rest_fail_with (call, self, status, error);
  return revision != NULL;
}

void
rest_inspect (HttpCall *call, gpointer data)
{
  Rest *self = data;
  g_autoptr (RestSession)
      session = rest_sessions_find (self->sessions, http_call_get_segment (call, 0));
  gboolean inspected;

  if (session == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "Session not found");
    return;
  }
  if (!rest_session_enter (session)) {
    http_call_fail (call, HTTP_CONFLICT, "Another inspection is in progress");
    return;
  }
  inspected = inspect (call, self, session);
  rest_session_leave (session, inspected);
}
