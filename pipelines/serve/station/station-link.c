/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-link.h"

#include "base/aoi-clock.h"
#include "inspect/link/gstaoilinkreport.h"

struct _StationLink {
  GstAoiLinker *linker;
  GMutex lock;
  GCond known; /* links may be known that were not */
  gchar *told; /* lock: why the last code has no answer, which the log says */
};

static void
wake (gpointer data)
{
  StationLink *self = data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->known);
  g_mutex_unlock (&self->lock);
}

/**
 * station_link_new:
 * @address: of the server
 * @error: why it cannot be used
 *
 * Returns: (transfer full): what asks it
 */
StationLink *
station_link_new (const gchar *address, GError **error)
{
  StationLink *self = g_new0 (StationLink, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->known);
  self->linker = gst_aoi_linker_new (address, wake, self, error);
  if (self->linker != NULL)
    return self;
  station_link_free (self);
  return NULL;
}

/**
 * station_link_free:
 * @self: (transfer full): what nobody asks any more
 */
void
station_link_free (StationLink *self)
{
  g_clear_pointer (&self->linker, gst_aoi_linker_free);
  g_cond_clear (&self->known);
  g_mutex_clear (&self->lock);
  g_free (self->told);
  g_free (self);
}

/* As long as an answer may take. */
static void
wait_known (StationLink *self, const GPtrArray *links)
{
  const gint64 until = g_get_monotonic_time () + GST_AOI_LINKER_TIMEOUT * G_TIME_SPAN_SECOND;
  gboolean in_time = TRUE;

  g_mutex_lock (&self->lock);
  while (in_time && !gst_aoi_link_report_is_known (links))
    in_time = g_cond_wait_until (&self->known, &self->lock, until);
  g_mutex_unlock (&self->lock);
}

/* Each cause once, until there is another, or none. */
static void
tell (StationLink *self, const GstAoiLinkingNews *news)
{
  gboolean is_new;

  if (!news->asked)
    return;
  g_mutex_lock (&self->lock);
  is_new = news->reason != NULL && g_strcmp0 (news->reason, self->told) != 0;
  g_free (self->told);
  self->told = g_strdup (news->reason);
  g_mutex_unlock (&self->lock);
  if (is_new)
    g_warning ("barcode-link: codes are kept: %s", news->reason);
}

/**
 * station_link_apply:
 * @self: (nullable): what asks the server; %NULL: none is asked
 * @report: (transfer full): of a board
 *
 * Waits until its codes are known, or answers come too late.
 *
 * Returns: (transfer full): the report with what its codes are linked to
 */
AoiReport *
station_link_apply (StationLink *self, AoiReport *report)
{
  g_autoptr (AoiReport) unlinked = report;
  g_autoptr (GPtrArray) links = NULL;
  GstAoiLinkingNews news = { FALSE, NULL };
  const gint64 made = aoi_clock_now ();
  AoiReport *linked;

  if (self == NULL || !aoi_report_get_complete (report))
    return g_steal_pointer (&unlinked);
  links = gst_aoi_link_report_ask (report, self->linker);
  wait_known (self, links);
  linked = gst_aoi_link_report_new (report, links, made, &news);
  tell (self, &news);
  g_free (news.reason);
  return linked;
}
