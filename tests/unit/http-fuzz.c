/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests and forms, drawn and then changed at random: whatever a client sends, handlers see what their routes promise,
 * answers are whole, and the next client is answered.
 *
 * By hand, for hours, in a build with sanitizers: AOI_FUZZ_CASES=10000000 AOI_FUZZ_SEED=7 tests/unit/test-http-fuzz */
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "http/http-server.h"
#include "support/test-repeat.h"

#define MAX_BODY ((gsize) 4096)
#define MAX_PARTS 64
#define BOUNDARY "----aoi7MA4YWxk"
/* Answers that a client may get who sent no more than this test does at once. */
#define MAX_ANSWERS 8
#define GOOD "GET /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

/* ---------------------------------------------------------------- what is promised */

static void
answer (HttpCall *call)
{
  http_call_answer_text (call, "text/plain", "seen");
}

static void
check_segments (HttpCall *call)
{
  for (guint i = 0; i < http_call_get_n_segments (call); i++) {
    const gchar *segment = http_call_get_segment (call, i);

    g_assert_true (*segment != '\0' && g_utf8_validate (segment, -1, NULL));
  }
}

static void
see_none (HttpCall *call, gpointer data)
{
  check_segments (call);
  answer (call);
}

static void
see_number (HttpCall *call, gpointer data)
{
  check_segments (call);
  g_assert_cmpuint (http_call_get_n_segments (call), ==, 2);
  g_assert_cmpuint (strspn (http_call_get_segment (call, 1), "0123456789"), ==,
      strlen (http_call_get_segment (call, 1)));
  answer (call);
}

static void
see_object (HttpCall *call, gpointer data)
{
  g_assert_nonnull (http_call_get_object (call));
  g_assert_cmpuint (g_bytes_get_size (http_call_get_body (call)), <=, MAX_BODY);
  answer (call);
}

static void
see_form (HttpCall *call, gpointer data)
{
  GPtrArray *form = http_call_get_form (call);
  gsize size = 0;

  g_assert_nonnull (form);
  g_assert_cmpuint (form->len, <=, MAX_PARTS);
  for (guint i = 0; i < form->len; i++) {
    const HttpPart *part = g_ptr_array_index (form, i);

    g_assert_nonnull (part->name);
    size += strlen (part->name) + g_bytes_get_size (part->bytes);
  }
  g_assert_cmpuint (size, <=, MAX_BODY);
  answer (call);
}

static void
see_bytes (HttpCall *call, gpointer data)
{
  g_assert_cmpuint (g_bytes_get_size (http_call_get_body (call)), <=, MAX_BODY);
  answer (call);
}

static const HttpRoute routes[] = {
  { "GET", "/none", see_none, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, MAX_BODY },
  { "GET", "/a/{name}/b", see_none, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, MAX_BODY },
  { "GET", "/a/{name}/{#number}", see_number, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, MAX_BODY },
  { "POST", "/object", see_object, HTTP_OPEN, HTTP_WORK, HTTP_BODY_OBJECT, MAX_BODY },
  { "PUT", "/a/{name}", see_object, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_OBJECT, MAX_BODY },
  { "POST", "/form", see_form, HTTP_OPEN, HTTP_WORK, HTTP_BODY_FORM, MAX_BODY },
  { "POST", "/bytes", see_bytes, HTTP_OPEN, HTTP_WORK, HTTP_BODY_BYTES, MAX_BODY },
};

/* ---------------------------------------------------------------- what is sent */

static const gchar *
draw_one (GRand *rand, const gchar *const *from, guint n)
{
  return from[g_rand_int_range (rand, 0, (gint) n)];
}

#define DRAW(rand, from) draw_one (rand, from, G_N_ELEMENTS (from))

static gchar *
draw_path (GRand *rand)
{
  static const gchar *const parts[] = { "a", "none", "b", "7", "..", "%2e%2e", "%2f", "%00", "%ff",
    "%e2%82%ac", "", "%", "*", "form" };
  GString *path = g_string_new (NULL);
  const guint n = (guint) g_rand_int_range (rand, 1, 4);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (path, "/%s", DRAW (rand, parts));
  if (g_rand_int_range (rand, 0, 4) == 0)
    g_string_append (path, "?a=%41&b&c=%zz");
  return g_string_free (path, FALSE);
}

static void
append_part (GRand *rand, GString *body)
{
  static const gchar *const names[] = { "form-data; name=\"product_name\"",
    "form-data; name=a; filename=\"x.jpg\"", "form-data; filename=x",
    "form-data; name=\"a\\\"b\"; filename*=UTF-8''%e2%82%ac", "attachment; name=x", "form-data",
    "form-data; name=\"\"" };
  const guint n = (guint) g_rand_int_range (rand, 0, 200);

  g_string_append_printf (
      body, "--" BOUNDARY "\r\nContent-Disposition: %s\r\n", DRAW (rand, names));
  if (g_rand_boolean (rand))
    g_string_append (body, "Content-Type: image/png\r\n");
  g_string_append (body, "\r\n");
  for (guint i = 0; i < n; i++)
    g_string_append_c (body, (gchar) g_rand_int_range (rand, 0, 256));
  g_string_append (body, "\r\n");
}

