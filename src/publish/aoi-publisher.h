/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "outbox/aoi-outbox-message.h"

G_BEGIN_DECLS

/**
 * AOI_PUBLISH_ERROR:
 *
 * The error domain of delivery. Codes are of #AoiPublishError.
 */
#define AOI_PUBLISH_ERROR (aoi_publish_error_quark ())

/**
 * AoiPublishError:
 * @AOI_PUBLISH_ERROR_SETTINGS: nothing can be delivered with these settings
 * @AOI_PUBLISH_ERROR_AWAY: the target cannot be reached
 * @AOI_PUBLISH_ERROR_LOGIN: it does not accept who we are
 * @AOI_PUBLISH_ERROR_CERTIFICATE: its certificate, or ours, is not accepted
 * @AOI_PUBLISH_ERROR_ACCESS: it does not let us write there
 * @AOI_PUBLISH_ERROR_ADDRESS: nothing takes messages at that address
 * @AOI_PUBLISH_ERROR_BUSY: it asks for patience, or does not answer in time
 *
 * Why nothing is delivered now; each is told once until it has worked again.
 */
typedef enum {
  AOI_PUBLISH_ERROR_SETTINGS,
  AOI_PUBLISH_ERROR_AWAY,
  AOI_PUBLISH_ERROR_LOGIN,
  AOI_PUBLISH_ERROR_CERTIFICATE,
  AOI_PUBLISH_ERROR_ACCESS,
  AOI_PUBLISH_ERROR_ADDRESS,
  AOI_PUBLISH_ERROR_BUSY,
  AOI_PUBLISH_N_ERRORS,
} AoiPublishError;

/**
 * AoiPublishSettings:
 * @uri: address of the target
 * @format: (nullable): what is sent, of those that the protocol knows; %NULL: its first
 * @topic: (nullable): where on the target; Sparkplug B: the group; %NULL: the protocol's own
 * @station: name of the station that publishes
 * @handle: (nullable): how it calls itself in IPC-CFX
 * @user: (nullable): who we are; %NULL: as @uri says
 * @password_file: (nullable): whose first line is the password
 * @ca_file: (nullable): certificates of those who sign the target's
 * @certificate_file: (nullable): ours
 * @key_file: (nullable): its key
 * @signature_file: (nullable): whose first line is the key that bodies are signed with
 * @timeout_us: how long a connection or an answer may take
 *
 * Where and how to deliver.
 */
typedef struct {
  gchar *uri, *format, *topic, *station, *handle;
  gchar *user, *password_file, *ca_file, *certificate_file, *key_file, *signature_file;
  gint64 timeout_us;
} AoiPublishSettings;

/**
 * AoiDeliveryOutcome:
 * @AOI_DELIVERY_WAITS: it is to be delivered again
 * @AOI_DELIVERY_DONE: the target has it
 * @AOI_DELIVERY_REFUSED: the target will never take it
 */
typedef enum {
  AOI_DELIVERY_WAITS,
  AOI_DELIVERY_DONE,
  AOI_DELIVERY_REFUSED,
} AoiDeliveryOutcome;

/**
 * AoiDelivery:
 * @message: what is delivered
 * @outcome: what has become of it
 * @reason: (nullable): why it is refused
 *
 * A message on its way.
 */
typedef struct {
  const AoiOutboxMessage *message;
  AoiDeliveryOutcome outcome;
  gchar *reason;
} AoiDelivery;

typedef struct _AoiPublisher AoiPublisher;

/**
 * AoiPublisherTraits:
 * @AOI_PUBLISHER_HAS_TOPIC: it uses the settings' topic
 * @AOI_PUBLISHER_HAS_HANDLE: it uses their handle
 * @AOI_PUBLISHER_HAS_SIGNATURE: it uses their signature file
 * @AOI_PUBLISHER_HAS_PATH: what stands behind the host of an address counts
 * @AOI_PUBLISHER_NEEDS_USER: a password counts for nothing without a user
 * @AOI_PUBLISHER_NEEDS_PASSWORD: a user counts for nothing without a password
 *
 * Which settings count for a protocol: others are refused, since who sets them takes them for effective.
 */
typedef enum {
  AOI_PUBLISHER_HAS_TOPIC = 1 << 0,
  AOI_PUBLISHER_HAS_HANDLE = 1 << 1,
  AOI_PUBLISHER_HAS_SIGNATURE = 1 << 2,
  AOI_PUBLISHER_HAS_PATH = 1 << 3,
  AOI_PUBLISHER_NEEDS_USER = 1 << 4,
  AOI_PUBLISHER_NEEDS_PASSWORD = 1 << 5,
} AoiPublisherTraits;

/**
 * AoiPublisherClass:
 * @name: of the protocol, for people
 * @schemes: (array zero-terminated=1): of its addresses, such as `mqtt`
 * @formats: (array zero-terminated=1): what it can send; `json` is the result JSON
 * @traits: which settings count
 * @needs_all: its formats are made of the whole result JSON, whatever the user leaves out
 * @check: (nullable): whether @open could ever work with these settings
 * @open: connects; what it waits for is bounded by the settings' timeout
 * @deliver: sends messages and waits until the target has answered for them or the timeout is over; an error says why some
 *   wait
 * @idle: (nullable): keeps the connection alive until @wake can be read or the time is over; an error says that it is lost.
 *   Without it there is no connection to keep
 * @close: says good-bye and frees the publisher
 *
 * A protocol. All but @check runs in the courier's thread, and ends early when @cancellable is cancelled.
 */
typedef struct {
  const gchar *name;
  const gchar *const *schemes;
  const gchar *const *formats;
  AoiPublisherTraits traits;
  gboolean needs_all;
  gboolean (*check) (const AoiPublishSettings *settings, GError **error);
  AoiPublisher *(*open) (
      const AoiPublishSettings *settings, GCancellable *cancellable, GError **error);
  gboolean (*deliver) (AoiPublisher *self, AoiDelivery *deliveries, guint n_deliveries,
      GCancellable *cancellable, GError **error);
  gboolean (*idle) (AoiPublisher *self, gint wake, gint64 us, GError **error);
  void (*close) (AoiPublisher *self);
} AoiPublisherClass;

/**
 * AoiPublisher:
 * @klass: its protocol
 * @pause_us: after an error: how long the target asked to be left alone, 0: it did not
 *
 * What each connection begins with.
 */
struct _AoiPublisher {
  const AoiPublisherClass *klass;
  gint64 pause_us;
};

GQuark aoi_publish_error_quark (void);

AoiPublishSettings *aoi_publish_settings_copy (const AoiPublishSettings *settings);
void aoi_publish_settings_free (AoiPublishSettings *self);
gboolean aoi_publish_settings_check_files (const AoiPublishSettings *self, GError **error);

const AoiPublisherClass *aoi_publisher_find (const AoiPublishSettings *settings, GError **error);
gchar *
aoi_publisher_get_target (const AoiPublisherClass *klass, const AoiPublishSettings *settings);
void aoi_delivery_refuse (AoiDelivery *self, const gchar *format, ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiPublishSettings, aoi_publish_settings_free)

G_END_DECLS
