/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The HTTP API of the server that this project succeeds, for clients that do not change: the same paths, keys and
 * numbers. A file has one family of endpoints; rest-routes.c is the table of all. What that server did wrong
 * is done right where a client cannot tell, and refused where it can: names that lead out of folders, bodies
 * that are no JSON, boards of which a picture is missing. */
#pragma once

#include "http/http-server.h"
#include "station/station.h"

G_BEGIN_DECLS

/**
 * Rest:
 *
 * The old API of a station. Thread-safe.
 */
typedef struct _Rest Rest;

Rest *rest_new (Station *station);
void rest_free (Rest *self);
void rest_add_routes (Rest *self, HttpServer *server);
guint rest_count_sessions (Rest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rest, rest_free)

G_END_DECLS
