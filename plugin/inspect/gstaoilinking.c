/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoilinking.h"

#include "base/aoi-clock.h"

/* How long a frame waits for answers when its turn has come, ns. */
#define MAX_WAIT (GST_AOI_LINKER_TIMEOUT * (gint64) GST_SECOND)

static void
wake (gpointer flight)
{
  gst_aoi_flight_wake (flight);
}

/**
 * gst_aoi_linking_open:
 * @self: (out): uninitialised memory
 * @flight: the queue that frames are in
 * @address: (nullable): of the server; %NULL: none is asked
 * @error: why @address cannot be used
 *
 * Returns: %FALSE with @error set if it cannot
 */
gboolean
gst_aoi_linking_open (
    GstAoiLinking *self, GstAoiFlight *flight, const gchar *address, GError **error)
{
  *self = (GstAoiLinking){ .flight = flight };
  if (address == NULL)
    return TRUE;
  self->linker = gst_aoi_linker_new (address, wake, flight, error);
  return self->linker != NULL;
}

/**
 * gst_aoi_linking_close:
 * @self: linking of an element that is not streaming
 *
 * Drops what is under way to the server.
 */
void
gst_aoi_linking_close (GstAoiLinking *self)
{
  g_clear_pointer (&self->linker, gst_aoi_linker_free);
}

/**
 * gst_aoi_linking_ask:
 * @self: linking
 * @report: of a whole board
 *
 * Asks for its codes, so that their answers may be there when its turn has come.
 *
 * Returns: (transfer full) (nullable) (element-type GstAoiLink): as of gst_aoi_link_report_ask(); %NULL: no server is
 *   set
 */
GPtrArray *
gst_aoi_linking_ask (GstAoiLinking *self, const AoiReport *report)
{
  return self->linker != NULL ? gst_aoi_link_report_ask (report, self->linker) : NULL;
}

/**
 * gst_aoi_linking_begin:
 * @self: linking
 * @expires: monotonic time at which the deadline of what leaves now is over, ns; 0: never
 *
 * Sets how long answers may be waited for until the next thing leaves.
 */
void
gst_aoi_linking_begin (GstAoiLinking *self, gint64 expires)
{
  self->until = aoi_clock_now () + MAX_WAIT;
  if (expires > 0)
    self->until = MIN (self->until, expires);
  self->waited = 0;
}

static gboolean
are_known (gconstpointer links)
{
  return gst_aoi_link_report_is_known (links);
}

/**
 * gst_aoi_linking_apply:
 * @self: linking
 * @report: (transfer full): what is about to leave
 * @links: (nullable): what gst_aoi_linking_ask() gave for it before
 * @made: monotonic time at which @report was made, ns
 * @news: (out): what it came to
 *
 * Waits until the codes of the devices of a whole board are known, the time for that is over, or the
 * element is flushed or stopped.
 *
 * Returns: (transfer full) (nullable): the report with what its codes are linked to, @report itself if
 *   no server is set or frames of its board are still to come; %NULL: the element is flushed or stopped
 */
AoiReport *
gst_aoi_linking_apply (
    GstAoiLinking *self, AoiReport *report, GPtrArray *links, gint64 made, GstAoiLinkingNews *news)
{
  g_autoptr (AoiReport) unlinked = report;
  g_autoptr (GPtrArray) asked = NULL;
  const gint64 begun = aoi_clock_now ();
  gboolean goes_on;

  *news = (GstAoiLinkingNews){ FALSE, NULL };
  if (self->linker == NULL || !aoi_report_get_complete (report))
    return g_steal_pointer (&unlinked);
  asked = links != NULL ? g_ptr_array_ref (links) : gst_aoi_linking_ask (self, report);
  goes_on = gst_aoi_flight_wait_for (self->flight, are_known, asked, self->until);
  self->waited += aoi_clock_now () - begun;
  return goes_on ? gst_aoi_link_report_new (report, asked, made, news) : NULL;
}
