/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* AMQP 1.0: qpid-proton speaks it, GIO carries it. */
#include "publish/amqp.h"

#include <proton/connection_driver.h>
#include <proton/engine.h>
#include <proton/message.h>
#include <proton/sasl.h>
#include <proton/transport.h>
#include <string.h>

#include "publish/amqp-stream.h"
#include "publish/aoi-publisher-private.h"

#define PORT 5672
#define TLS_PORT 5671

/* After so long without a word the connection counts as lost, ms. */
#define IDLE_MS 60000

/* How often proton is asked what is due, us. */
#define TICK_US (500 * G_TIME_SPAN_MILLISECOND)

/* How long the last word may take, us. */
#define FAREWELL_US (500 * G_TIME_SPAN_MILLISECOND)

struct _AoiAmqp {
  GSocketConnection *stream;
  GPollableInputStream *in;
  GPollableOutputStream *out;
  pn_connection_driver_t driver;
  gboolean has_driver;
  pn_link_t *sender;
  gint64 timeout_us;
  guint64 tag;
  guint n_pending;
  gboolean has_login; /* we said who we are */
  gboolean is_open; /* the broker takes messages for the address */
  gboolean lost;
  gboolean later; /* some message was given back */
  AoiPublishError problem; /* why it is lost */
  gchar *problem_text;
};

static void
lose (AoiAmqp *self, AoiPublishError problem, const gchar *text)
{
  if (!self->lost) {
    self->problem = problem;
    g_free (self->problem_text);
    self->problem_text = g_strdup (text);
  }
  self->lost = TRUE;
}

/* Where the broker says nothing: some, such as RabbitMQ, are silent for seconds to who has a wrong password, and hang up. */
static void
lose_silent (AoiAmqp *self, AoiPublishError code, const gchar *text)
{
  if (self->has_login && !self->is_open && !pn_transport_is_authenticated (self->driver.transport))
    lose (self, AOI_PUBLISH_ERROR_LOGIN,
        "the broker does not let us in, and does not say why: see user and password-file, and its log");
  else
    lose (self, code, text);
}

/* What the broker says when it closes something. RabbitMQ 3 calls an address that it does not know an invalid field. */
static void
lose_by (AoiAmqp *self, pn_condition_t *condition)
{
  const gchar *name = pn_condition_is_set (condition) ? pn_condition_get_name (condition) : NULL;
  const gchar *text = name != NULL ? pn_condition_get_description (condition) : NULL;
  g_autofree gchar *problem = NULL;

  if (text == NULL)
    text = name != NULL ? name : "no reason is given";
  if (g_strcmp0 (name, "amqp:unauthorized-access") == 0 && !self->is_open
      && !pn_transport_is_authenticated (self->driver.transport)) {
    problem = g_strdup_printf (
        "the broker does not let us in (%s): see user and password-file", text);
    lose (self, AOI_PUBLISH_ERROR_LOGIN, problem);
  } else if (g_strcmp0 (name, "amqp:unauthorized-access") == 0) {
    problem = g_strdup_printf (
        "the broker lets this user not write there (%s): let it, or change topic or user", text);
    lose (self, AOI_PUBLISH_ERROR_ACCESS, problem);
  } else if (g_strcmp0 (name, "amqp:not-found") == 0
      || (g_strcmp0 (name, "amqp:invalid-field") == 0 && !self->is_open)) {
    problem = g_strdup_printf ("there is no such address (%s): make it, or change topic", text);
    lose (self, AOI_PUBLISH_ERROR_ADDRESS, problem);
  } else {
    problem = g_strdup_printf ("the broker has ended the connection (%s): see its log", text);
    lose_silent (self, AOI_PUBLISH_ERROR_AWAY, problem);
  }
}

static void
take_outcome (AoiAmqp *self, pn_delivery_t *sent)
{
  AoiDelivery *delivery = pn_delivery_get_context (sent);
  pn_condition_t *condition;

  if (!pn_delivery_updated (sent) || pn_delivery_remote_state (sent) == 0)
    return;
  switch (pn_delivery_remote_state (sent)) {
    case PN_ACCEPTED:
      if (delivery != NULL)
        delivery->outcome = AOI_DELIVERY_DONE;
      break;
    case PN_REJECTED:
      condition = pn_disposition_condition (pn_delivery_remote (sent));
      if (delivery != NULL)
        aoi_delivery_refuse (delivery, "the broker rejects it (%s)",
            pn_condition_is_set (condition) ? pn_condition_get_name (condition)
                                            : "without a reason");
      break;
    default:
      self->later = TRUE;
      break;
  }
  self->n_pending--;
  pn_delivery_settle (sent);
}

