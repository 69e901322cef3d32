/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoiinspect-private.h"

#define GST_CAT_DEFAULT gst_aoi_inspect_debug

/* Any thread; no lock is held. */
static AoiRevision *
load (GstAoiInspect *self, const gchar *path, GError **error)
{
  g_autoptr (AoiRevision) revision = NULL;
  AoiProductDefaults defaults;
  gboolean strict, isolate;

  GST_OBJECT_LOCK (self);
  defaults.barcode_effort = self->settings.barcode_effort;
  strict = self->settings.strict;
  isolate = self->settings.isolate == GST_AOI_INSPECT_ISOLATE_PROCESS;
  GST_OBJECT_UNLOCK (self);
  revision = aoi_revision_load_with (path, &defaults, error);
  if (revision == NULL
      || (strict && !aoi_product_check_keys (aoi_revision_get_product (revision), error))
      || (isolate && !aoi_revision_isolate (revision, error))
      || !aoi_revision_reserve (revision, aoi_engine_get_workers (self->engine, revision), error))
    return NULL;
  return g_steal_pointer (&revision);
}

/* Posts, so that no lock may be held. */
static void
report_loaded (GstAoiInspect *self, AoiRevision *revision)
{
  AoiProduct *product = aoi_revision_get_product (revision);
  g_autoptr (GError) doubt = NULL;

  GST_INFO_OBJECT (self, "Product %s, revision %s: %u of %u ROIs enabled",
      aoi_product_get_name (product), aoi_product_get_hash (product),
      aoi_revision_get_n_rois (revision), aoi_product_get_n_rois (product));
  if (!aoi_product_check_keys (product, &doubt))
    GST_ELEMENT_WARNING (self, RESOURCE, SETTINGS,
        ("Product %s may not do what it says: %s", aoi_product_get_name (product), doubt->message),
        (NULL));
}

static guint
copy_path (GstAoiInspect *self, gchar **path)
{
  guint serial;

  GST_OBJECT_LOCK (self);
  *path = g_strdup (self->settings.product);
  serial = self->settings.load_serial;
  GST_OBJECT_UNLOCK (self);
  return serial;
}

/* From here on a changed product is loaded in the background; one that changed meanwhile is not. */
static gboolean
take_first (GstAoiInspect *self, AoiRevision *revision, guint serial)
{
  GST_OBJECT_LOCK (self);
  self->settings.opened = self->settings.load_serial == serial;
  if (self->settings.opened)
    self->settings.settled_serial = serial;
  if (self->settings.opened && revision != NULL)
    self->settings.revision = aoi_revision_ref (revision);
  GST_OBJECT_UNLOCK (self);
  if (self->settings.opened && revision != NULL)
    report_loaded (self, revision);
  return self->settings.opened;
}

/**
 * gst_aoi_inspect_open_product:
 * @self: the element, going from READY to PAUSED
 *
 * Loads the product that is set, if any: without one, frames are reported as not passed. Application
 * thread; no streaming yet.
 *
 * Returns: %FALSE after an ERROR message was posted
 */
gboolean
gst_aoi_inspect_open_product (GstAoiInspect *self)
{
  for (;;) {
    g_autoptr (AoiRevision) revision = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree gchar *path = NULL;
    guint serial = copy_path (self, &path);

    if (path != NULL && (revision = load (self, path, &error)) == NULL) {
      GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
          ("Product %s cannot be used: %s", path, error->message), (NULL));
      return FALSE;
    }
    if (take_first (self, revision, serial))
      return TRUE;
  }
}

/**
 * gst_aoi_inspect_close_product:
 * @self: the element, back in READY
 *
 * Forgets the product: files may change until it is opened again. Waits for a message about it that is on its way, as for those of
 * streaming threads: who posts may use the bin until then, and nobody afterwards.
 */
void
gst_aoi_inspect_close_product (GstAoiInspect *self)
{
  g_autoptr (AoiRevision) old = NULL;

  GST_OBJECT_LOCK (self);
  self->settings.opened = FALSE;
  self->settings.load_serial++;
  while (self->settings.announcer != NULL && self->settings.announcer != g_thread_self ())
    g_cond_wait (&self->settings.announced, GST_OBJECT_GET_LOCK (self));
  old = g_steal_pointer (&self->settings.revision);
  GST_OBJECT_UNLOCK (self);
}

/**
 * gst_aoi_inspect_ref_revision:
 * @self: the element
 *
 * Thread-safe.
 *
 * Returns: (transfer full) (nullable): what frames are inspected by from now on
 */
