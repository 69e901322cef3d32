/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AuthNetworks:
 *
 * Addresses of clients. Unchanged once made, so that any thread may ask.
 */
typedef struct _AuthNetworks AuthNetworks;

AuthNetworks *auth_networks_new (const gchar *const *texts, GError **error);
void auth_networks_free (AuthNetworks *self);
gboolean auth_networks_have (const AuthNetworks *self, const gchar *address);

GInetAddress *auth_network_parse_address (const gchar *text);
gboolean auth_network_is_loopback (const gchar *address);
gchar *auth_network_get_key (const gchar *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AuthNetworks, auth_networks_free)

G_END_DECLS
