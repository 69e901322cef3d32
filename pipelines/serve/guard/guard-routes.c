/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Logging in and out, and what was changed. */
#include "audit/audit-find.h"
#include "auth/auth-cookie.h"
#include "auth/auth-secret.h"
#include "guard/guard-private.h"

#define SMALL ((gsize) 4096)
#define LINES "application/x-ndjson"
#define DEFAULT_LINES 200
#define MAX_LINES 1000

static void
answer_who (Guard *self, HttpCall *call, const AuthVerdict *verdict)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "guarded", auth_gate_is_guarded (self->gate));
  if (verdict->user != NULL)
    json_object_set_string_member (object, "user", verdict->user);
  else
    json_object_set_null_member (object, "user");
  json_object_set_string_member (object, "role", auth_role_to_text (verdict->role));
  if (verdict->csrf != NULL)
    json_object_set_string_member (object, "csrf_token", verdict->csrf);
  http_call_answer_object (call, object);
}

static void
refuse (HttpCall *call, const AuthVerdict *verdict)
{
  guard_set_headers (call, verdict);
  http_call_fail (call, guard_get_status (verdict->outcome), "%s", verdict->reason);
}

/* @name: who wants to be let in; not trusted unless he was */
static void
note_login (Guard *self, const AuthRequest *request, const gchar *name, const gchar *outcome)
{
  const AuditEntry entry = {
    .user = name,
    .address = request->address,
    .action = "POST /v1/login",
    .object = name,
    .outcome = outcome,
  };
  g_autoptr (GError) error = NULL;

  if (!audit_log_add (self->audit, &entry, &error))
    g_warning ("a login is not noted: %s", error->message);
}

/* Worker: yescrypt takes its time. */
static void
log_in (HttpCall *call, gpointer guard)
{
  Guard *self = guard;
  const gchar *name = guard_get_text (call, "name");
  const gchar *password = guard_get_text (call, "password");
  g_auto (AuthVerdict) verdict = { 0 };
  g_autoptr (AuthSecret) id = NULL;
  g_autofree gchar *cookie = NULL;
  AuthRequest request;

  if (name == NULL || password == NULL) {
    http_call_fail (call, HTTP_BAD_REQUEST, "name and password must be texts");
    return;
  }
  guard_request_init (&request, call);
  id = auth_gate_login (self->gate, &request, name, password, &verdict);
  if (id == NULL) {
    /* Of these there are few; whoever tries too often does not fill the log. */
    if (verdict.outcome == AUTH_UNKNOWN) {
      g_message ("%s: login refused: %s", request.address, verdict.reason);
      note_login (self, &request, name, "refused: 401");
    }
    refuse (call, &verdict);
    return;
  }
  note_login (self, &request, name, "done");
  cookie = auth_cookie_set (id, self->rules.secure);
  http_call_set_header (call, "Set-Cookie", cookie);
  answer_who (self, call, &verdict);
}

static void
log_out (HttpCall *call, gpointer guard)
{
  Guard *self = guard;
  g_autofree gchar *cookie = auth_cookie_clear (self->rules.secure);
  AuthRequest request;

  guard_request_init (&request, call);
  auth_gate_logout (self->gate, &request);
  http_call_set_header (call, "Set-Cookie", cookie);
  http_call_answer_object (call, json_object_new ());
}

static void
show_me (HttpCall *call, gpointer guard)
{
  const AuthDemand demand = { AUTH_DOOR_KNOWN, AUTH_ROLE_NONE, FALSE };
  Guard *self = guard;
  g_auto (AuthVerdict) verdict = { 0 };
  AuthRequest request;

  guard_request_init (&request, call);
  if (auth_gate_check (self->gate, &request, &demand, &verdict))
    answer_who (self, call, &verdict);
  else
    refuse (call, &verdict);
}

/* Returns whether a time is said as lines have it, to the second, or none; if not, the call is answered. */
static gboolean
get_time (HttpCall *call, const gchar *key, const gchar **time)
{
  static const gchar form[] = "dddd-dd-ddTdd:dd:ddZ";
  const gchar *text = http_call_get_query (call, key);
  gsize i = 0;

  *time = text;
  if (text == NULL)
    return TRUE;
  while (form[i] != '\0' && (form[i] == 'd' ? g_ascii_isdigit (text[i]) : text[i] == form[i]))
    i++;
  if (form[i] == '\0' && text[i] == '\0')
    return TRUE;
  http_call_fail (
      call, HTTP_BAD_REQUEST, "%s: \"%.100s\" is no time such as 2027-12-31T23:00:00Z", key, text);
  return FALSE;
}

