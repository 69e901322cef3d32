/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AOI_SPARKPLUG_REBIRTH "Node Control/Rebirth"

/**
 * AoiSparkplugType:
 * @AOI_SPARKPLUG_INT32: a whole number
 * @AOI_SPARKPLUG_INT64: a large one
 * @AOI_SPARKPLUG_UINT64: a large one that is not negative
 * @AOI_SPARKPLUG_BOOLEAN: %TRUE or %FALSE
 * @AOI_SPARKPLUG_STRING: a text
 *
 * Types of metrics, by the numbers that the specification gives them. UInt32 is none of ours: hosts do not agree in which field
 * its value stands.
 */
typedef enum {
  AOI_SPARKPLUG_INT32 = 3,
  AOI_SPARKPLUG_INT64 = 4,
  AOI_SPARKPLUG_UINT64 = 8,
  AOI_SPARKPLUG_BOOLEAN = 11,
  AOI_SPARKPLUG_STRING = 12,
} AoiSparkplugType;

/**
 * AoiSparkplugMetric:
 * @name: with `/` between its parts
 * @type: which of the others counts
 * @is_null: it has no value
 * @number: a whole number, or a boolean
 * @text: (nullable): a text; %NULL: it has none
 *
 * A value with a name.
 */
typedef struct {
  const gchar *name;
  AoiSparkplugType type;
  gboolean is_null;
  guint64 number;
  const gchar *text;
} AoiSparkplugMetric;

/**
 * AoiSparkplugHead:
 * @seq: of the message in its session, 0 to 255; -1: it has none
 * @sent_us: when it is sent, microseconds since 1970
 * @time_us: of what its metrics are, likewise
 * @is_historical: its metrics are not of now
 *
 * What is said of all metrics of a message.
 */
typedef struct {
  gint seq;
  gint64 sent_us, time_us;
  gboolean is_historical;
} AoiSparkplugHead;

GBytes *aoi_sparkplug_encode (
    const AoiSparkplugHead *head, const AoiSparkplugMetric *metrics, guint n_metrics);
gboolean aoi_sparkplug_asks_rebirth (gconstpointer payload, gsize size);

G_END_DECLS
