/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A board in several pictures, one for each capture group: section 4.10 of the old API. Every ROI of the product is in
 * the answer: those of a group whose picture is missing fail, and say why. */
#include <math.h>

#include "base/aoi-cpus.h"
#include "engine/aoi-board.h"
#include "engine/aoi-placements.h"
#include "engine/aoi-task.h"
#include "rest/rest-codes.h"
#include "rest/rest-picture.h"
#include "rest/rest-private.h"
#include "rest/rest-result.h"
#include "station/station-boards.h"
#include "station/station-picture.h"

/* A board on its way through. One worker. */
typedef struct {
  const HttpCall *call; /* borrowed */
  Rest *rest;
  RestSession *session;
  AoiRevision *revision;
  AoiBoard *board;
  AoiPlacements *placements;
  AoiReportInfo info;
  RestOutput *output;
  StationShots shots;
  StationShown shown; /* the last picture; @file owned */
  JsonObject *errors; /* key of a picture -> what the answer says in place of its results */
  GHashTable *inspected; /* key of a picture -> its group + 1 */
} Board;

/* One of its pictures. */
typedef struct {
  const gchar *key;
  JsonObject *member; /* NULL: it is no object */
  gint group; /* -1: of none */
  GBytes *bytes; /* NULL: there is no picture */
  StationDecoding decoding;
} Shot;