static GString *
draw_form (GRand *rand)
{
  GString *body = g_string_new (NULL);
  const guint n = (guint) g_rand_int_range (rand, 0, g_rand_int_range (rand, 0, 20) == 0 ? 80 : 5);

  for (guint i = 0; i < n; i++)
    append_part (rand, body);
  g_string_append (body, "--" BOUNDARY "--\r\n");
  return body;
}

static GString *
draw_object (GRand *rand)
{
  static const gchar *const bodies[] = { "{}", "{\"product_name\":\"parts\"}",
    "{\"a\":[1,2.5e3,null,{\"b\":\"\\u20ac\"}]}", "[]", "null", "{\"a\":1}{}", "\xef\xbb\xbf{}",
    "{\"a\":{\"a\":{\"a\":{\"a\":[[[[]]]]}}}}", "" };

  return g_string_new (DRAW (rand, bodies));
}

/* As one length, or in chunks. */
static void
append_body (GRand *rand, GString *text, const GString *body)
{
  gsize at = 0;

  if (g_rand_int_range (rand, 0, 3) > 0) {
    g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", body->len);
    g_string_append_len (text, body->str, (gssize) body->len);
    return;
  }
  g_string_append (text, "Transfer-Encoding: chunked\r\n\r\n");
  while (at < body->len) {
    const gsize n_drawn = (gsize) g_rand_int_range (rand, 1, 60);
    const gsize n = MIN (body->len - at, n_drawn);

    g_string_append_printf (text, "%" G_GSIZE_MODIFIER "x\r\n", n);
    g_string_append_len (text, body->str + at, (gssize) n);
    g_string_append (text, "\r\n");
    at += n;
  }
  g_string_append (text, "0\r\n\r\n");
}

static void
append_request (GRand *rand, GString *text)
{
  static const gchar *const more[] = { "", "", "", "Expect: 100-continue\r\n",
    "Origin: http://x\r\n", "Connection: close\r\n", "Content-Encoding: gzip\r\n",
    "Range: bytes=0-1\r\n", "Cookie: a=b; c\r\n", "Upgrade: h2c\r\nConnection: Upgrade\r\n" };
  static const gchar *const methods[] = { "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE",
    "CONNECT", "PRI" };
  g_autofree gchar *path = draw_path (rand);

  switch (g_rand_int_range (rand, 0, 5)) {
    case 0: {
      g_autoptr (GString) body = draw_form (rand);

      g_string_append_printf (text,
          "POST /form HTTP/1.1\r\nHost: x\r\n%sContent-Type: multipart/form-data; boundary=%s\r\n",
          DRAW (rand, more), BOUNDARY);
      append_body (rand, text, body);
      break;
    }
    case 1:
    case 2: {
      g_autoptr (GString) body = draw_object (rand);

      g_string_append_printf (text,
          "%s HTTP/1.1\r\nHost: x\r\n%sContent-Type: application/json\r\n",
          g_rand_boolean (rand) ? "POST /object" : "PUT /a/x", DRAW (rand, more));
      append_body (rand, text, body);
      break;
    }
    case 3: {
      g_autoptr (GString) body = draw_form (rand);

      g_string_append_printf (text, "POST /bytes HTTP/1.1\r\nHost: x\r\n%s", DRAW (rand, more));
      append_body (rand, text, body);
      break;
    }
    default:
      g_string_append_printf (text, "%s %s HTTP/1.1\r\nHost: x\r\n%s\r\n", DRAW (rand, methods),
          path, DRAW (rand, more));
  }
}

static void
change (GRand *rand, GString *text)
{
  static const gchar *const tokens[] = { "\r\n", "\n", "\r", "\0", ":", " ", "--", BOUNDARY,
    "Content-Length: 5\r\n", "Content-Length: 99999999999999999999\r\n",
    "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "HTTP/1.1", "%", "\"", ";", "=", "\xff",
    "ffffffffffffffff\r\n", "GET /none HTTP/1.1\r\n", "[[[[[[[[[[[[[[[[[[[[", "\t" };
  const gssize at = g_rand_int_range (rand, 0, (gint) text->len);
  const gssize n_drawn = g_rand_int_range (rand, 1, 200);
  const gssize n = MIN ((gssize) text->len - at, n_drawn);

  switch (g_rand_int_range (rand, 0, 5)) {
    case 0:
      text->str[at] = (gchar) g_rand_int_range (rand, 0, 256);
      break;
    case 1:
      g_string_insert (text, at, DRAW (rand, tokens));
      break;
    case 2:
      g_string_erase (text, at, MIN (n, 30));
      break;
    case 3: {
      g_autofree gchar *again = g_strndup (text->str + at, (gsize) n);

      g_string_insert (text, g_rand_int_range (rand, 0, (gint) text->len), again);
      break;
    }
    default:
      g_string_truncate (text, (gsize) at + 1);
  }
}