static void
handle (AoiAmqp *self, pn_event_t *event)
{
  switch (pn_event_type (event)) {
    case PN_LINK_REMOTE_OPEN:
      /* A broker that refuses the address opens the link without it, and then closes it. */
      self->is_open = pn_terminus_get_address (pn_link_remote_target (self->sender)) != NULL;
      break;
    case PN_DELIVERY:
      take_outcome (self, pn_event_delivery (event));
      break;
    case PN_LINK_REMOTE_CLOSE:
    case PN_LINK_REMOTE_DETACH:
      lose_by (self, pn_link_remote_condition (self->sender));
      break;
    case PN_SESSION_REMOTE_CLOSE:
      lose_by (self, pn_session_remote_condition (pn_event_session (event)));
      break;
    case PN_CONNECTION_REMOTE_CLOSE:
      lose_by (self, pn_connection_remote_condition (self->driver.connection));
      break;
    case PN_TRANSPORT_ERROR:
      lose_by (self, pn_transport_condition (self->driver.transport));
      break;
    case PN_TRANSPORT_CLOSED:
      lose_silent (
          self, AOI_PUBLISH_ERROR_AWAY, "the broker has ended the connection: see its log");
      break;
    default:
      break;
  }
}

static void
lose_stream (AoiAmqp *self, const GError *error)
{
  g_autofree gchar *text = g_strdup_printf (
      "the connection to the broker is lost (%s)", error->message);

  lose_silent (self, AOI_PUBLISH_ERROR_AWAY, text);
}

/* Returns whether something was read. */
static gboolean
read_some (AoiAmqp *self)
{
  const pn_rwbytes_t buffer = pn_connection_driver_read_buffer (&self->driver);
  g_autoptr (GError) error = NULL;
  gssize n;

  if (buffer.size == 0)
    return FALSE;
  n = g_pollable_input_stream_read_nonblocking (self->in, buffer.start, buffer.size, NULL, &error);
  if (n > 0)
    pn_connection_driver_read_done (&self->driver, (size_t) n);
  else if (n == 0)
    pn_connection_driver_read_close (&self->driver);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    lose_stream (self, error);
  return n >= 0;
}

/* @blocked: (out): there is more to be written. Returns whether something was. */
static gboolean
write_some (AoiAmqp *self, gboolean *blocked)
{
  const pn_bytes_t buffer = pn_connection_driver_write_buffer (&self->driver);
  g_autoptr (GError) error = NULL;
  gssize n;

  *blocked = FALSE;
  if (buffer.size == 0)
    return FALSE;
  n = g_pollable_output_stream_write_nonblocking (
      self->out, buffer.start, buffer.size, NULL, &error);
  if (n > 0)
    pn_connection_driver_write_done (&self->driver, (size_t) n);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    *blocked = TRUE;
  else
    lose_stream (self, error);
  return n > 0;
}

static void
handle_all (AoiAmqp *self)
{
  pn_event_t *event;

  while ((event = pn_connection_driver_next_event (&self->driver)) != NULL)
    handle (self, event);
}

/* One look at the connection, until something comes, @wake can be read or the time is over. Returns FALSE if it is lost. */
static gboolean
pump (AoiAmqp *self, const GPollFD *wake, gint64 end)
{
  const gint64 us = CLAMP (end - g_get_monotonic_time (), 0, TICK_US);
  GPollFD fds[2] = {
    { g_socket_get_fd (g_socket_connection_get_socket (self->stream)), G_IO_IN, 0 },
    { -1, G_IO_IN, 0 },
  };
  gboolean moved, blocked;

  pn_transport_tick (self->driver.transport, g_get_monotonic_time () / 1000);
  handle_all (self);
  do {
    moved = write_some (self, &blocked);
    moved = read_some (self) || moved;
    handle_all (self);
  } while (moved && !self->lost && !pn_connection_driver_finished (&self->driver));
  if (pn_connection_driver_finished (&self->driver))
    lose_silent (self, AOI_PUBLISH_ERROR_AWAY, "the broker has ended the connection: see its log");
  if (self->lost)
    return FALSE;
  if (blocked)
    fds[0].events |= G_IO_OUT;
  if (wake != NULL)
    fds[1] = *wake;
  g_poll (fds, wake != NULL ? 2 : 1, (gint) ((us + 999) / 1000));
  return TRUE;
}

static gboolean
fail_lost (const AoiAmqp *self, GError **error)
{
  return aoi_publish_fail (error, self->problem, "%s", self->problem_text);
}

