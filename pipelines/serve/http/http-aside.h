/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HttpAsides:
 *
 * Long texts that the JSON of one request holds, each with a mark in its place that the client cannot have known. They
 * are borrowed from the request.
 */
typedef struct _HttpAsides HttpAsides;

HttpAsides *http_asides_new (void);
void http_asides_free (HttpAsides *self);
GString *http_asides_take (HttpAsides *self, const gchar *text, gsize length);
const gchar *http_asides_find (const HttpAsides *self, const gchar *text, gsize *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpAsides, http_asides_free)

G_END_DECLS
