/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server says that the codes of a board's devices are linked to. It is asked as soon as a frame is
 * judged, so that all frames in flight wait at once, and the answers are waited for when the frame's turn has
 * come. But for opening and closing all of it runs on the thread that pushes. */
#include "inspect/gstaoiinspect-private.h"

#include "base/aoi-clock.h"

#define GST_CAT_DEFAULT gst_aoi_inspect_debug

/* How long a frame waits for answers when its turn has come, ns. */
#define MAX_WAIT (GST_AOI_LINKER_TIMEOUT * (gint64) GST_SECOND)

static void
wake (gpointer flight)
{
  gst_aoi_flight_wake (flight);
}

/**
 * gst_aoi_inspect_open_link:
 * @self: the element, going from READY to PAUSED
 *
 * Starts what asks the server, if one is set.
 *
 * Returns: %FALSE after an ERROR message was posted
 */
gboolean
gst_aoi_inspect_open_link (GstAoiInspect *self)
{
  g_autofree gchar *address = NULL;
  g_autoptr (GError) error = NULL;

  GST_OBJECT_LOCK (self);
  address = g_strdup (self->barcode_link);
  GST_OBJECT_UNLOCK (self);
  if (address == NULL)
    return TRUE;
  self->linker = gst_aoi_linker_new (address, wake, self->flight, &error);
  if (self->linker != NULL)
    return TRUE;
  GST_ELEMENT_ERROR (
      self, RESOURCE, SETTINGS, ("barcode-link cannot be used: %s", error->message), (NULL));
  return FALSE;
}

/**
 * gst_aoi_inspect_close_link:
 * @self: the element, not streaming
 *
 * Drops what is under way to the server.
 */
void
gst_aoi_inspect_close_link (GstAoiInspect *self)
{
  g_clear_pointer (&self->linker, gst_aoi_linker_free);
}

/* Of the devices before the one with @index, the first with the same code, as an index into their links; or
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

/* Devices of a board that share a code have one answer, even if it is none and came at once. */
static GPtrArray *
ask (GstAoiInspect *self, const AoiReport *report)
{
  GPtrArray *links = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_aoi_link_unref);

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
 * gst_aoi_inspect_prepare:
 * @item: a frame that is judged, while older ones are waited for
 * @element: the element
 *
 * Asks for the frame's codes, so that their answers may be there when its turn has come. Those of a board of
 * several frames are not known before all are judged.
 */
void
gst_aoi_inspect_prepare (GstAoiItem *item, gpointer element)
{
  GstAoiInspect *self = element;

  if (self->linker == NULL || item->grouped)
    return;
  item->report = gst_aoi_inspect_make_report (item);
  item->links = ask (self, item->report);
}

/**
 * gst_aoi_inspect_begin_links:
 * @self: the element
 * @expires: monotonic time at which the deadline of what leaves now is over, ns; 0: never
 *
 * Sets how long answers may be waited for until the next thing leaves.
 */
void
gst_aoi_inspect_begin_links (GstAoiInspect *self, gint64 expires)
{
  self->link_until = aoi_clock_now () + MAX_WAIT;
  if (expires > 0)
    self->link_until = MIN (self->link_until, expires);
  self->link_waited = 0;
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
make_linked (GstAoiInspect *self, const AoiReport *report, const GPtrArray *links, gint64 made)
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
  if (n_links > 0)
    gst_aoi_inspect_warn (self, GST_AOI_INSPECT_WARN_LINK, reason);
  return aoi_report_new_linked (report, answers, n_devices, aoi_clock_now () - made);
}

/**
 * gst_aoi_inspect_link:
 * @self: the element
 * @report: (transfer full): what is about to leave
 * @links: (nullable): what was asked for it before
 * @made: monotonic time at which @report was made, ns
 *
 * Waits until the codes of the devices of a whole board are known, the time for that is over, or the element
 * is flushed or stopped.
 *
 * Returns: (transfer full) (nullable): the report with what its codes are linked to, @report itself if
 *   no server is set or frames of its board are still to come; %NULL: the element is flushed or stopped
 */
AoiReport *
gst_aoi_inspect_link (GstAoiInspect *self, AoiReport *report, GPtrArray *links, gint64 made)
{
  g_autoptr (AoiReport) unlinked = report;
  g_autoptr (GPtrArray) asked = NULL;
  const gint64 begun = aoi_clock_now ();
  gboolean goes_on;

  if (self->linker == NULL || !aoi_report_get_complete (report))
    return g_steal_pointer (&unlinked);
  asked = links != NULL ? g_ptr_array_ref (links) : ask (self, report);
  goes_on = gst_aoi_flight_wait_for (self->flight, are_known, asked, self->link_until);
  self->link_waited += aoi_clock_now () - begun;
  return goes_on ? make_linked (self, report, asked, made) : NULL;
}
