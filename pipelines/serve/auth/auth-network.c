/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-network.h"

#include <string.h>

#include "aoi-error.h"
#include "base/aoi-quote.h"

/* What the provider gives to one household or plant: whoever has one IPv6 address has 2^64. */
#define ONE_CLIENT_BYTES 8

struct _AuthNetworks {
  GPtrArray *masks; /* GInetAddressMask */
};

/* A server that listens on IPv6 sees clients of IPv4 as ::ffff:192.0.2.1. */
static GInetAddress *
unmap (GInetAddress *address)
{
  static const guint8 prefix[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6
      || memcmp (bytes, prefix, sizeof prefix) != 0)
    return g_object_ref (address);
  return g_inet_address_new_from_bytes (bytes + sizeof prefix, G_SOCKET_FAMILY_IPV4);
}

/**
 * auth_network_parse_address:
 * @text: an address, perhaps with the zone of a link-local one
 *
 * Returns: (transfer full) (nullable): it, as IPv4 if it is one of these in IPv6
 */
GInetAddress *
auth_network_parse_address (const gchar *text)
{
  g_autofree gchar *bare = g_strndup (text, strcspn (text, "%"));
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (bare);

  return address != NULL ? unmap (address) : NULL;
}

/**
 * auth_network_is_loopback:
 * @address: of a client or of a server
 *
 * Returns: whether it is on this machine
 */
gboolean
auth_network_is_loopback (const gchar *address)
{
  g_autoptr (GInetAddress) parsed = auth_network_parse_address (address);

  return parsed != NULL && g_inet_address_get_is_loopback (parsed);
}

/**
 * auth_network_get_key:
 * @address: of a client
 *
 * Returns: (transfer full): what stands for all addresses that one client has
 */
gchar *
auth_network_get_key (const gchar *address)
{
  g_autoptr (GInetAddress) parsed = auth_network_parse_address (address);
  const guint8 *bytes;
  GString *key;

  if (parsed == NULL)
    return g_strdup ("?");
  if (g_inet_address_get_family (parsed) == G_SOCKET_FAMILY_IPV4)
    return g_inet_address_to_string (parsed);
  bytes = g_inet_address_to_bytes (parsed);
  key = g_string_new (NULL);
  for (guint i = 0; i < ONE_CLIENT_BYTES; i++)
    g_string_append_printf (key, "%02x", bytes[i]);
  return g_string_free (key, FALSE);
}

/* GLib takes a length that is too great for a fault of the program. */
static gboolean
has_good_length (const gchar *text)
{
  const gchar *slash = strchr (text, '/');
  g_autofree gchar *bare = slash != NULL ? g_strndup (text, (gsize) (slash - text))
                                         : g_strdup (text);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (bare);
  guint64 length;

  return address != NULL
      && (slash == NULL
          || g_ascii_string_to_unsigned (
              slash + 1, 10, 0, 8 * g_inet_address_get_native_size (address), &length, NULL));
}

static gboolean
add_mask (AuthNetworks *self, const gchar *text, GError **error)
{
  GInetAddressMask *mask = has_good_length (text) ? g_inet_address_mask_new_from_string (text, NULL)
                                                  : NULL;
  g_autofree gchar *valid = NULL;
  g_autofree gchar *quoted = NULL;

  if (mask != NULL) {
    g_ptr_array_add (self->masks, mask);
    return TRUE;
  }
  valid = g_utf8_make_valid (text, -1);
  quoted = aoi_quote (valid);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s is no network; write an address, or one such as 192.168.7.0/24 whose other bits are 0",
      quoted);
  return FALSE;
}

/**
 * auth_networks_new:
 * @texts: (nullable): addresses and networks, such as `192.168.7.0/24` or `fd00::/8`; %NULL: none
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Returns: (transfer full): all of them
 */
AuthNetworks *
auth_networks_new (const gchar *const *texts, GError **error)
{
  g_autoptr (AuthNetworks) self = g_new0 (AuthNetworks, 1);

  self->masks = g_ptr_array_new_with_free_func (g_object_unref);
  for (; texts != NULL && *texts != NULL; texts++)
    if (!add_mask (self, *texts, error))
      return NULL;
  return g_steal_pointer (&self);
}

/**
 * auth_networks_free:
 * @self: (transfer full): networks
 */
void
auth_networks_free (AuthNetworks *self)
{
  g_ptr_array_unref (self->masks);
  g_free (self);
}

/**
 * auth_networks_have:
 * @self: networks
 * @address: of a client
 *
 * Returns: whether it is in one of them
 */
gboolean
auth_networks_have (const AuthNetworks *self, const gchar *address)
{
  g_autoptr (GInetAddress) parsed = auth_network_parse_address (address);

  for (guint i = 0; parsed != NULL && i < self->masks->len; i++)
    if (g_inet_address_mask_matches (g_ptr_array_index (self->masks, i), parsed))
      return TRUE;
  return FALSE;
}
