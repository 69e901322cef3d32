/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"
#include "inspect/gstaoiflight.h"
#include "inspect/link/gstaoilinkreport.h"

G_BEGIN_DECLS

/**
 * GstAoiLinking:
 * @flight: (transfer none): the queue that frames are in while answers are waited for
 * @linker: (nullable): asks the server; %NULL: none is set. Opened and closed while pads are inactive
 * @until: monotonic time until which answers may be waited for, ns
 * @waited: how long they were, ns, since gst_aoi_linking_begin()
 *
 * What a server says that the codes of a board's devices are linked to. It is asked as soon as a frame is
 * judged, so that all frames in flight wait at once, and the answers are waited for when the frame's turn
 * has come. Knows nothing of the element. The pushing thread's.
 */
typedef struct {
  GstAoiFlight *flight;
  GstAoiLinker *linker;
  gint64 until;
  gint64 waited;
} GstAoiLinking;

gboolean gst_aoi_linking_open (
    GstAoiLinking *self, GstAoiFlight *flight, const gchar *address, GError **error);
void gst_aoi_linking_close (GstAoiLinking *self);
GPtrArray *gst_aoi_linking_ask (GstAoiLinking *self, const AoiReport *report);
void gst_aoi_linking_begin (GstAoiLinking *self, gint64 expires);
AoiReport *gst_aoi_linking_apply (
    GstAoiLinking *self, AoiReport *report, GPtrArray *links, gint64 made, GstAoiLinkingNews *news);

G_END_DECLS
