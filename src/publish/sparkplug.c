/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sparkplug B over MQTT, by the Eclipse Sparkplug specification 3.0: the station is an edge node, its inspection a device. What is
 * published is of quality 0, as the specification wants it: delivery is best effort. */
#include <string.h>

#include "publish/aoi-publisher-private.h"
#include "publish/aoi-topic.h"
#include "publish/mqtt-client.h"
#include "publish/sparkplug-payload.h"
#include "store/aoi-store-board.h"

#define PORT 1883
#define DEFAULT_GROUP "aoi"
#define DEVICE "inspection"
#define N_SEQ 256

/* What outlives connections: of a node of this process. */
typedef struct {
  guint n_connections;
  gint64 last_seq; /* of the last message that is counted: some are sent again */
  guint64 boards, passed, failed, not_inspected;
} Node;

typedef struct {
  AoiPublisher base;
  AoiMqtt *mqtt;
  gchar *group, *station; /* as levels of topics */
  Node *node;
  guint64 bd_seq; /* of the connection: says which death belongs to which birth */
  gint seq; /* of the next message */
  gint64 born_us; /* what is older is history */
  gboolean asked; /* somebody wants to hear of our birth */
} Sparkplug;

/* Returns: (transfer none): the node of that name, which is never freed */
static Node *
find_node (const gchar *name)
{
  static GMutex lock;
  static GHashTable *nodes;
  Node *node;

  g_mutex_lock (&lock);
  if (nodes == NULL)
    nodes = g_hash_table_new (g_str_hash, g_str_equal);
  node = g_hash_table_lookup (nodes, name);
  if (node == NULL) {
    node = g_new0 (Node, 1);
    g_hash_table_insert (nodes, g_strdup (name), node);
  }
  g_mutex_unlock (&lock);
  return node;
}

/* @device: (nullable) */
static gchar *
make_topic (const Sparkplug *self, const gchar *type, const gchar *device)
{
  return g_strconcat ("spBv1.0/", self->group, "/", type, "/", self->station,
      device != NULL ? "/" : NULL, device, NULL);
}

static AoiSparkplugMetric
make_number (const gchar *name, AoiSparkplugType type, guint64 number)
{
  return (AoiSparkplugMetric){ name, type, FALSE, number, NULL };
}

static AoiSparkplugMetric
make_text (const gchar *name, const gchar *text)
{
  return (AoiSparkplugMetric){ name, AOI_SPARKPLUG_STRING, FALSE, 0, text };
}

static GBytes *
make_death (const Sparkplug *self)
{
  const gint64 now = g_get_real_time ();
  const AoiSparkplugHead head = { -1, now, now, FALSE };
  const AoiSparkplugMetric metric = make_number ("bdSeq", AOI_SPARKPLUG_INT64, self->bd_seq);

  return aoi_sparkplug_encode (&head, &metric, 1);
}

/* Sends a message that counts. @delivery: (nullable) */
static gboolean
send (Sparkplug *self, const gchar *topic, AoiSparkplugHead *head,
    const AoiSparkplugMetric *metrics, guint n_metrics, AoiDelivery *delivery, GError **error)
{
  g_autoptr (GBytes) payload = NULL;
  AoiMqttMessage message = { .topic = topic };

  head->seq = self->seq;
  head->sent_us = g_get_real_time ();
  payload = aoi_sparkplug_encode (head, metrics, n_metrics);
  message.payload = g_bytes_get_data (payload, &message.size);
  self->seq = (self->seq + 1) % N_SEQ;
  return aoi_mqtt_send (self->mqtt, &message, delivery, error);
}

static gboolean
say_node_birth (Sparkplug *self, GError **error)
{
  g_autofree gchar *topic = make_topic (self, "NBIRTH", NULL);
  AoiSparkplugHead head = { .time_us = g_get_real_time () };
  const AoiSparkplugMetric metrics[] = {
    make_number ("bdSeq", AOI_SPARKPLUG_INT64, self->bd_seq),
    make_number (AOI_SPARKPLUG_REBIRTH, AOI_SPARKPLUG_BOOLEAN, FALSE),
    make_text ("Properties/Software", "aoiinspect " PACKAGE_VERSION),
  };

  self->seq = 0;
  return send (self, topic, &head, metrics, G_N_ELEMENTS (metrics), NULL, error);
}