static void
board_clear (Board *self)
{
  station_shots_clear (&self->shots);
  g_clear_pointer (&self->shown.file, g_bytes_unref);
  g_clear_pointer (&self->output, rest_output_free);
  g_clear_pointer (&self->board, aoi_board_free);
  g_clear_pointer (&self->placements, aoi_placements_unref);
  g_clear_pointer (&self->revision, aoi_revision_unref);
  g_clear_pointer (&self->errors, json_object_unref);
  g_clear_pointer (&self->inspected, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Board, board_clear)

/* Says of a picture why it was not inspected. @member: (nullable) */
static void
note_error (Board *self, const gchar *key, JsonObject *member, const gchar *reason)
{
  static const gchar *const kept[] = { "focus", "exposure" };
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", reason);
  for (guint i = 0; member != NULL && i < G_N_ELEMENTS (kept); i++)
    if (json_object_has_member (member, kept[i]))
      json_object_set_member (object, kept[i], json_object_dup_member (member, kept[i]));
  json_object_set_object_member (self->errors, key, object);
}

/* Returns the capture group that a picture is of, or -1. */
static gint
find_group (Board *self, JsonObject *member)
{
  gint64 focus, exposure;

  if (!rest_get_integer (json_object_get_member (member, "focus"), &focus)
      || !rest_get_integer (json_object_get_member (member, "exposure"), &exposure)
      || focus != (gint) focus || exposure != (gint) exposure)
    return -1;
  return aoi_revision_find_group (self->revision, (gint) focus, (gint) exposure);
}

/* Reads the picture's file. */
static void
find_picture (Board *self, Shot *shot)
{
  guint status;

  if (shot->group < 0)
    return;
  shot->bytes = rest_picture_find (self->rest->station, self->session, self->call, shot->member,
      REST_PICTURE_PATH, &status, &shot->decoding.error);
  shot->decoding.bytes = shot->bytes;
  shot->decoding.revision = self->revision;
  shot->decoding.group = AOI_GROUP ((guint) shot->group);
}

static void
refuse_picture (Board *self, const Shot *shot)
{
  const GError *error = shot->decoding.error;
  g_autofree gchar *reason = g_strconcat (
      shot->bytes != NULL ? "The picture " : "", error->message, NULL);

  aoi_board_add_fault (self->board, (guint) shot->group, reason);
  note_error (self, shot->key, shot->member, reason);
}

/* Its pixels are gone when the board is whole. */
static void
show_picture (Board *self, const Shot *shot)
{
  g_clear_pointer (&self->shown.file, g_bytes_unref);
  station_picture_describe (shot->decoding.picture, &self->shown);
  self->shown.file = g_bytes_ref (shot->bytes);
}

static void
inspect_picture (Board *self, const Shot *shot)
{
  const StationPicture *picture = shot->decoding.picture;
  const guint group = (guint) shot->group;
  g_autoptr (AoiReport) report = NULL;

  report = rest_output_inspect (self->output, picture, self->placements, &self->info);
  aoi_board_add (self->board, group, report);
  station_shots_add (&self->shots, report, picture);
  show_picture (self, shot);
  rest_output_write (self->output, picture, report);
  g_hash_table_insert (self->inspected, g_strdup (shot->key), GUINT_TO_POINTER (group + 1));
}

static void
take_shot (Board *self, const Shot *shot)
{
  if (shot->member == NULL)
    note_error (self, shot->key, NULL, "A picture must be an object with focus and exposure");
  else if (shot->group < 0)
    note_error (
        self, shot->key, shot->member, "The product has no ROIs with this focus and exposure");
  else if (shot->decoding.picture == NULL)
    refuse_picture (self, shot);
  else
    inspect_picture (self, shot);
}

static void
shot_clear (Shot *self)
{
  g_clear_pointer (&self->decoding.picture, station_picture_free);
  g_clear_error (&self->decoding.error);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

/* Pictures that are in memory at the same time. */
static void
inspect_some (Board *self, Shot *shots, guint n)
{
  for (guint i = 0; i < n; i++)
    find_picture (self, &shots[i]);
  station_decode (self->rest->station, &shots->decoding, sizeof *shots, n);
  for (guint i = 0; i < n; i++) {
    take_shot (self, &shots[i]);
    shot_clear (&shots[i]);
  }
}

static gboolean
shows_fiducials (const Board *self, const Shot *shot)
{
  for (guint i = 0; i < aoi_revision_get_n_places (self->revision); i++)
    if ((gint) aoi_revision_get_place (self->revision, i)->group == shot->group)
      return TRUE;
  return FALSE;
}

static Shot
make_shot (Board *self, const gchar *key, JsonNode *member)
{
  Shot shot = { .key = key, .group = -1 };

  if (!JSON_NODE_HOLDS_OBJECT (member))
    return shot;
  shot.member = json_node_get_object (member);
  shot.group = find_group (self, shot.member);
  return shot;
}

/* Appends those of the pictures that show fiducials, or those that do not. Returns how many shots there are then. */
static guint
list_shots (Board *self, JsonObject *pictures, gboolean with_fiducials, Shot *shots, guint n_shots)
{
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, pictures);
  while (json_object_iter_next_ordered (&iter, &key, &member)) {
    const Shot shot = make_shot (self, key, member);

    if (shows_fiducials (self, &shot) == with_fiducials)
      shots[n_shots++] = shot;
  }
  return n_shots;
}

static void
inspect_shots (Board *self, Shot *shots, guint n)
{
  const guint at_once = aoi_cpus_get_available ();

  for (guint i = 0; i < n; i += at_once)
    inspect_some (self, &shots[i], MIN (n - i, at_once));
}

/* Pictures that show fiducials come first: by them it is known where the board lies in the others. */
static void
inspect_all (Board *self, JsonObject *pictures)
{
  const guint n = json_object_get_size (pictures);
  g_autofree Shot *shots = g_new0 (Shot, MAX (n, 1));
  const guint n_first = list_shots (self, pictures, TRUE, shots, 0);

  list_shots (self, pictures, FALSE, shots, n_first);
  inspect_shots (self, shots, n_first);
  aoi_placements_close (self->placements, "no picture of the board shows its fiducials");
  inspect_shots (self, &shots[n_first], n - n_first);
}

static gboolean
is_of_group (AoiRevision *revision, const AoiRoiResult *result, guint group)
{
  const AoiRoi *roi = aoi_product_find_roi (aoi_revision_get_product (revision), result->id);

  return roi != NULL
      && aoi_revision_find_group (revision, roi->focus, roi->exposure) == (gint) group;
}

/* Returns: (transfer full): what the whole board's report says of one group. */
static AoiReport *
extract_group (Board *self, const AoiReport *whole, guint group)
{
  const guint n_rois = aoi_report_get_n_rois (whole);
  g_autofree AoiRoiResult *results = g_new0 (AoiRoiResult, MAX (n_rois, 1));
  AoiReportInfo info = *aoi_report_get_info (whole);
  guint n = 0;

  for (guint i = 0; i < n_rois; i++)
    if (is_of_group (self->revision, aoi_report_get_roi (whole, i), group))
      aoi_roi_result_copy (&results[n++], aoi_report_get_roi (whole, i));
  info.groups = 0;
  return aoi_report_new (&info, results, n);
}

static JsonObject *
describe_groups (
    Board *self, const RestResult *result, const AoiReport *whole, JsonObject *pictures)
{
  JsonObject *groups = json_object_new ();
  g_autoptr (GList) keys = json_object_get_members (pictures);

  for (GList *key = keys; key != NULL; key = key->next) {
    const guint group = GPOINTER_TO_UINT (g_hash_table_lookup (self->inspected, key->data));
    g_autoptr (AoiReport) report = NULL;

    if (group == 0) {
      json_object_set_member (groups, key->data, json_object_dup_member (self->errors, key->data));
      continue;
    }
    report = extract_group (self, whole, group - 1);
    json_object_set_object_member (groups, key->data, rest_result_new_group (result, report));
  }
  return groups;
}

/* Returns: (transfer full): the answer */
static JsonObject *
describe_board (HttpCall *call, Board *self, JsonObject *pictures)
{
  const RestResult result = { self->rest->station->settings.mount, self->session, self->output };
  g_autoptr (AoiReport) whole = aoi_board_make_report (self->board, &self->info);
  JsonObject *object;

  whole = aoi_engine_judge_board (self->session->run, g_steal_pointer (&whole));
  whole = station_link_apply (self->rest->station->link, g_steal_pointer (&whole));
  station_shots_keep (&self->shots, whole, self->shown.file != NULL ? &self->shown : NULL);
  station_announce (self->rest->station, whole);
  object = rest_result_new (&result, whole, http_call_get_begin (call));
  json_object_set_object_member (
      object, "group_results", describe_groups (self, &result, whole, pictures));
  return object;
}

static JsonObject *
inspect_board (
    HttpCall *call, Rest *rest, RestSession *session, AoiRevision *revision, const RestCodes *codes)
{
  JsonObject *pictures = json_object_get_object_member (
      http_call_get_object (call), "captured_images");
  g_auto (Board) self = { .call = call, .rest = rest, .session = session };

  self.revision = aoi_revision_ref (revision);
  self.info.session_id = session->id;
  self.info.station = rest->station->settings.name;
  self.info.timestamp_us = g_get_real_time ();
  self.info.frame = rest_session_get_n_inspections (session);
  self.board = aoi_board_new (revision, self.info.frame, self.info.timestamp_us);
  self.placements = aoi_placements_new (revision);
  station_shots_init (&self.shots, rest->station->archive);
  self.output = rest_output_new (rest->station, session);
  self.errors = json_object_new ();
  self.inspected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rest_codes_apply (codes, &self.info);
  inspect_all (&self, pictures);
  return describe_board (call, &self, pictures);
}

/* Returns: (transfer full): the answer; NULL with @status and @error: no board was inspected */
static JsonObject *
inspect (HttpCall *call, Rest *self, RestSession *session, guint *status, GError **error)
{
  g_auto (RestCodes) codes = { NULL };
  g_autoptr (AoiRevision) revision = NULL;

  *status = HTTP_NOT_FOUND;
  if (rest_session_is_closed (session)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "Session not found");
    return NULL;
  }
  *status = HTTP_BAD_REQUEST;
  if (!rest_codes_read (&codes, http_call_get_object (call), error))
    return NULL;
  *status = HTTP_FAILED;
  revision = station_products_load (self->station->products, session->product, error);
  if (revision == NULL)
    return NULL;
  return inspect_board (call, self, session, revision, &codes);
}