static GString *
draw_text (GRand *rand)
{
  GString *text = g_string_new (NULL);
  const guint n_requests = g_rand_int_range (rand, 0, 4) == 0 ? 2 : 1;
  const guint n_changes = (guint) g_rand_int_range (rand, 0, 4);

  for (guint i = 0; i < n_requests; i++)
    append_request (rand, text);
  for (guint i = 0; i < n_changes && text->len > 1; i++)
    change (rand, text);
  return text;
}

/* ---------------------------------------------------------------- a client */

typedef struct {
  GMainLoop *loop;
  GSocketAddress *address;
  guint32 seed;
  guint n_cases;
  guint n_seen, n_refused;
} Client;

/* Returns: (transfer full): all that comes until the server ends the connection; a client that says that it sends
 * nothing more makes it do so. */
static GString *
send_text (const Client *self, const gchar *text, gsize length)
{
  g_autoptr (GSocket) socket = g_socket_new (
      G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;
  GString *got = g_string_new (NULL);
  gchar buffer[4096];
  gssize n = 1;

  g_socket_set_timeout (socket, 60);
  g_assert_true (g_socket_connect (socket, self->address, NULL, NULL));
  for (gsize at = 0; at < length && n > 0; at += (gsize) MAX (n, 0))
    n = g_socket_send (socket, text + at, length - at, NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  while ((n = g_socket_receive (socket, buffer, sizeof buffer, NULL, &error)) > 0)
    g_string_append_len (got, buffer, n);
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  return got;
}

/* Returns where the answer ends that begins at @text; NULL: it is not whole, since the connection was lost. */
static const gchar *
skip_answer (Client *self, const gchar *text)
{
  const gchar *end = strstr (text, "\r\n\r\n");
  const gchar *length = g_strstr_len (text, end != NULL ? end - text : -1, "Content-Length: ");
  const gint status = g_str_has_prefix (text, "HTTP/1.") ? atoi (text + strlen ("HTTP/1.1 ")) : 0;
  gsize n;

  if (end == NULL)
    return NULL;
  g_assert_true (status >= 100 && status < 600 && status != 500);
  self->n_seen += status == 200;
  self->n_refused += status >= 400;
  end += strlen ("\r\n\r\n");
  n = length != NULL ? (gsize) atoi (length + strlen ("Content-Length: ")) : 0;
  return strlen (end) >= n ? end + n : NULL;
}

static void
check_answers (Client *self, const GString *got)
{
  const gchar *at = got->str;
  guint n = 0;

  for (; at != NULL && *at != '\0'; n++)
    at = skip_answer (self, at);
  g_assert_cmpuint (n, <=, MAX_ANSWERS);
}

static gboolean
is_head (const GString *text)
{
  return strstr (text->str, "HEAD ") != NULL;
}

static gpointer
run_client (gpointer data)
{
  Client *self = data;

  for (guint i = 0; i < self->n_cases; i++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (self->seed + i);
    g_autoptr (GString) text = draw_text (rand);
    g_autoptr (GString) got = send_text (self, text->str, text->len);

    if (!is_head (text))
      check_answers (self, got);
    if (i % 64 == 0) {
      g_autoptr (GString) good = send_text (self, GOOD, strlen (GOOD));

      g_assert_true (
          g_str_has_prefix (good->str, "HTTP/1.1 200 ") && g_str_has_suffix (good->str, "seen"));
    }
  }
  g_main_loop_quit (self->loop);
  return NULL;
}

static guint
get_number (const gchar *variable, guint other)
{
  const gchar *text = g_getenv (variable);

  return text != NULL ? (guint) strtoul (text, NULL, 10) : other;
}

static void
on_closed (gpointer loop)
{
  g_main_loop_quit (loop);
}

static void
test_any (void)
{
  HttpLimits limits = HTTP_DEFAULT_LIMITS;
  g_autoptr (HttpServer) server = http_server_new (&limits);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *uri = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  Client client = { .loop = loop, .seed = get_number ("AOI_FUZZ_SEED", 20261129) };
  GThread *thread;

  client.n_cases = get_number ("AOI_FUZZ_CASES", test_repeat (2000, 200000));
  http_server_add (server, routes, G_N_ELEMENTS (routes), NULL);
  uri = http_server_listen (server, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  address = g_inet_socket_address_new_from_string (
      "127.0.0.1", (guint) atoi (strrchr (uri, ':') + 1));
  client.address = address;
  thread = g_thread_new ("client", run_client, &client);
  g_main_loop_run (loop);
  g_thread_join (thread);
  g_test_message (
      "%u texts: %u answers 200, %u refusals", client.n_cases, client.n_seen, client.n_refused);
  g_assert_cmpuint (client.n_seen, >, client.n_cases / 10);
  g_assert_cmpuint (client.n_refused, >, client.n_cases / 10);
  http_server_close (server, on_closed, loop);
  g_main_loop_run (loop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-fuzz/any-text", test_any);
  return g_test_run ();
}
