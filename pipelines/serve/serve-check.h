/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-gate.h"
#include "serve-settings.h"

G_BEGIN_DECLS

/**
 * ServeCheck:
 * @path: of STATION.ini
 * @settings: what it says
 * @errors: (element-type utf8): a line for each thing for which `aoi serve` would not begin
 * @warnings: (element-type utf8): likewise, for what clients would find out
 * @n_users: who may log in
 * @n_tokens: programs that are known
 * @products: (element-type filename): folders of products
 *
 * What a station would be.
 */
typedef struct {
  const gchar *path;
  ServeSettings settings;
  GPtrArray *errors;
  GPtrArray *warnings;
  guint n_users, n_tokens;
  GPtrArray *products;
} ServeCheck;

void serve_check_init (ServeCheck *self, const gchar *path);
void serve_check_clear (ServeCheck *self);
void
serve_check_add (ServeCheck *self, GPtrArray *lines, const gchar *format, ...) G_GNUC_PRINTF (3, 4);
void serve_check_keeping (ServeCheck *self);
void serve_check_print (ServeCheck *self);
void serve_check_print_json (ServeCheck *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServeCheck, serve_check_clear)

G_END_DECLS
