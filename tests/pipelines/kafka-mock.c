/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kafka-mock TOPIC: librdkafka's own cluster for tests, on loopback. Says where it is, then each message that it has; `down` and
 * `up` on standard input take its broker away and bring it back, `hide`, `refuse` and `let` take the topic away, forbid it and
 * permit it. Ends with standard input. */
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_PARTITIONS 2

static const char *
get_header (const rd_kafka_message_t *message, const char *name)
{
  rd_kafka_headers_t *headers;
  const void *value;
  size_t size;

  if (rd_kafka_message_headers (message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR
      || rd_kafka_header_get_last (headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return "none";
  return value;
}

static rd_kafka_t *
start_cluster (const char *topic, rd_kafka_mock_cluster_t **cluster)
{
  char problem[512];
  rd_kafka_t *owner = rd_kafka_new (
      RD_KAFKA_PRODUCER, rd_kafka_conf_new (), problem, sizeof problem);

  *cluster = rd_kafka_mock_cluster_new (owner, 1);
  rd_kafka_mock_topic_create (*cluster, topic, N_PARTITIONS, 1);
  printf ("version=%s servers=%s\n", rd_kafka_version_str (),
      rd_kafka_mock_cluster_bootstraps (*cluster));
  fflush (stdout);
  return owner;
}

static rd_kafka_t *
start_consumer (const char *topic, const char *servers)
{
  rd_kafka_conf_t *conf = rd_kafka_conf_new ();
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (N_PARTITIONS);
  char problem[512];
  rd_kafka_t *consumer;

  rd_kafka_conf_set (conf, "bootstrap.servers", servers, NULL, 0);
  rd_kafka_conf_set (conf, "group.id", "test", NULL, 0);
  rd_kafka_conf_set (conf, "reconnect.backoff.max.ms", "200", NULL, 0);
  rd_kafka_conf_set (conf, "log_level", "0", NULL, 0);
  consumer = rd_kafka_new (RD_KAFKA_CONSUMER, conf, problem, sizeof problem);
  rd_kafka_poll_set_consumer (consumer);
  for (int i = 0; i < N_PARTITIONS; i++)
    rd_kafka_topic_partition_list_add (list, topic, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign (consumer, list);
  rd_kafka_topic_partition_list_destroy (list);
  return consumer;
}

/* Returns 0 when there will be no more commands. */
static int
obey (rd_kafka_mock_cluster_t *cluster, const char *topic)
{
  char text[64];
  const ssize_t n = read (STDIN_FILENO, text, sizeof text - 1);

  if (n == 0)
    return 0;
  text[n > 0 ? n : 0] = '\0';
  if (strstr (text, "down") != NULL)
    rd_kafka_mock_broker_set_down (cluster, 1);
  if (strstr (text, "up") != NULL)
    rd_kafka_mock_broker_set_up (cluster, 1);
  if (strstr (text, "hide") != NULL)
    rd_kafka_mock_topic_set_error (cluster, topic, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  if (strstr (text, "refuse") != NULL)
    rd_kafka_mock_topic_set_error (cluster, topic, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  if (strstr (text, "let") != NULL)
    rd_kafka_mock_topic_set_error (cluster, topic, RD_KAFKA_RESP_ERR_NO_ERROR);
  return 1;
}

int
main (int argc, char **argv)
{
  rd_kafka_mock_cluster_t *cluster;
  rd_kafka_t *owner = start_cluster (argv[1], &cluster);
  rd_kafka_t *consumer = start_consumer (argv[1], rd_kafka_mock_cluster_bootstraps (cluster));

  fcntl (STDIN_FILENO, F_SETFL, O_NONBLOCK);
  while (obey (cluster, argv[1])) {
    rd_kafka_message_t *message = rd_kafka_consumer_poll (consumer, 50);

    if (message == NULL)
      continue;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
      printf ("id=%s station=%s schema=%s key=%.*s bytes=%zu\n", get_header (message, "id"),
          get_header (message, "station"), get_header (message, "schema"), (int) message->key_len,
          (const char *) message->key, message->len);
    fflush (stdout);
    rd_kafka_message_destroy (message);
  }
  rd_kafka_destroy (consumer);
  rd_kafka_mock_cluster_destroy (cluster);
  rd_kafka_destroy (owner);
  return 0;
}
