/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiPublishUri:
 * @scheme: in small letters, without `://`
 * @user: (nullable): who is named before the hosts, decoded
 * @hosts: one host, or several with commas between them, each with its port or without
 * @path: what stands behind the hosts, with its `/`, and any query; may be empty
 *
 * An address in its parts.
 */
typedef struct {
  gchar *scheme, *user, *hosts, *path;
} AoiPublishUri;

gboolean aoi_publish_uri_check (const gchar *text, GError **error);
gboolean aoi_publish_uri_parse (AoiPublishUri *self, const gchar *text, GError **error);
void aoi_publish_uri_clear (AoiPublishUri *self);
gboolean aoi_publish_uri_get_host (
    const AoiPublishUri *self, guint16 default_port, gchar **host, guint16 *port, GError **error);
gchar *aoi_publish_uri_get_target (const gchar *text);
gchar *aoi_publish_uri_show (const gchar *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiPublishUri, aoi_publish_uri_clear)

G_END_DECLS
