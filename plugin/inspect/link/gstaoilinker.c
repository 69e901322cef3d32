/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/link/gstaoilinker.h"

#include <libsoup/soup.h>
#include <string.h>

#include "aoi-error.h"
#include "base/aoi-clock.h"
#include "inspect/link/gstaoilinkanswer.h"
#include "inspect/link/gstaoilinkbreaker.h"
#include "inspect/link/gstaoilinkcache.h"
#include "json/aoi-json-writer.h"

/* Requests under way: those of as many frames as may be in flight, with all devices. */
#define MAX_REQUESTS 256
#define MAX_CONNECTIONS 8

#define REASON_SKIPPED "not asked, since the server does not answer"
#define REASON_CROWDED "not asked, since too many codes wait for an answer"

struct _GstAoiLinker {
  GUri *uri;
  GstAoiLinkerNotify notify;
  gpointer data;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;

  GMutex lock;
  GstAoiLinkCache *cache; /* lock */
  GstAoiLinkBreaker breaker; /* lock */
  GHashTable *requests; /* lock: code -> Request that is under way */

  /* The linker's thread. */
  SoupSession *session;
  gboolean closing;
};

/* One code on its way to the server and back. The thread that asks makes it, then the linker's thread owns it. */
typedef struct {
  GstAoiLinker *linker;
  GstAoiLink *link;
  gchar *code;
  GCancellable *cancellable;
  SoupMessage *message;
  GInputStream *stream;
  GSource *timer;
  gboolean too_late;
  gchar body[GST_AOI_LINK_MAX_ANSWER + 1];
} Request;

static void
request_free (Request *request)
{
  if (request->timer != NULL) {
    g_source_destroy (request->timer);
    g_source_unref (request->timer);
  }
  g_clear_object (&request->stream);
  g_clear_object (&request->message);
  g_object_unref (request->cancellable);
  gst_aoi_link_unref (request->link);
  g_free (request->code);
  g_free (request);
}

static void
attach (GstAoiLinker *self, GSourceFunc func, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, self->context);
}

static void
quit_if_idle (GstAoiLinker *self)
{
  guint n_requests;

  g_mutex_lock (&self->lock);
  n_requests = g_hash_table_size (self->requests);
  g_mutex_unlock (&self->lock);
  if (self->closing && n_requests == 0)
    g_main_loop_quit (self->loop);
}

/* Takes all but @self. @answered: whether the server did, even with an error. */
static void
finish (GstAoiLinker *self, Request *request, gboolean answered, gchar *linked, gchar *reason)
{
  const gint64 now = aoi_clock_now ();

  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->requests, request->code);
  if (answered)
    gst_aoi_link_breaker_answered (&self->breaker);
  else
    gst_aoi_link_breaker_failed (&self->breaker, now);
  if (linked != NULL)
    gst_aoi_link_cache_insert (self->cache, request->code, linked, now);
  g_mutex_unlock (&self->lock);
  gst_aoi_link_take (request->link, linked, reason);
  request_free (request);
  self->notify (self->data);
  quit_if_idle (self);
}

static void
finish_without_answer (Request *request, const GError *error)
{
  gchar *reason;

  if (request->too_late)
    reason = g_strdup (GST_AOI_LINKER_TOO_LATE);
  else
    reason = g_strdup_printf ("no answer: %s", error->message);
  finish (request->linker, request, FALSE, NULL, reason);
}

/* The linker's thread. */
static void
read_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  g_autoptr (GError) error = NULL;
  const gchar *problem;
  gchar *linked;
  gsize length;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &error)) {
    finish_without_answer (request, error);
    return;
  }
  linked = gst_aoi_link_answer_parse (request->body, length, &problem);
  finish (request->linker, request, TRUE, linked, g_strdup (problem));
}

/* The linker's thread. One byte more than an answer may have is asked for, and no more read. */
static void
receive (GObject *source, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  g_autoptr (GError) error = NULL;
  guint status;

  request->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (request->stream == NULL) {
    finish_without_answer (request, error);
    return;
  }
  status = soup_message_get_status (request->message);
  if (status != SOUP_STATUS_OK) {
    finish (request->linker, request, TRUE, NULL,
        g_strdup_printf ("server answered %u %s", status, soup_status_get_phrase (status)));
    return;
  }
  g_input_stream_read_all_async (request->stream, request->body, sizeof request->body,
      G_PRIORITY_DEFAULT, request->cancellable, read_answer, request);
}

/* The linker's thread. */
static gboolean
give_up (gpointer data)
{
  Request *request = data;

  request->too_late = TRUE;
  g_cancellable_cancel (request->cancellable);
  return G_SOURCE_REMOVE;
}

static GBytes *
make_body (const gchar *code)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), code);
  gchar *json = aoi_json_write (node);

  return g_bytes_new_take (json, strlen (json));
}

/* The linker's thread. Nothing is sent to another address than the one that was asked for. */
static gboolean
send_code (gpointer data)
{
  Request *request = data;
  GstAoiLinker *self = request->linker;
  g_autoptr (GBytes) body = make_body (request->code);

  request->message = soup_message_new_from_uri (SOUP_METHOD_POST, self->uri);
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (request->message, "application/json", body);
  request->timer = g_timeout_source_new (GST_AOI_LINKER_TIMEOUT * 1000);
  g_source_set_callback (request->timer, give_up, request, NULL);
  g_source_attach (request->timer, self->context);
  soup_session_send_async (
      self->session, request->message, G_PRIORITY_DEFAULT, request->cancellable, receive, request);
  return G_SOURCE_REMOVE;
}

