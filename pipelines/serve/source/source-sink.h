/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "source/source-private.h"

G_BEGIN_DECLS

GstElement *source_sink_new (Source *source);

G_END_DECLS