/* ROIs that count: not those of devices that are marked bad. @bad: only those that did not pass */
static guint
count_rois (const AoiStoreBoard *board, gboolean bad)
{
  guint n = 0;

  for (guint i = 0; i < board->rois->len; i++) {
    const gchar *status = g_array_index (board->rois, AoiStoreRoi, i).status;

    n += !g_str_equal (status, "skipped") && !(bad && g_str_equal (status, "pass"));
  }
  return n;
}

/* @board: (nullable): %NULL: none yet */
static gboolean
say_device (Sparkplug *self, const gchar *type, AoiSparkplugHead *head, const AoiStoreBoard *board,
    guint n_bad, AoiDelivery *delivery, GError **error)
{
  g_autofree gchar *topic = make_topic (self, type, DEVICE);
  const gboolean none = board == NULL;
  AoiSparkplugMetric metrics[] = {
    make_text ("Inspection/Id", none ? NULL : board->id),
    make_text ("Inspection/Verdict", none ? NULL : board->verdict),
    make_number (
        "Inspection/Passed", AOI_SPARKPLUG_BOOLEAN, !none && g_str_equal (board->verdict, "pass")),
    make_text ("Inspection/Product", none ? NULL : board->product),
    make_text ("Inspection/Code", none ? NULL : board->code),
    make_text ("Inspection/Reason", none ? NULL : board->reason),
    make_number ("Inspection/Number", AOI_SPARKPLUG_UINT64, none ? 0 : board->number),
    make_number ("Inspection/ROIs", AOI_SPARKPLUG_INT32, none ? 0 : count_rois (board, FALSE)),
    make_number ("Inspection/ROIs not passed", AOI_SPARKPLUG_INT32, n_bad),
    make_number ("Counters/Boards", AOI_SPARKPLUG_UINT64, self->node->boards),
    make_number ("Counters/Passed", AOI_SPARKPLUG_UINT64, self->node->passed),
    make_number ("Counters/Failed", AOI_SPARKPLUG_UINT64, self->node->failed),
    make_number ("Counters/Not inspected", AOI_SPARKPLUG_UINT64, self->node->not_inspected),
  };

  for (guint i = 0; none && i < G_N_ELEMENTS (metrics); i++)
    metrics[i].is_null = g_str_has_prefix (metrics[i].name, "Inspection/");
  return send (self, topic, head, metrics, G_N_ELEMENTS (metrics), delivery, error);
}

static gboolean
say_birth (Sparkplug *self, GError **error)
{
  AoiSparkplugHead head = { .time_us = g_get_real_time () };

  self->asked = FALSE;
  return say_node_birth (self, error) && say_device (self, "DBIRTH", &head, NULL, 0, NULL, error);
}

/* The connection's. Nothing may be sent from here. */
static void
hear (const gchar *topic, gconstpointer payload, gsize size, gpointer data)
{
  Sparkplug *self = data;

  if (aoi_sparkplug_asks_rebirth (payload, size))
    self->asked = TRUE;
}

static void
sparkplug_free (Sparkplug *self)
{
  g_free (self->group);
  g_free (self->station);
  g_free (self);
}

static Sparkplug *
sparkplug_new (const AoiPublishSettings *settings)
{
  const AoiOutboxMessage named = { .station = settings->station };
  Sparkplug *self = g_new0 (Sparkplug, 1);
  g_autofree gchar *name = NULL;

  self->base.klass = &aoi_publisher_sparkplug;
  self->group = g_strdup (settings->topic != NULL ? settings->topic : DEFAULT_GROUP);
  self->station = aoi_topic_expand ("{station}", &named);
  name = g_strconcat (settings->uri, " ", self->group, "/", self->station, NULL);
  self->node = find_node (name);
  self->bd_seq = self->node->n_connections++ % N_SEQ;
  self->born_us = g_get_real_time ();
  return self;
}