static gboolean
connect_stream (AoiAmqp *self, const AoiPublishSettings *settings, const AoiPublishUri *uri,
    const gchar *host, guint16 port, GCancellable *cancellable, GError **error)
{
  self->stream = aoi_amqp_stream_open (
      settings, g_str_equal (uri->scheme, "amqps"), host, port, cancellable, error);
  if (self->stream == NULL)
    return FALSE;
  self->in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (self->stream)));
  self->out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (self->stream)));
  return TRUE;
}

/* Opens all of it at once: what is refused comes back by itself. */
static gboolean
begin (AoiAmqp *self, const AoiPublishSettings *settings, const gchar *user, const gchar *host,
    GError **error)
{
  g_autoptr (AoiPublishSecret) password = NULL;
  pn_session_t *session;
  pn_sasl_t *sasl;

  if (settings->password_file != NULL
      && (password = aoi_publish_read_secret (settings->password_file, error)) == NULL)
    return FALSE;
  if (pn_connection_driver_init (&self->driver, NULL, NULL) != 0)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_AWAY, "there is not enough memory");
  self->has_driver = TRUE;
  pn_connection_set_container (self->driver.connection, settings->station);
  pn_connection_set_hostname (self->driver.connection, host);
  if (user != NULL)
    pn_connection_set_user (self->driver.connection, user);
  if (password != NULL)
    pn_connection_set_password (self->driver.connection, password);
  self->has_login = user != NULL;
  sasl = pn_sasl (self->driver.transport);
  pn_sasl_allowed_mechs (sasl, user != NULL ? "PLAIN" : "ANONYMOUS");
  pn_sasl_set_allow_insecure_mechs (sasl, true);
  pn_transport_set_idle_timeout (self->driver.transport, IDLE_MS);
  pn_connection_open (self->driver.connection);
  session = pn_session (self->driver.connection);
  pn_session_open (session);
  self->sender = pn_sender (session, "aoiinspect");
  pn_terminus_set_address (pn_link_target (self->sender), settings->topic);
  pn_link_set_snd_settle_mode (self->sender, PN_SND_UNSETTLED);
  pn_link_open (self->sender);
  return TRUE;
}

/* Until the broker gives credit. */
static gboolean
await_credit (AoiAmqp *self, GCancellable *cancellable, GError **error)
{
  const gint64 end = g_get_monotonic_time () + self->timeout_us;
  GPollFD cancelled;
  const GPollFD *wake = g_cancellable_make_pollfd (cancellable, &cancelled) ? &cancelled : NULL;

  while ((!self->is_open || pn_link_credit (self->sender) <= 0)
      && !g_cancellable_is_cancelled (cancellable) && g_get_monotonic_time () < end
      && pump (self, wake, end))
    ;
  if (wake != NULL)
    g_cancellable_release_fd (cancellable);
  /* What was sent and is answered later is for nobody. */
  if (!self->is_open || pn_link_credit (self->sender) <= 0)
    lose_silent (
        self, AOI_PUBLISH_ERROR_BUSY, "the broker takes no messages: see its log and its limits");
  return !self->lost || fail_lost (self, error);
}

/**
 * aoi_amqp_open:
 * @settings: where to; `topic` is the address on the broker
 * @cancellable: ends the waiting
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Returns: (transfer full): a connection on which the broker takes messages
 */
AoiAmqp *
aoi_amqp_open (const AoiPublishSettings *settings, GCancellable *cancellable, GError **error)
{
  AoiAmqp *self = g_new0 (AoiAmqp, 1);
  g_auto (AoiPublishUri) uri = { 0 };
  g_autofree gchar *host = NULL;
  guint16 port;

  self->timeout_us = settings->timeout_us;
  if (aoi_publish_uri_parse (&uri, settings->uri, error)
      && aoi_publish_uri_get_host (
          &uri, g_str_equal (uri.scheme, "amqps") ? TLS_PORT : PORT, &host, &port, error)
      && connect_stream (self, settings, &uri, host, port, cancellable, error)
      && begin (self, settings, settings->user != NULL ? settings->user : uri.user, host, error)
      && await_credit (self, cancellable, error))
    return self;
  aoi_amqp_close (self);
  return NULL;
}

/**
 * aoi_amqp_close:
 * @self: (transfer full): a connection
 */
void
aoi_amqp_close (AoiAmqp *self)
{
  const gint64 end = g_get_monotonic_time () + FAREWELL_US;

  if (self->has_driver && !self->lost) {
    pn_connection_close (self->driver.connection);
    while (g_get_monotonic_time () < end && pump (self, NULL, end))
      ;
  }
  if (self->has_driver)
    pn_connection_driver_destroy (&self->driver);
  g_clear_object (&self->stream);
  g_free (self->problem_text);
  g_free (self);
}

