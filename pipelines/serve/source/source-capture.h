/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "source/source.h"

G_BEGIN_DECLS

/**
 * SourceCaptured:
 * @frame: (nullable): a copy of it, which is kept; %NULL: there is none
 * @reason: (nullable): why there is none
 * @data: what source_capture() was given
 *
 * Told of the frame that was asked for. Any thread.
 */
typedef void (*SourceCaptured) (Frame *frame, const gchar *reason, gpointer data);

void source_capture (Source *self, const gchar *key, SourceCaptured captured, gpointer data);

G_END_DECLS