/* Returns whether `limit` is a number of lines; if not, the call is answered. */
static gboolean
get_limit (HttpCall *call, guint *limit)
{
  const gchar *text = http_call_get_query (call, "limit");
  guint64 number = DEFAULT_LINES;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, MAX_LINES, &number, NULL)) {
    http_call_fail (
        call, HTTP_BAD_REQUEST, "limit: \"%.100s\" is not between 1 and %d", text, MAX_LINES);
    return FALSE;
  }
  *limit = (guint) number;
  return TRUE;
}

static void
show_audit (HttpCall *call, gpointer guard)
{
  Guard *self = guard;
  AuditWish wish = {
    .user = http_call_get_query (call, "user"),
    .action = http_call_get_query (call, "action"),
    .before = http_call_get_query (call, "before"),
  };
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text = NULL;

  if (!get_limit (call, &wish.limit) || !get_time (call, "since", &wish.since)
      || !get_time (call, "until", &wish.until))
    return;
  text = audit_find (&self->state->folder, &wish, &error);
  if (text != NULL) {
    http_call_answer_text (call, LINES, text);
    return;
  }
  g_warning ("%s", error->message);
  http_call_fail (call, HTTP_FAILED, "the audit log cannot be read");
}

static const ApiEndpoint endpoints[] = {
  { { "POST", "/v1/login", log_in, HTTP_OPEN, HTTP_WORK, HTTP_BODY_OBJECT, SMALL }, "login",
      "Begin a session, which the cookie names that is answered", "Login", "Person" },
  { { "POST", "/v1/logout", log_out, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, SMALL }, "logout",
      "End the session", NULL, "Nothing" },
  { { "GET", "/v1/me", show_me, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, SMALL }, "getMe",
      "Who asks, and what that one may do", NULL, "Person" },
  { { "GET", "/v1/audit", show_audit, HTTP_ADMIN, HTTP_WORK, HTTP_BODY_NONE, SMALL }, "getAudit",
      "The last lines of the audit log, the newest last", NULL, LINES,
      { { "user", "query", "string", "Of this user" },
          { "action", "query", "string", "With this in what was done" },
          { "before", "query", "string", "Before the line of this time" },
          { "since", "query", "string", "Of this time or later, such as 2027-12-31T23:00:00Z" },
          { "until", "query", "string", "Before this time" },
          { "limit", "query", "integer", "At most so many: 200" } } },
  { { "GET", "/v1/users", guard_list_users, HTTP_ADMIN, HTTP_WORK, HTTP_BODY_NONE, SMALL },
      "listUsers", "Who may log in", NULL, "Users" },
  { { "POST", "/v1/users", guard_add_user, HTTP_ADMIN, HTTP_WORK, HTTP_BODY_OBJECT, SMALL },
      "addUser", "Lets somebody log in; the first one must be an admin", "NewUser", "User" },
  { { "PUT", "/v1/users/{user}/role", guard_set_role, HTTP_ADMIN, HTTP_WORK, HTTP_BODY_OBJECT,
        SMALL },
      "setUserRole", "Gives a user another role, which counts at once; 409 for the last admin",
      "UserRole", "User" },
  { { "PUT", "/v1/users/{user}/password", guard_set_password, HTTP_ADMIN, HTTP_WORK,
        HTTP_BODY_OBJECT, SMALL },
      "setUserPassword", "Gives a user another password, and ends his sessions", "UserPassword",
      "User" },
  { { "DELETE", "/v1/users/{user}", guard_remove_user, HTTP_ADMIN, HTTP_WORK, HTTP_BODY_NONE,
        SMALL },
      "removeUser", "Removes a user, and ends his sessions; 409 for the last admin", NULL,
      "Nothing" },
  { { "GET", "/v1/tokens", guard_list_tokens, HTTP_ADMIN, HTTP_WORK, HTTP_BODY_NONE, SMALL },
      "listTokens", "Which programs may use the API", NULL, "Tokens" },
  { { "POST", "/v1/tokens", guard_add_token, HTTP_ADMIN, HTTP_WORK, HTTP_BODY_OBJECT, SMALL },
      "addToken", "Makes a token, whose secret is answered once and not kept", "NewToken",
      "MadeToken" },
  { { "DELETE", "/v1/tokens/{token}", guard_remove_token, HTTP_ADMIN, HTTP_WORK, HTTP_BODY_NONE,
        SMALL },
      "removeToken", "Removes a token, which counts at once", NULL, "Nothing" },
};

static const ApiFamily family = { "people", endpoints, G_N_ELEMENTS (endpoints) };

/**
 * guard_get_family:
 *
 * Returns: (transfer none): what the document of the API says of a guard's routes
 */
const ApiFamily *
guard_get_family (void)
{
  return &family;
}

/**
 * guard_add_routes:
 * @self: a guard
 * @server: gets its routes
 */
void
guard_add_routes (Guard *self, HttpServer *server)
{
  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    http_server_add (server, &endpoints[i].route, 1, self);
}
