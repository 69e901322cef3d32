/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "http/http-call.h"

G_BEGIN_DECLS

void http_call_answer_file (HttpCall *call, const gchar *type, gint fd, guint64 size);

G_END_DECLS
