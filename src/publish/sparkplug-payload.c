/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of Sparkplug B as bytes, by protobuf-c. */
#include "publish/sparkplug-payload.h"

#include "publish/sparkplug.pb-c.h"

static void
set_value (Aoi__Sparkplug__Metric *metric, const AoiSparkplugMetric *value)
{
  const gboolean is_text = value->type == AOI_SPARKPLUG_STRING;

  if (value->is_null || (is_text && value->text == NULL)) {
    metric->has_is_null = TRUE;
    metric->is_null = TRUE;
    return;
  }
  switch (value->type) {
    case AOI_SPARKPLUG_INT32:
      metric->value_case = AOI__SPARKPLUG__METRIC__VALUE_INT_VALUE;
      metric->int_value = (guint32) value->number;
      break;
    case AOI_SPARKPLUG_INT64:
    case AOI_SPARKPLUG_UINT64:
      metric->value_case = AOI__SPARKPLUG__METRIC__VALUE_LONG_VALUE;
      metric->long_value = value->number;
      break;
    case AOI_SPARKPLUG_BOOLEAN:
      metric->value_case = AOI__SPARKPLUG__METRIC__VALUE_BOOLEAN_VALUE;
      metric->boolean_value = value->number != 0;
      break;
    case AOI_SPARKPLUG_STRING:
      metric->value_case = AOI__SPARKPLUG__METRIC__VALUE_STRING_VALUE;
      metric->string_value = (gchar *) value->text;
      break;
  }
}

static void
init_metric (
    Aoi__Sparkplug__Metric *metric, const AoiSparkplugHead *head, const AoiSparkplugMetric *value)
{
  aoi__sparkplug__metric__init (metric);
  metric->name = (gchar *) value->name;
  metric->has_timestamp = TRUE;
  metric->timestamp = (guint64) head->time_us / 1000;
  metric->has_datatype = TRUE;
  metric->datatype = value->type;
  metric->has_is_historical = head->is_historical;
  metric->is_historical = head->is_historical;
  set_value (metric, value);
}

/**
 * aoi_sparkplug_encode:
 * @head: of the message
 * @metrics: (array length=n_metrics): what it says
 * @n_metrics: how many
 *
 * Returns: (transfer full): the payload
 */
GBytes *
aoi_sparkplug_encode (
    const AoiSparkplugHead *head, const AoiSparkplugMetric *metrics, guint n_metrics)
{
  g_autofree Aoi__Sparkplug__Metric *values = g_new (Aoi__Sparkplug__Metric, n_metrics);
  g_autofree Aoi__Sparkplug__Metric **list = g_new (Aoi__Sparkplug__Metric *, n_metrics);
  Aoi__Sparkplug__Payload payload = AOI__SPARKPLUG__PAYLOAD__INIT;
  guint8 *bytes;
  gsize size;

  for (guint i = 0; i < n_metrics; i++) {
    init_metric (&values[i], head, &metrics[i]);
    list[i] = &values[i];
  }
  payload.has_timestamp = TRUE;
  payload.timestamp = (guint64) head->sent_us / 1000;
  payload.has_seq = head->seq >= 0;
  payload.seq = (guint64) MAX (head->seq, 0);
  payload.metrics = list;
  payload.n_metrics = n_metrics;
  size = aoi__sparkplug__payload__get_packed_size (&payload);
  bytes = g_malloc (MAX (size, 1));
  aoi__sparkplug__payload__pack (&payload, bytes);
  return g_bytes_new_take (bytes, size);
}

/**
 * aoi_sparkplug_asks_rebirth:
 * @payload: (array length=size): of a command, not trusted
 * @size: its bytes
 *
 * Returns: whether the node is asked to say all about itself again
 */
gboolean
aoi_sparkplug_asks_rebirth (gconstpointer payload, gsize size)
{
  Aoi__Sparkplug__Payload *command = aoi__sparkplug__payload__unpack (NULL, size, payload);
  gboolean asks = FALSE;

  for (gsize i = 0; command != NULL && i < command->n_metrics; i++) {
    const Aoi__Sparkplug__Metric *metric = command->metrics[i];

    asks = asks
        || (g_strcmp0 (metric->name, AOI_SPARKPLUG_REBIRTH) == 0
            && metric->value_case == AOI__SPARKPLUG__METRIC__VALUE_BOOLEAN_VALUE
            && metric->boolean_value);
  }
  if (command != NULL)
    aoi__sparkplug__payload__free_unpacked (command, NULL);
  return asks;
}
