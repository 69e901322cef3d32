/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-gate.h"
#include "conf/conf-group.h"

G_BEGIN_DECLS

/**
 * GuardSettings:
 * @state: (nullable): folder of users and audit log
 * @allow: (nullable): networks that may use the old API
 * @old_api: (nullable): `full`, `inspect` or `off`
 * @open: whether there are no users, and that is meant
 * @origins: (nullable): pages of elsewhere that may ask
 * @certificate: (nullable): file for TLS
 * @key: (nullable): its file
 *
 * How a station is to be guarded: what its command line and its file say. The command line counts. Zero-initialised
 * it says nothing.
 */
typedef struct {
  gchar *state;
  gchar **allow;
  gchar *old_api;
  gboolean open;
  gchar **origins;
  gchar *certificate;
  gchar *key;
} GuardSettings;

extern const ConfGroup guard_settings_group;

void guard_settings_add_options (GuardSettings *self, GOptionContext *context);
gboolean guard_settings_get_rules (
    const GuardSettings *self, const gchar *listen, AuthRules *rules, GError **error);
void guard_settings_clear (GuardSettings *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GuardSettings, guard_settings_clear)

G_END_DECLS
