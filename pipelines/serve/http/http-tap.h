/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HTTP_TYPE_TAP (http_tap_get_type ())
G_DECLARE_FINAL_TYPE (HttpTap, http_tap, HTTP, TAP, GIOStream)

HttpTap *http_tap_new (GIOStream *base);
void http_tap_begin (HttpTap *self);
const gchar *http_tap_check_head (HttpTap *self);
gchar *http_tap_dup_path (HttpTap *self);

G_END_DECLS
