/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/link/gstaoilink.h"

struct _GstAoiLink {
  gint known; /* atomic: the rest is set and does not change */
  gchar *linked; /* NULL: the code is kept */
  gchar *reason; /* why it is kept */
};

/**
 * gst_aoi_link_new:
 *
 * Returns: (transfer full): a link that is not known yet
 */
GstAoiLink *
gst_aoi_link_new (void)
{
  return g_atomic_rc_box_new0 (GstAoiLink);
}

/**
 * gst_aoi_link_ref:
 * @self: a link
 *
 * Returns: (transfer full): @self
 */
GstAoiLink *
gst_aoi_link_ref (GstAoiLink *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
link_clear (gpointer data)
{
  GstAoiLink *self = data;

  g_free (self->linked);
  g_free (self->reason);
}

/**
 * gst_aoi_link_unref:
 * @self: (transfer full): a link
 */
void
gst_aoi_link_unref (GstAoiLink *self)
{
  g_atomic_rc_box_release_full (self, link_clear);
}

/**
 * gst_aoi_link_take:
 * @self: a link that is not known yet
 * @linked: (transfer full) (nullable): what its code is linked to
 * @reason: (transfer full) (nullable): why it is not
 *
 * Makes it known, to any thread.
 */
void
gst_aoi_link_take (GstAoiLink *self, gchar *linked, gchar *reason)
{
  self->linked = linked;
  self->reason = reason;
  g_atomic_int_set (&self->known, 1);
}

/**
 * gst_aoi_link_is_known:
 * @self: a link
 *
 * Thread-safe.
 *
 * Returns: whether there is an answer, or will be none
 */
gboolean
gst_aoi_link_is_known (GstAoiLink *self)
{
  return g_atomic_int_get (&self->known) != 0;
}

/**
 * gst_aoi_link_get_linked:
 * @self: a link that is known
 *
 * Returns: (transfer none) (nullable): what its code is linked to
 */
const gchar *
gst_aoi_link_get_linked (GstAoiLink *self)
{
  return self->linked;
}

/**
 * gst_aoi_link_get_reason:
 * @self: a link that is known
 *
 * Returns: (transfer none) (nullable): why its code is kept
 */
const gchar *
gst_aoi_link_get_reason (GstAoiLink *self)
{
  return self->reason;
}
