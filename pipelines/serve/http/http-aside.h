/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HttpAside:
 * @text: borrowed: from the request; no NUL ends it
 * @length: bytes
 *
 * A long text that JSON holds.
 */
typedef struct {
  const gchar *text;
  gsize length;
} HttpAside;

GString *http_aside_take (const gchar *text, gsize length, GArray *asides);
const gchar *http_aside_find (const GArray *asides, const gchar *text, gsize *length);

G_END_DECLS
