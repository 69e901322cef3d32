/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the codes of a board's devices are linked to. */
#include "inspect/link/gstaoilinkreport.h"

#include "base/aoi-clock.h"

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
 * gst_aoi_link_report_ask:
 * @report: of a whole board
 * @linker: asks the server
 *
 * Asks for its codes. Devices of a board that share a code have one answer, even if it is none and came at once.
 *
 * Returns: (transfer full) (element-type GstAoiLink): for each device with a code its link, in their order
 */
GPtrArray *
gst_aoi_link_report_ask (const AoiReport *report, GstAoiLinker *linker)
{
  GPtrArray *links = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_aoi_link_unref);

  for (guint i = 0; i < aoi_report_get_n_devices (report); i++) {
    const gchar *code = aoi_report_get_device (report, i)->code;
    const gint same = code != NULL ? find_same_code (report, i) : -1;

    if (same >= 0)
      g_ptr_array_add (links, gst_aoi_link_ref (g_ptr_array_index (links, same)));
    else if (code != NULL)
      g_ptr_array_add (links, gst_aoi_linker_ask (linker, code));
  }
  return links;
}

/**
 * gst_aoi_link_report_is_known:
 * @links: (element-type GstAoiLink): of a report
 *
 * Returns: whether no answer is waited for
 */
gboolean
gst_aoi_link_report_is_known (const GPtrArray *links)
{
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

/**
 * gst_aoi_link_report_new:
 * @report: of a whole board
 * @links: what gst_aoi_link_report_ask() gave for it
 * @made: monotonic time at which @report was made, ns
 * @news: (out): what it came to
 *
 * Returns: (transfer full): the report with what its codes are linked to; a link that is not known yet comes too late
 */
AoiReport *
gst_aoi_link_report_new (
    const AoiReport *report, const GPtrArray *links, gint64 made, GstAoiLinkingNews *news)
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
