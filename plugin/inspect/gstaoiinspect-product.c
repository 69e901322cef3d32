/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoiinspect-private.h"

#define GST_CAT_DEFAULT gst_aoi_inspect_debug

/* Any thread; no lock is held. */
static AoiRevision *
load (GstAoiInspect *self, const gchar *path, GError **error)
{
  g_autoptr (AoiRevision) revision = NULL;
  AoiProductDefaults defaults;

  GST_OBJECT_LOCK (self);
  defaults.barcode_effort = self->barcode_effort;
  GST_OBJECT_UNLOCK (self);
  revision = aoi_revision_load_with (path, &defaults, error);
  if (revision == NULL
      || !aoi_revision_reserve (revision, aoi_engine_get_workers (self->engine, revision), error))
    return NULL;
  return g_steal_pointer (&revision);
}

static void
log_loaded (GstAoiInspect *self, AoiRevision *revision)
{
  AoiProduct *product = aoi_revision_get_product (revision);

  GST_INFO_OBJECT (self, "Product %s, revision %s: %u of %u ROIs enabled",
      aoi_product_get_name (product), aoi_product_get_hash (product),
      aoi_revision_get_n_rois (revision), aoi_product_get_n_rois (product));
}

static guint
copy_path (GstAoiInspect *self, gchar **path)
{
  guint serial;

  GST_OBJECT_LOCK (self);
  *path = g_strdup (self->product);
  serial = self->load_serial;
  GST_OBJECT_UNLOCK (self);
  return serial;
}

/* From here on a changed product is loaded in the background; one that changed meanwhile is not. */
static gboolean
take_first (GstAoiInspect *self, AoiRevision *revision, guint serial)
{
  GST_OBJECT_LOCK (self);
  self->opened = self->load_serial == serial;
  if (self->opened && revision != NULL)
    self->revision = aoi_revision_ref (revision);
  GST_OBJECT_UNLOCK (self);
  if (self->opened && revision != NULL)
    log_loaded (self, revision);
  return self->opened;
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
 * Forgets the product: files may change until it is opened again.
 */
void
gst_aoi_inspect_close_product (GstAoiInspect *self)
{
  g_autoptr (AoiRevision) old = NULL;

  GST_OBJECT_LOCK (self);
  self->opened = FALSE;
  self->load_serial++;
  old = g_steal_pointer (&self->revision);
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
  revision = self->revision != NULL ? aoi_revision_ref (self->revision) : NULL;
  GST_OBJECT_UNLOCK (self);
  return revision;
}

typedef struct {
  gchar *path;
  guint serial;
} Reload;

static void
reload_free (gpointer data)
{
  Reload *reload = data;

  g_free (reload->path);
  g_free (reload);
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

/* A thread of GStreamer's. The old revision stays where the new one is refused; a load that a later
 * change of the property has overtaken is dropped without a word. */
static void
reload (GstElement *element, gpointer data)
{
  GstAoiInspect *self = GST_AOI_INSPECT (element);
  Reload *request = data;
  g_autoptr (GError) error = NULL;
  AoiRevision *revision = load (self, request->path, &error);
  g_autoptr (AoiRevision) old = NULL;
  gboolean current;

  GST_OBJECT_LOCK (self);
  current = self->load_serial == request->serial;
  if (current && revision != NULL) {
    old = self->revision;
    self->revision = aoi_revision_ref (revision);
  }
  GST_OBJECT_UNLOCK (self);

  if (current && revision != NULL)
    log_loaded (self, revision);
  if (current)
    post_product (self, request->path, revision, error != NULL ? error->message : NULL);
  g_clear_pointer (&revision, aoi_revision_unref);
}

/**
 * gst_aoi_inspect_reload_product:
 * @self: the element, in PAUSED or PLAYING
 *
 * Loads the product that is set, off this thread; frames take it when it is ready. Tells by an
 * `aoi-product` message whether it was taken. With no product set, the old one goes at once.
 */
void
gst_aoi_inspect_reload_product (GstAoiInspect *self)
{
  Reload *request = g_new0 (Reload, 1);
  g_autoptr (AoiRevision) old = NULL;

  request->serial = copy_path (self, &request->path);
  if (request->path == NULL) {
    GST_OBJECT_LOCK (self);
    if (self->load_serial == request->serial)
      old = g_steal_pointer (&self->revision);
    GST_OBJECT_UNLOCK (self);
    reload_free (request);
    return;
  }
  gst_element_call_async (GST_ELEMENT (self), reload, request, reload_free);
}