AoiRevision *
gst_aoi_inspect_ref_revision (GstAoiInspect *self)
{
  AoiRevision *revision;

  GST_OBJECT_LOCK (self);
  revision = self->settings.revision != NULL ? aoi_revision_ref (self->settings.revision) : NULL;
  GST_OBJECT_UNLOCK (self);
  return revision;
}

static void
post_product (GstAoiInspect *self, const gchar *path, AoiRevision *revision, const gchar *reason)
{
  AoiProduct *product = revision != NULL ? aoi_revision_get_product (revision) : NULL;
  GstStructure *structure = gst_structure_new ("aoi-product", "path", G_TYPE_STRING, path,
      "accepted", G_TYPE_BOOLEAN, product != NULL, "reason", G_TYPE_STRING, reason, NULL);

  if (product != NULL)
    gst_structure_set (structure, "product", G_TYPE_STRING, aoi_product_get_name (product),
        "revision", G_TYPE_STRING, aoi_product_get_hash (product), "rois", G_TYPE_UINT,
        aoi_revision_get_n_rois (revision), NULL);
  gst_element_post_message (
      GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), structure));
}

/* What is to be loaded next; FALSE if that is settled, and the thread is about to end. */
static gboolean
begin_load (GstAoiInspect *self, gchar **path, guint *serial)
{
  gboolean more;

  GST_OBJECT_LOCK (self);
  more = self->settings.opened && self->settings.product != NULL
      && self->settings.load_serial != self->settings.settled_serial;
  self->settings.loading = more;
  *serial = self->settings.load_serial;
  *path = more ? g_strdup (self->settings.product) : NULL;
  GST_OBJECT_UNLOCK (self);
  return more;
}

/* Returns whether this is still the last change, which the thread announces then. The old revision stays where the new one is
 * refused. */
static gboolean
settle (GstAoiInspect *self, guint serial, AoiRevision *revision)
{
  g_autoptr (AoiRevision) old = NULL;
  gboolean current;

  GST_OBJECT_LOCK (self);
  current = self->settings.load_serial == serial;
  if (current) {
    self->settings.settled_serial = serial;
    self->settings.announcer = g_thread_self ();
  }
  if (current && revision != NULL) {
    old = self->settings.revision;
    self->settings.revision = aoi_revision_ref (revision);
  }
  GST_OBJECT_UNLOCK (self);
  return current;
}

static void
end_announcement (GstAoiInspect *self)
{
  GST_OBJECT_LOCK (self);
  self->settings.announcer = NULL;
  g_cond_broadcast (&self->settings.announced);
  GST_OBJECT_UNLOCK (self);
}

/* A load that a later change of the property has overtaken is dropped without a word. */
static void
load_changed (GstAoiInspect *self, const gchar *path, guint serial)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision) revision = load (self, path, &error);

  if (!settle (self, serial, revision))
    return;
  if (revision != NULL)
    report_loaded (self, revision);
  post_product (self, path, revision, error != NULL ? error->message : NULL);
  end_announcement (self);
}

/* A thread of GStreamer's, one at a time: loads take memory and CPUs, and only the last one counts. */
static void
load_until_settled (GstElement *element, gpointer data)
{
  GstAoiInspect *self = GST_AOI_INSPECT (element);
  gchar *path;
  guint serial;

  while (begin_load (self, &path, &serial)) {
    load_changed (self, path, serial);
    g_free (path);
  }
}

/**
 * gst_aoi_inspect_reload_product:
 * @self: the element, in PAUSED or PLAYING
 *
 * Loads the product that is set in another thread; frames take it when it is ready. If the property changes
 * several times during a load, only the last product is loaded next. An `aoi-product` message reports whether
 * the product was taken. With no product set, the old one is released at once.
 */
void
gst_aoi_inspect_reload_product (GstAoiInspect *self)
{
  g_autoptr (AoiRevision) old = NULL;
  gboolean starts;

  GST_OBJECT_LOCK (self);
  if (self->settings.product == NULL) {
    old = g_steal_pointer (&self->settings.revision);
    self->settings.settled_serial = self->settings.load_serial;
  }
  starts = self->settings.product != NULL && !self->settings.loading;
  self->settings.loading = self->settings.loading || starts;
  GST_OBJECT_UNLOCK (self);
  if (starts)
    gst_element_call_async (GST_ELEMENT (self), load_until_settled, NULL, NULL);
}