/* Holds the lock. Returns the link that will be known. */
static GstAoiLink *
begin (GstAoiLinker *self, const gchar *code)
{
  Request *request = g_new0 (Request, 1);

  request->linker = self;
  request->link = gst_aoi_link_new ();
  request->code = g_strdup (code);
  request->cancellable = g_cancellable_new ();
  g_hash_table_insert (self->requests, request->code, request);
  attach (self, send_code, request);
  return gst_aoi_link_ref (request->link);
}

static GstAoiLink *
new_known (const gchar *linked, const gchar *reason)
{
  GstAoiLink *link = gst_aoi_link_new ();

  gst_aoi_link_take (link, g_strdup (linked), g_strdup (reason));
  return link;
}

/**
 * gst_aoi_linker_ask:
 * @self: a linker
 * @code: valid UTF-8
 *
 * Thread-safe; waits for nothing. Codes that are the same share one request while it is under way, and its
 * answer for a while, if it is a code. All else is asked again the next time. While the server does not
 * answer, codes are kept, and the server is tried now and then while no frame waits.
 *
 * Returns: (transfer full): what @code is linked to
 */
GstAoiLink *
gst_aoi_linker_ask (GstAoiLinker *self, const gchar *code)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const gint64 now = aoi_clock_now ();
  const gchar *linked = gst_aoi_link_cache_lookup (self->cache, code, now);
  Request *request;
  GstAoiLinkPermit permit;

  if (linked != NULL)
    return new_known (linked, NULL);
  permit = gst_aoi_link_breaker_admit (&self->breaker, now);
  if (permit == GST_AOI_LINK_SKIP)
    return new_known (NULL, REASON_SKIPPED);
  request = g_hash_table_lookup (self->requests, code);
  if (request == NULL && g_hash_table_size (self->requests) >= MAX_REQUESTS)
    return new_known (NULL, REASON_CROWDED);
  if (permit == GST_AOI_LINK_ASK)
    return request != NULL ? gst_aoi_link_ref (request->link) : begin (self, code);
  if (request == NULL)
    gst_aoi_link_unref (begin (self, code));
  return new_known (NULL, REASON_SKIPPED);
}

/* The linker's thread. Cancelled requests finish as failed ones do. */
static gboolean
close_session (gpointer data)
{
  GstAoiLinker *self = data;
  g_autoptr (GPtrArray) cancellables = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  Request *request;

  self->closing = TRUE;
  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &request))
    g_ptr_array_add (cancellables, g_object_ref (request->cancellable));
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < cancellables->len; i++)
    g_cancellable_cancel (g_ptr_array_index (cancellables, i));
  quit_if_idle (self);
  return G_SOURCE_REMOVE;
}

/* The linker's thread, from its begin to its end. */
static gpointer
run (gpointer data)
{
  GstAoiLinker *self = data;

  g_main_context_push_thread_default (self->context);
  self->session = soup_session_new_with_options (
      "user-agent", PACKAGE "/" PACKAGE_VERSION, "max-conns-per-host", MAX_CONNECTIONS, NULL);
  g_main_loop_run (self->loop);
  soup_session_abort (self->session);
  g_clear_object (&self->session);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static GUri *
parse_address (const gchar *address, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  const gchar *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const gchar *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if ((g_str_equal (scheme, "http") || g_str_equal (scheme, "https")) && host != NULL
      && *host != '\0')
    return g_steal_pointer (&uri);
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_INVALID, "\"%s\" is not an http or https address", address);
  return NULL;
}

/**
 * gst_aoi_linker_check:
 * @address: where codes would be posted to
 * @error: why it cannot be used
 *
 * Returns: whether it can be used; the server is not asked
 */
gboolean
gst_aoi_linker_check (const gchar *address, GError **error)
{
  g_autoptr (GUri) uri = parse_address (address, error);

  return uri != NULL;
}

/**
 * gst_aoi_linker_new:
 * @address: where codes are posted to, http or https
 * @notify: called when a link gets known
 * @data: what @notify is given; has to live as long as the linker
 * @error: why @address cannot be used
 *
 * Starts the linker's thread. The server is not asked for anything yet.
 *
 * Returns: (transfer full) (nullable): a linker
 */
GstAoiLinker *
gst_aoi_linker_new (const gchar *address, GstAoiLinkerNotify notify, gpointer data, GError **error)
{
  GUri *uri = parse_address (address, error);
  GstAoiLinker *self;

  if (uri == NULL)
    return NULL;
  self = g_new0 (GstAoiLinker, 1);
  self->uri = uri;
  self->notify = notify;
  self->data = data;
  g_mutex_init (&self->lock);
  self->cache = gst_aoi_link_cache_new ();
  self->requests = g_hash_table_new (g_str_hash, g_str_equal);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("aoi-link", run, self);
  return self;
}

/**
 * gst_aoi_linker_free:
 * @self: (transfer full): a linker that nobody asks any more
 *
 * Cancels what is under way and ends the thread.
 */
void
gst_aoi_linker_free (GstAoiLinker *self)
{
  attach (self, close_session, self);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_hash_table_unref (self->requests);
  gst_aoi_link_cache_free (self->cache);
  g_mutex_clear (&self->lock);
  g_uri_unref (self->uri);
  g_free (self);
}
