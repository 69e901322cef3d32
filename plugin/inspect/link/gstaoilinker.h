/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspect/link/gstaoilink.h"

G_BEGIN_DECLS

/* How long an answer may take, as a whole, s. */
#define GST_AOI_LINKER_TIMEOUT 3
/* Why a code is kept whose answer took longer, be it than that or than its frame could wait. */
#define GST_AOI_LINKER_TOO_LATE "no answer in time"

/**
 * GstAoiLinker:
 *
 * Asks a server over HTTP what codes are linked to, on a thread of its own. Nothing but
 * gst_aoi_linker_free() waits for that thread, and it for no server.
 */
typedef struct _GstAoiLinker GstAoiLinker;

/**
 * GstAoiLinkerNotify:
 * @data: what gst_aoi_linker_new() was given
 *
 * A link that was not known is known now. Runs on the linker's thread, with no lock held.
 */
typedef void (*GstAoiLinkerNotify) (gpointer data);

gboolean gst_aoi_linker_check (const gchar *address, GError **error);
GstAoiLinker *
gst_aoi_linker_new (const gchar *address, GstAoiLinkerNotify notify, gpointer data, GError **error);
void gst_aoi_linker_free (GstAoiLinker *self);
GstAoiLink *gst_aoi_linker_ask (GstAoiLinker *self, const gchar *code);

G_END_DECLS
