/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What requests say, and how they are refused. */
#include "guard/guard-private.h"

/**
 * guard_request_init:
 * @self: (out): what @call says, borrowed from it
 * @call: a call
 */
void
guard_request_init (AuthRequest *self, const HttpCall *call)
{
  *self = (AuthRequest){
    .method = http_call_get_method (call),
    .address = http_call_get_peer (call),
    .host = http_call_get_header (call, "Host"),
    .origin = http_call_get_header (call, "Origin"),
    .cookie = http_call_get_header (call, "Cookie"),
    .authorization = http_call_get_header (call, "Authorization"),
    .csrf = http_call_get_header (call, "X-CSRF-Token"),
    .browser = http_call_get_header (call, "Accept-Language") != NULL,
    .goes_on = http_call_goes_on (call),
    .forwarded = http_call_get_header (call, "X-Forwarded-For") != NULL
        || http_call_get_header (call, "Forwarded") != NULL
        || http_call_get_header (call, "Via") != NULL,
  };
}

/**
 * guard_get_status:
 * @outcome: of a verdict
 *
 * Returns: how HTTP says it
 */
guint
guard_get_status (AuthOutcome outcome)
{
  switch (outcome) {
    case AUTH_MAY:
      return HTTP_OK;
    case AUTH_UNKNOWN:
      return HTTP_UNKNOWN;
    case AUTH_TOO_OFTEN:
      return HTTP_TOO_OFTEN;
    case AUTH_BUSY:
      return HTTP_BUSY;
    default:
      return HTTP_FORBIDDEN;
  }
}

/**
 * guard_set_headers:
 * @call: a call that is refused
 * @verdict: why
 */
void
guard_set_headers (HttpCall *call, const AuthVerdict *verdict)
{
  g_autofree gchar *wait = g_strdup_printf ("%u", verdict->wait_s);

  if (verdict->outcome == AUTH_UNKNOWN)
    http_call_set_header (call, "WWW-Authenticate", "Bearer");
  if (verdict->wait_s > 0)
    http_call_set_header (call, "Retry-After", wait);
}

/**
 * guard_get_text:
 * @call: a call with a JSON object
 * @key: of a member
 *
 * Returns: (transfer none) (nullable): it; %NULL: it is no text, or not there
 */
const gchar *
guard_get_text (const HttpCall *call, const gchar *key)
{
  JsonNode *node = json_object_get_member (http_call_get_object (call), key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
          && json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node)
      : NULL;
}