/**
 * aoi_amqp_is_there:
 * @self: a connection
 *
 * Returns: whether more can be sent, without waiting for it
 */
gboolean
aoi_amqp_is_there (const AoiAmqp *self)
{
  return !self->lost && pn_link_credit (self->sender) >= 2;
}

static void
put_properties (pn_data_t *data, const gchar *const *properties)
{
  pn_data_put_map (data);
  pn_data_enter (data);
  for (guint i = 0; properties[i] != NULL; i++)
    pn_data_put_string (data, pn_bytes (strlen (properties[i]), properties[i]));
  pn_data_exit (data);
}

static GByteArray *
encode (const AoiAmqpMessage *what)
{
  pn_message_t *message = pn_message ();
  GByteArray *bytes = g_byte_array_new ();
  size_t size;
  gint rc;

  pn_message_set_durable (message, true);
  pn_data_put_string (pn_message_id (message), pn_bytes (strlen (what->id), what->id));
  pn_message_set_subject (message, what->subject);
  pn_message_set_content_type (message, "application/json; charset=\"utf-8\"");
  put_properties (pn_message_properties (message), what->properties);
  pn_message_set_inferred (message, true);
  pn_data_put_binary (pn_message_body (message), pn_bytes (strlen (what->body), what->body));
  for (guint room = (guint) strlen (what->body) + 4096;; room *= 2) {
    g_byte_array_set_size (bytes, room);
    size = room;
    rc = pn_message_encode (message, (char *) bytes->data, &size);
    if (rc != PN_OVERFLOW)
      break;
  }
  g_byte_array_set_size (bytes, (guint) (rc == 0 ? size : 0));
  pn_message_free (message);
  return bytes;
}

/**
 * aoi_amqp_send:
 * @self: a connection
 * @message: what to send
 * @delivery: (nullable): gets its outcome, in aoi_amqp_wait()
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Returns: %FALSE if the broker takes no more now
 */
gboolean
aoi_amqp_send (AoiAmqp *self, const AoiAmqpMessage *message, AoiDelivery *delivery, GError **error)
{
  g_autoptr (GByteArray) bytes = encode (message);
  pn_delivery_t *sent;

  if (!await_credit (self, NULL, error))
    return FALSE;
  self->tag++;
  sent = pn_delivery (self->sender, pn_dtag ((const char *) &self->tag, sizeof self->tag));
  pn_delivery_set_context (sent, delivery);
  pn_link_send (self->sender, (const char *) bytes->data, bytes->len);
  pn_link_advance (self->sender);
  self->n_pending++;
  return TRUE;
}

/**
 * aoi_amqp_wait:
 * @self: a connection
 * @cancellable: ends the waiting
 * @error: return location for an %AOI_PUBLISH_ERROR; then the connection is to be closed
 *
 * Waits until the broker has answered for all that was sent.
 *
 * Returns: whether it has, and gave nothing back
 */
gboolean
aoi_amqp_wait (AoiAmqp *self, GCancellable *cancellable, GError **error)
{
  const gint64 end = g_get_monotonic_time () + self->timeout_us;
  GPollFD cancelled;
  const GPollFD *wake = g_cancellable_make_pollfd (cancellable, &cancelled) ? &cancelled : NULL;

  self->later = FALSE;
  while (self->n_pending > 0 && !g_cancellable_is_cancelled (cancellable)
      && g_get_monotonic_time () < end && pump (self, wake, end))
    ;
  if (wake != NULL)
    g_cancellable_release_fd (cancellable);
  if (self->lost)
    return fail_lost (self, error);
  if (self->n_pending > 0 || self->later) {
    /* What comes late is for nobody. */
    lose (self, AOI_PUBLISH_ERROR_BUSY, "the broker has not acknowledged messages in time");
    return fail_lost (self, error);
  }
  return TRUE;
}

/**
 * aoi_amqp_idle:
 * @self: a connection
 * @wake: ends the waiting when it can be read
 * @us: how long
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Returns: %FALSE if it is lost
 */
gboolean
aoi_amqp_idle (AoiAmqp *self, gint wake, gint64 us, GError **error)
{
  const gint64 end = g_get_monotonic_time () + us;
  GPollFD fd = { wake, G_IO_IN, 0 };

  while (g_poll (&fd, 1, 0) == 0 && g_get_monotonic_time () < end)
    if (!pump (self, &fd, end))
      return fail_lost (self, error);
  return TRUE;
}
