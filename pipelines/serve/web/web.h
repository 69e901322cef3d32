/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The station's pages: one document and its modules, which speak /v1 alone. They are resources of the program and
 * know nothing of the station: anybody may load them, and what they show comes from the API. */
#pragma once

#include "http/http-server.h"

G_BEGIN_DECLS

void web_add_routes (HttpServer *server);

G_END_DECLS