static AoiPublisher *
sparkplug_open (const AoiPublishSettings *settings, GCancellable *cancellable, GError **error)
{
  Sparkplug *self = sparkplug_new (settings);
  g_autofree gchar *death = make_topic (self, "NDEATH", NULL);
  g_autofree gchar *command = make_topic (self, "NCMD", NULL);
  g_autoptr (GBytes) payload = make_death (self);
  AoiMqttMessage will = { .topic = death, .qos = 1 };

  will.payload = g_bytes_get_data (payload, &will.size);
  self->mqtt = aoi_mqtt_open (settings, &will, cancellable, error);
  if (self->mqtt != NULL) {
    aoi_mqtt_subscribe (self->mqtt, command, hear, self);
    if (say_birth (self, error))
      return &self->base;
    aoi_mqtt_close (self->mqtt, &will);
  }
  sparkplug_free (self);
  return NULL;
}

static void
count (Node *node, gint64 seq, const AoiStoreBoard *board)
{
  const gboolean passed = g_str_equal (board->verdict, "pass");
  const gboolean failed = g_str_equal (board->verdict, "fail");

  if (seq <= node->last_seq)
    return;
  node->last_seq = seq;
  node->boards++;
  node->passed += passed;
  node->failed += failed;
  node->not_inspected += !passed && !failed;
}

/* Returns FALSE if the connection is lost. */
static gboolean
send_board (Sparkplug *self, AoiDelivery *delivery, GError **error)
{
  const AoiOutboxMessage *message = delivery->message;
  g_autoptr (GError) local = NULL;
  g_autoptr (AoiStoreBoard) board = aoi_store_board_new_from_json (message->payload, &local);
  AoiSparkplugHead head = { .time_us = message->created_us };

  if (board == NULL) {
    aoi_delivery_refuse (
        delivery, "it is no board that Sparkplug could tell of: %s", local->message);
    return TRUE;
  }
  head.is_historical = message->created_us < self->born_us;
  count (self->node, message->seq, board);
  return say_device (self, "DDATA", &head, board, count_rois (board, TRUE), delivery, error);
}

static gboolean
sparkplug_deliver (
    AoiPublisher *base, AoiDelivery *deliveries, guint n, GCancellable *cancellable, GError **error)
{
  Sparkplug *self = (Sparkplug *) base;

  for (guint i = 0; i < n; i++)
    if ((self->asked && !say_birth (self, error)) || !send_board (self, &deliveries[i], error))
      return FALSE;
  return aoi_mqtt_wait (self->mqtt, cancellable, error);
}

static gboolean
sparkplug_idle (AoiPublisher *base, gint wake, gint64 us, GError **error)
{
  Sparkplug *self = (Sparkplug *) base;

  return aoi_mqtt_idle (self->mqtt, wake, us, error) && (!self->asked || say_birth (self, error));
}

/* The specification wants the death to be said also by who goes by himself. */
static void
sparkplug_close (AoiPublisher *base)
{
  Sparkplug *self = (Sparkplug *) base;
  g_autofree gchar *topic = make_topic (self, "NDEATH", NULL);
  g_autoptr (GBytes) payload = make_death (self);
  AoiMqttMessage death = { .topic = topic };

  death.payload = g_bytes_get_data (payload, &death.size);
  aoi_mqtt_close (self->mqtt, &death);
  sparkplug_free (self);
}

static gboolean
sparkplug_check (const AoiPublishSettings *settings, GError **error)
{
  const gchar *group = settings->topic != NULL ? settings->topic : DEFAULT_GROUP;
  g_auto (AoiPublishUri) uri = { 0 };
  g_autofree gchar *host = NULL;
  guint16 port;

  if (*group == '\0' || strpbrk (group, "/+#") != NULL)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_SETTINGS,
        "topic \"%s\" cannot be used: with Sparkplug it is the group, a name without /, + and #",
        group);
  return aoi_publish_uri_parse (&uri, settings->uri, error)
      && aoi_publish_uri_get_host (&uri, PORT, &host, &port, error);
}

static const gchar *const schemes[] = { "mqtt", "mqtts", NULL };
static const gchar *const formats[] = { "sparkplug", NULL };

const AoiPublisherClass aoi_publisher_sparkplug = {
  .name = "Sparkplug B",
  .schemes = schemes,
  .formats = formats,
  .traits = AOI_PUBLISHER_HAS_TOPIC,
  .needs_all = TRUE,
  .check = sparkplug_check,
  .open = sparkplug_open,
  .deliver = sparkplug_deliver,
  .idle = sparkplug_idle,
  .close = sparkplug_close,
};