/* In the call's turn, which ends before the client hears. */
static void
inspect_now (HttpCall *call, gpointer data)
{
  Rest *self = data;
  RestSession *session = http_call_get_state (call);
  g_autoptr (GError) error = NULL;
  guint status;
  JsonObject *answer = inspect (call, self, session, &status, &error);

  rest_session_leave (session, answer != NULL);
  if (answer != NULL)
    http_call_answer_object (call, answer);
  else
    rest_fail_with (call, self, status, error);
}

static gboolean
has_pictures (JsonObject *request)
{
  JsonNode *node = json_object_get_member (request, "captured_images");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
      && json_object_get_size (json_node_get_object (node)) > 0;
}

void
rest_inspect_grouped (HttpCall *call, gpointer data)
{
  Rest *self = data;
  JsonObject *request = http_call_get_object (call);
  const gchar *id = rest_get_text (request, "session_id");
  RestSession *session;

  if (id == NULL || *id == '\0') {
    http_call_fail (call, HTTP_BAD_REQUEST, "Session ID required");
    return;
  }
  session = rest_sessions_find (self->sessions, id);
  if (session == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "Session not found");
    return;
  }
  http_call_set_state (call, session, (GDestroyNotify) rest_session_unref);
  if (!has_pictures (request))
    http_call_fail (call, HTTP_BAD_REQUEST, "captured_images must be an object with pictures");
  else if (!rest_session_queue (session, call, inspect_now, self))
    http_call_fail (call, HTTP_BUSY, "Too many inspections wait in this session");
}
