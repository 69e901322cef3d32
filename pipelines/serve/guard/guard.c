/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guard/guard-private.h"

/**
 * guard_new:
 * @settings: (transfer full): how the station is to be guarded
 * @listen: where it listens
 * @error: why it cannot be like that, and what to do
 *
 * Returns: (transfer full): a guard
 */
Guard *
guard_new (GuardSettings *settings, const gchar *listen, GError **error)
{
  g_autoptr (Guard) self = g_new0 (Guard, 1);
  g_autofree gchar *path = NULL;

  self->settings = *settings;
  *settings = (GuardSettings){ NULL };
  if (!guard_settings_get_rules (&self->settings, listen, &self->rules, error))
    return NULL;
  path = self->settings.state != NULL ? g_strdup (self->settings.state) : auth_state_get_default ();
  self->state = auth_state_open (path, error);
  if (self->state == NULL)
    return NULL;
  self->gate = auth_gate_new (self->state, &self->rules, error);
  if (self->gate == NULL)
    return NULL;
  self->audit = audit_log_new (&self->state->folder, AUDIT_DEFAULT_BYTES);
  return g_steal_pointer (&self);
}

/**
 * guard_free:
 * @self: (transfer full): a guard whose server is gone
 */
void
guard_free (Guard *self)
{
  g_clear_pointer (&self->audit, audit_log_free);
  g_clear_pointer (&self->gate, auth_gate_free);
  g_clear_pointer (&self->state, auth_state_close);
  guard_settings_clear (&self->settings);
  g_free (self);
}

/**
 * guard_join:
 * @self: a guard, which outlives @server
 * @server: that does not listen yet
 * @error: why it cannot speak TLS
 *
 * Returns: whether nothing of @server passes but by @self
 */
gboolean
guard_join (Guard *self, HttpServer *server, GError **error)
{
  if (self->settings.certificate != NULL
      && !http_server_set_certificate (
          server, self->settings.certificate, self->settings.key, error))
    return FALSE;
  http_server_set_guard (server, guard_check, guard_witness, self);
  guard_add_routes (self, server);
  return TRUE;
}

/**
 * guard_get_folder:
 * @self: a guard
 *
 * Returns: (transfer none): path of the folder of what the station must remember
 */
const gchar *
guard_get_folder (const Guard *self)
{
  return self->state->path;
}

/**
 * guard_tell:
 * @self: a guard
 *
 * Says in the log what is not guarded.
 */
void
guard_tell (Guard *self)
{
  if (self->rules.open && self->rules.beyond)
    g_message ("--open: there are no users; whoever can connect may do everything below /v1");
  else if (!auth_gate_is_guarded (self->gate))
    g_message ("there are no users: whoever can log in to this machine may do everything");
  if (self->rules.beyond && self->rules.old_api == AUTH_OLD_FULL)
    g_message (
        "--old-api=full: whom --allow names changes products and goldens without logging in");
  if (self->rules.beyond && !self->rules.secure)
    g_message ("without --certificate and --key others on the network can read passwords");
}
