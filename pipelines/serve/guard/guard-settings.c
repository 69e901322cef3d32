/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guard/guard-settings.h"

#include <gio/gio.h>

#include "aoi-error.h"
#include "auth/auth-network.h"
#include "auth/auth-origin.h"

#define DEFAULT_PORT 5000

static const gchar *const old_apis[] = {
  [AUTH_OLD_FULL] = "full",
  [AUTH_OLD_INSPECT] = "inspect",
  [AUTH_OLD_OFF] = "off",
};

static gboolean
check_network (const gchar *value, GError **error)
{
  const gchar *const values[] = { value, NULL };
  g_autoptr (AuthNetworks) networks = auth_networks_new (values, error);

  return networks != NULL;
}

static gboolean
parse_old_api (const gchar *value, AuthOldApi *old_api, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (old_apis); i++)
    if (g_str_equal (value, old_apis[i])) {
      *old_api = (AuthOldApi) i;
      return TRUE;
    }
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_INVALID, "must be full, inspect or off, not \"%s\"", value);
  return FALSE;
}

static gboolean
check_old_api (const gchar *value, GError **error)
{
  AuthOldApi old_api;

  return parse_old_api (value, &old_api, error);
}

static const ConfKey keys[] = {
  { "state", CONF_PATH, G_STRUCT_OFFSET (GuardSettings, state) },
  { "allow", CONF_LIST, G_STRUCT_OFFSET (GuardSettings, allow), check_network },
  { "old-api", CONF_TEXT, G_STRUCT_OFFSET (GuardSettings, old_api), check_old_api },
  { "open", CONF_FLAG, G_STRUCT_OFFSET (GuardSettings, open) },
  { "origin", CONF_LIST, G_STRUCT_OFFSET (GuardSettings, origins), auth_origin_check },
  { "certificate", CONF_PATH, G_STRUCT_OFFSET (GuardSettings, certificate) },
  { "key", CONF_PATH, G_STRUCT_OFFSET (GuardSettings, key) },
};

/* What of a file says how a station is guarded: a #GuardSettings. */
const ConfGroup guard_settings_group = { "safety", keys, G_N_ELEMENTS (keys) };

/**
 * guard_settings_add_options:
 * @self: settings, which outlive @context
 * @context: gets the options that say how a station is guarded
 */
void
guard_settings_add_options (GuardSettings *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &self->state,
        "Folder of users and audit log, if not the usual one", "FOLDER" },
    { "allow", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->allow,
        "Who may use the old API; may be repeated. Without it this machine", "NETWORK" },
    { "old-api", 0, 0, G_OPTION_ARG_STRING, &self->old_api,
        "With inspect nobody changes products by it, as is usual beyond this machine",
        "full|inspect|off" },
    { "open", 0, 0, G_OPTION_ARG_NONE, &self->open,
        "There are no users: whoever can connect may do everything", NULL },
    { "origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->origins,
        "Pages that may ask, besides the station's own; may be repeated", "ORIGIN" },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &self->certificate, "PEM file, for TLS", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &self->key, "PEM file of its key", "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

/* A name that means this machine today may mean another address tomorrow. */
static gboolean
is_beyond (const gchar *listen)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (listen, DEFAULT_PORT, NULL);
  const gchar *host = parsed != NULL ? g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed))
                                     : "";

  return !g_str_equal (host, "localhost") && !auth_network_is_loopback (host);
}

/**
 * guard_settings_get_rules:
 * @self: what was said
 * @listen: where the station listens
 * @rules: (out): what that means; borrows from @self
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Returns: whether it means something
 */
gboolean
guard_settings_get_rules (
    const GuardSettings *self, const gchar *listen, AuthRules *rules, GError **error)
{
  if (!conf_group_check (&guard_settings_group, self, error))
    return FALSE;
  if ((self->certificate == NULL) != (self->key == NULL)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "TLS needs both --certificate and --key");
    return FALSE;
  }
  *rules = (AuthRules){
    .networks = (const gchar *const *) self->allow,
    .origins = (const gchar *const *) self->origins,
    .beyond = is_beyond (listen),
    .open = self->open,
    .secure = self->certificate != NULL,
  };
  rules->old_api = rules->beyond ? AUTH_OLD_INSPECT : AUTH_OLD_FULL;
  return self->old_api == NULL || parse_old_api (self->old_api, &rules->old_api, error);
}

/**
 * guard_settings_clear:
 * @self: settings
 */
void
guard_settings_clear (GuardSettings *self)
{
  conf_group_clear (&guard_settings_group, self);
}
