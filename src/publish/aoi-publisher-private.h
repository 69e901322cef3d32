/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "publish/aoi-publish-uri.h"
#include "publish/aoi-publisher.h"

G_BEGIN_DECLS

#ifdef HAVE_MQTT
extern const AoiPublisherClass aoi_publisher_mqtt;
#endif
#ifdef HAVE_SPARKPLUG
extern const AoiPublisherClass aoi_publisher_sparkplug;
#endif
#ifdef HAVE_WEBHOOK
extern const AoiPublisherClass aoi_publisher_webhook;
#endif
#ifdef HAVE_KAFKA
extern const AoiPublisherClass aoi_publisher_kafka;
#endif
#ifdef HAVE_AMQP
extern const AoiPublisherClass aoi_publisher_cfx;
#endif

gboolean aoi_publish_settings_check (const AoiPublishSettings *self, const AoiPublisherClass *klass,
    const gchar *scheme, GError **error);
gboolean aoi_publish_fail (GError **error, AoiPublishError code, const gchar *format, ...)
    G_GNUC_PRINTF (3, 4);
gchar *aoi_publish_read_secret (const gchar *path, GError **error);
void aoi_publish_forget_secret (gchar *secret);

typedef gchar AoiPublishSecret;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiPublishSecret, aoi_publish_forget_secret)

G_END_DECLS
