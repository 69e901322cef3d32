/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guard/guard-private.h"

/* Whose clients cannot log in. For everything else one must, but for what anybody may see. */
static const gchar *const old_api[] = { "/api/", "/get_roi_groups/",
  "/process_grouped_inspection" };

static gboolean
is_old (const HttpRoute *route)
{
  for (guint i = 0; i < G_N_ELEMENTS (old_api); i++)
    if (g_str_has_prefix (route->pattern, old_api[i]))
      return TRUE;
  return FALSE;
}

static AuthRole
get_role (HttpAccess access)
{
  switch (access) {
    case HTTP_OPEN:
      return AUTH_ROLE_NONE;
    case HTTP_SEE:
    case HTTP_INSPECT:
    case HTTP_SWITCH:
      return AUTH_ROLE_OPERATOR;
    case HTTP_REVIEW:
    case HTTP_JUDGE:
      return AUTH_ROLE_VERIFIER;
    case HTTP_CHANGE:
      return AUTH_ROLE_ENGINEER;
    default:
      return AUTH_ROLE_ADMIN;
  }
}

static void
get_demand (const HttpRoute *route, AuthDemand *demand)
{
  demand->door = route->access == HTTP_OPEN ? AUTH_DOOR_PUBLIC
      : is_old (route)                      ? AUTH_DOOR_OLD
                                            : AUTH_DOOR_KNOWN;
  demand->role = get_role (route->access);
  demand->changes = guard_is_change (route);
}

/**
 * guard_is_change:
 * @route: by which somebody asks
 *
 * Returns: whether it changes something that is noted
 */
gboolean
guard_is_change (const HttpRoute *route)
{
  return route->access >= HTTP_JUDGE && !g_str_equal (route->method, "GET");
}

/**
 * guard_check:
 * @call: what a client asks for
 * @route: by what
 * @status: (out): if he may not, how HTTP says it
 * @guard: a #Guard
 *
 * Main loop. The call knows who it is of when this returns.
 *
 * Returns: (transfer full) (nullable): why not; %NULL: he may
 */
gchar *
guard_check (HttpCall *call, const HttpRoute *route, guint *status, gpointer guard)
{
  Guard *self = guard;
  g_auto (AuthVerdict) verdict = { 0 };
  AuthRequest request;
  AuthDemand demand;

  guard_request_init (&request, call);
  get_demand (route, &demand);
  if (auth_gate_check (self->gate, &request, &demand, &verdict)) {
    http_call_set_user (call, verdict.user);
    return NULL;
  }
  *status = guard_get_status (verdict.outcome);
  guard_set_headers (call, &verdict);
  return g_steal_pointer (&verdict.reason);
}
