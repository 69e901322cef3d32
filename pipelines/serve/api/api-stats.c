/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the boards say of a line. */
#include "api/api-filter.h"

#define DEFAULT_BY "roi"
#define DEFAULT_SHIFTS "06:00,14:00,22:00"
#define DEFAULT_LIMIT 1000
#define MAX_LIMIT 10000

/* Answers the call if a parameter is none. */
static const AoiStatsBy *
get_by (HttpCall *call)
{
  const gchar *name = http_call_get_query (call, "by");
  const AoiStatsBy *by = aoi_stats_find_by (name != NULL ? name : DEFAULT_BY);

  if (by == NULL)
    http_call_fail (call, HTTP_BAD_REQUEST,
        "by: \"%.100s\" is none of: product, station, device, roi, reason, code, hour, shift, drift, time, place",
        name);
  return by;
}

/* Likewise. */
static gboolean
get_filter (HttpCall *call, AoiQueryFilter *filter, AoiStatsShifts *shifts)
{
  const gchar *text = http_call_get_query (call, "shifts");
  g_autoptr (GError) error = NULL;

  filter->since = g_strdup (http_call_get_query (call, "since"));
  filter->until = g_strdup (http_call_get_query (call, "until"));
  filter->product = g_strdup (http_call_get_query (call, "product"));
  filter->station = g_strdup (http_call_get_query (call, "station"));
  if (aoi_query_filter_prepare (filter, "", g_get_real_time (), &error)
      && aoi_stats_shifts_parse (shifts, "", text != NULL ? text : DEFAULT_SHIFTS, &error))
    return TRUE;
  http_call_fail (call, HTTP_BAD_REQUEST, "%s", error->message);
  return FALSE;
}

static void
show (HttpCall *call, gpointer data)
{
  static const gchar *const known[] = { "by", "since", "until", "product", "station", "shifts",
    "limit", NULL };
  Api *self = data;
  g_auto (AoiQueryFilter) filter = { NULL };
  g_autoptr (GError) error = NULL;
  AoiStatsShifts shifts;
  BoardsStats asked = { .filter = &filter, .shifts = &shifts };
  JsonObject *answer;

  if (!api_check_store (call, self) || !api_check_parameters (call, known)
      || (asked.by = get_by (call)) == NULL || !get_filter (call, &filter, &shifts)
      || !api_get_limit (call, DEFAULT_LIMIT, MAX_LIMIT, &asked.limit))
    return;
  answer = boards_stats (self->boards, &asked, &error);
  if (answer != NULL)
    http_call_answer_object (call, answer);
  else
    api_fail_store (call, error);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/stats", show, HTTP_SEE, HTTP_DATA, HTTP_BODY_NONE, API_SMALL }, "getStatistics",
      "Yield, first-pass yield and false-call rate, and rows by ROI, hour, reason ...", NULL,
      "Statistics",
      { { "by", "query", "string",
            "product, station, device, roi (default), reason, code, hour, shift, drift, time or place" },
          { "since", "query", "string", "From then on: 8h, 7d, 2026-11-28, 2026-11-28T14:00:00Z" },
          { "until", "query", "string", "Before then" },
          { "product", "query", "string", "Of this product" },
          { "station", "query", "string", "Of this station" },
          { "shifts", "query", "string",
              "When shifts begin, in the station's zone: " DEFAULT_SHIFTS },
          { "limit", "query", "integer", "At most so many rows" } } },
};

const ApiFamily api_stats_family = { "stats", endpoints, G_N_ELEMENTS (endpoints) };
