/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many bytes of an answer are read. */
#define GST_AOI_LINK_MAX_ANSWER 4096

gchar *gst_aoi_link_answer_parse (const gchar *body, gsize length, const gchar **problem);

G_END_DECLS
