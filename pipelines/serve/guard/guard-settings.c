/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guard/guard-settings.h"

#include <gio/gio.h>

#include "aoi-error.h"
#include "auth/auth-network.h"

#define DEFAULT_PORT 5000

static const gchar *const old_apis[] = {
  [AUTH_OLD_FULL] = "full",
  [AUTH_OLD_INSPECT] = "inspect",
  [AUTH_OLD_OFF] = "off",
};

/* What the group may hold. */
typedef struct {
  const gchar *key;
  gsize offset;
  enum {
    TEXT,
    PATH,
    LIST,
    FLAG
  } kind;
} Key;

static const Key keys[] = {
  { "state", G_STRUCT_OFFSET (GuardSettings, state), PATH },
  { "allow", G_STRUCT_OFFSET (GuardSettings, allow), LIST },
  { "old-api", G_STRUCT_OFFSET (GuardSettings, old_api), TEXT },
  { "open", G_STRUCT_OFFSET (GuardSettings, open), FLAG },
  { "origin", G_STRUCT_OFFSET (GuardSettings, origins), LIST },
  { "certificate", G_STRUCT_OFFSET (GuardSettings, certificate), PATH },
  { "key", G_STRUCT_OFFSET (GuardSettings, key), PATH },
};

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

static const Key *
find_key (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].key, name))
      return &keys[i];
  return NULL;
}

static void
read_text (gchar **text, const Key *key, GKeyFile *file, const gchar *folder)
{
  g_autofree gchar *value = g_key_file_get_string (file, GUARD_GROUP, key->key, NULL);

  if (*text == NULL && value != NULL)
    *text = key->kind == PATH ? g_canonicalize_filename (value, folder) : g_strdup (value);
}

/* Files and folders are named from where the file lies. What the command line said already stays. */
static gboolean
read_key (
    GuardSettings *self, GKeyFile *file, const gchar *folder, const gchar *name, GError **error)
{
  const Key *key = find_key (name);
  gpointer value;

  if (key == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "[" GUARD_GROUP "] has no key \"%s\"", name);
    return FALSE;
  }
  value = G_STRUCT_MEMBER_P (self, key->offset);
  if (key->kind == LIST) {
    if (*(gchar ***) value == NULL)
      *(gchar ***) value = g_key_file_get_string_list (file, GUARD_GROUP, name, NULL, NULL);
  } else if (key->kind == FLAG) {
    g_autoptr (GError) local = NULL;
    const gboolean flag = g_key_file_get_boolean (file, GUARD_GROUP, name, &local);

    if (local != NULL) {
      g_set_error (
          error, AOI_ERROR, AOI_ERROR_INVALID, "[" GUARD_GROUP "] %s: must be true or false", name);
      return FALSE;
    }
    *(gboolean *) value |= flag;
  } else {
    read_text (value, key, file, folder);
  }
  return TRUE;
}

/**
 * guard_settings_read:
 * @self: what the command line says
 * @path: of a key file
 * @error: return location for an error that names it
 *
 * Adds what the group `safety` of a file says, where @self says nothing.
 *
 * Returns: whether it was taken
 */
gboolean
guard_settings_read (GuardSettings *self, const gchar *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree gchar *folder = g_path_get_dirname (path);
  g_autofree gchar *shown = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;
  g_auto (GStrv) names = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", shown, local->message);
    return FALSE;
  }
  names = g_key_file_get_keys (file, GUARD_GROUP, NULL, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!read_key (self, file, folder, names[i], error)) {
      g_prefix_error (error, "%s: ", shown);
      return FALSE;
    }
  return TRUE;
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

static gboolean
get_old_api (const GuardSettings *self, AuthRules *rules, GError **error)
{
  if (self->old_api == NULL) {
    rules->old_api = rules->beyond ? AUTH_OLD_INSPECT : AUTH_OLD_FULL;
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (old_apis); i++)
    if (g_str_equal (self->old_api, old_apis[i])) {
      rules->old_api = (AuthOldApi) i;
      return TRUE;
    }
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "old-api: must be full, inspect or off, not \"%s\"", self->old_api);
  return FALSE;
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
  return get_old_api (self, rules, error);
}

/**
 * guard_settings_clear:
 * @self: settings
 */
void
guard_settings_clear (GuardSettings *self)
{
  g_free (self->state);
  g_strfreev (self->allow);
  g_free (self->old_api);
  g_strfreev (self->origins);
  g_free (self->certificate);
  g_free (self->key);
  *self = (GuardSettings){ NULL };
}
