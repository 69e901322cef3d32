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

/* Returns the first device before the one with @index that has the same code, as an index into their links, or
 * -1. */
static gint
find_same_code (const AoiReport *report, guint index)
{
  const gchar *code = aoi_report_get_device (report, index)->code;
  gint n_links = 0;

  for (guint i = 0; i < index; i++) {
    const gchar *other = aoi_report_get_device (report, i)->code;

    if (g_strcmp0 (other, code) == 0)
      return n_links;
    n_links += other != NULL;
  }
  return -1;
}

/**
 * gst_aoi_linking_ask:
 * @self: linking
 * @report: of a whole board
 *
 * Asks for its codes, so that their answers may be there when its turn has come. Devices of a board that
 * share a code have one answer, even if it is none and came at once.
 *
 * Returns: (transfer full) (nullable) (element-type GstAoiLink): for each device with a code its link, in
 *   their order; %NULL: no server is set
 */
GPtrArray *
gst_aoi_linking_ask (GstAoiLinking *self, const AoiReport *report)
{
  GPtrArray *links;

  if (self->linker == NULL)
    return NULL;
  links = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_aoi_link_unref);
  for (guint i = 0; i < aoi_report_get_n_devices (report); i++) {
    const gchar *code = aoi_report_get_device (report, i)->code;
    const gint same = code != NULL ? find_same_code (report, i) : -1;

    if (same >= 0)
      g_ptr_array_add (links, gst_aoi_link_ref (g_ptr_array_index (links, same)));
    else if (code != NULL)
      g_ptr_array_add (links, gst_aoi_linker_ask (self->linker, code));
  }
  return links;
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
are_known (gconstpointer data)
{
  const GPtrArray *links = data;

  for (guint i = 0; i < links->len; i++)
    if (!gst_aoi_link_is_known (g_ptr_array_index (links, i)))
      return FALSE;
  return TRUE;
}

static AoiLinkAnswer
get_answer (GstAoiLink *link)
{
  if (!gst_aoi_link_is_known (link))
    return (AoiLinkAnswer){ NULL, GST_AOI_LINKER_TOO_LATE };
  return (AoiLinkAnswer){ gst_aoi_link_get_linked (link), gst_aoi_link_get_reason (link) };
}

/* @links: of the devices of @report that have a code, in their order. */
static AoiReport *
make_linked (const AoiReport *report, const GPtrArray *links, gint64 made, GstAoiLinkingNews *news)
{
  const guint n_devices = aoi_report_get_n_devices (report);
  g_autofree AoiLinkAnswer *answers = g_new0 (AoiLinkAnswer, MAX (n_devices, 1));
  const gchar *reason = NULL;
  guint n_links = 0;

  for (guint i = 0; i < n_devices; i++) {
    if (aoi_report_get_device (report, i)->code == NULL)
      continue;
    answers[i] = get_answer (g_ptr_array_index (links, n_links));
    n_links++;
    if (answers[i].linked == NULL && reason == NULL)
      reason = answers[i].reason;
  }
  *news = (GstAoiLinkingNews){ n_links > 0, g_strdup (reason) };
  return aoi_report_new_linked (report, answers, n_devices, aoi_clock_now () - made);
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
  return goes_on ? make_linked (report, asked, made, news) : NULL;
}
