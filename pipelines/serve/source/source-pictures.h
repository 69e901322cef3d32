/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The element that gives pictures of a folder as frames; its property `location` names the folder. */
#define SOURCE_PICTURES_NAME "aoistationpictures"

void source_pictures_register (void);

G_END_DECLS
